import assert from "node:assert/strict";
import { createDocumentReader, type DocumentKind } from "@/cli/drift/json-document";
import { isPlainObject } from "@/provider/util/core";

const document = { version: 3, deployment: { note: 'a "quoted" brace } and {', nested: { list: [{}] } } };
const compact = JSON.stringify(document);
const pretty = JSON.stringify(document, undefined, 4);
const event = JSON.stringify({ sequence: 0, timestamp: 1, preludeEvent: { config: {} } });
const logLine = '{"level":"info","deployment":"prod"}';

const kind: DocumentKind<unknown, never> = {
	plural: "exports",
	keys: ["deployment"],
	content: "deployment",
	read(value) {
		if (isPlainObject(value) && isPlainObject(value.deployment)) return value;
		throw new Error(`not an export: ${JSON.stringify(value)}`);
	},
};

function parse(text: string, size = text.length || 1): unknown {
	const reader = createDocumentReader(kind);
	for (let start = 0; start < text.length; start += size) reader.write(text.slice(start, start + size));
	return reader.end();
}

const reject = (text: string, message: string) => {
	for (const size of [1, 7, 10_000]) assert.throws(() => parse(text, size), { message });
};

describe("createDocumentReader", () => {
	const texts: readonly (readonly [string, string])[] = [
		["a document", pretty],
		["an indented document", `  ${pretty}`],
		["a document on one line", `${compact}\n`],
		["a warning before the document", `warning: A new version of Pulumi is available\n${pretty}`],
		["text after the document", `${pretty}\nwarning: a plugin is missing\n    Policy Packs run: 1\n`],
		["text after the document on the same line", `${pretty}warning: x`],
		["objects after the document on the same line", `${compact} {"level":"info"} x {y} {"a":{"deployment":{}}}`],
		["log lines with other text after the document", `${compact}\ninfo ${logLine}\n[x] {"level":"info"}\n`],
		["a log line with the key of a document that is cut off", `${compact}\n${logLine.slice(0, -3)}`],
		["a log line with a repeated key", `{"level":1,"level":2}\n${compact}\n{"deployment":1,"deployment":2}`],
		["script lines of npm", `\n> bots@1.0.0 export\n> pulumi stack export\n\n${pretty}\n`],
		["Windows line breaks", `warning: x\r\n${pretty.replaceAll("\n", "\r\n")}\r\n`],
		["lines with braces", `warning: {x}\n{ not json }\n{\n  unfinished\n${pretty}\n{`],
		["lines that contain another JSON object", `{"level":"warn","text":"{"}\n${compact}\n{"level":"info"}`],
		["a log line with the key of a document", `${logLine}\n${pretty}\n${logLine}`],
		["a log line in brackets", `[info] exporting\n${pretty}`],
		["an unfinished object", `{"level":"warn"\n${compact}`],
		["an unfinished text", `{"level":"war\n${compact}`],
		["an unfinished object that could contain the document", `{"level":\n${compact}\nend`],
		["an unfinished list at the end", `${compact}\n{"level":[`],
		["a document inside lines that are searched again", `{"a":\n{"b":\n{"c":\n${compact}`],
		["another document that is cut off", `${pretty.slice(0, -2)}\n${pretty}`],
		["events", `${event}\n${compact}`],
	];
	for (const [name, text] of texts) {
		it(`finds the document in a text with ${name}`, () => {
			for (const size of [1, 2, 7, text.length]) assert.deepEqual(parse(text, size), document);
		});
	}

	it("rejects several documents", () => {
		const message = "several exports, not one; pass one of them";
		const other = '{"version":99,"deployment":{"resources":"x"}}';
		for (const text of [
			...[`${compact}\n${compact}`, `${pretty}\n${logLine}\n${pretty}\n`, `${compact}${compact}`],
			...[`${compact}  ${compact}`, `${compact} x ${compact}`, `${compact}\nx ${compact}`, `${compact}\n[${compact}]`],
			...[`${compact}\n${compact.slice(0, -1)}`, `${pretty}\n${pretty.slice(0, 40)}`, `${compact} {"deployment":{`],
			...[`${compact}\n${compact.slice(0, -1)}x\n`, `${compact}\n{"deployment":[`, `${compact}\n${other}`],
			...[`${compact}\n{"deployment":{"a":\nwarning: x`, `${compact}\n{\n{"deployment":{`],
			...[`${compact}\n{"deploym\\u0065nt":{`, `${compact}\n{"deployment":${"[".repeat(300)}`],
		]) {
			reject(text, message);
		}
	});

	it("rejects a document whose keys are repeated", () => {
		const message = "not valid: a key of the document is repeated; create it again";
		for (const text of [
			'{"deployment":{"a":1},"deployment":{}}',
			'{"deployment":{},"deploym\\u0065nt":null}',
			'{"deployment":{"resources":[1],"resources":[]}}',
			'{"deployment":{"resources":[1],"a":{},"resourc\\u0065s":[]}}',
			'{"version":3,"deployment":{},"version":4}',
		]) {
			reject(text, message);
			reject(`warning: x\n${text}\n`, message);
		}
		const repeatedBelow = '{"deployment":{"a":{"b":1,"b":2}},"c":{"d":1,"d":2}}';
		assert.deepEqual(parse(repeatedBelow), JSON.parse(repeatedBelow));
	});

	it("reports the error of the first object that has an expected property", () => {
		reject('x\n{"a":1}\n{"b":2}', 'not an export: {"a":1}');
		reject(`{"a":1}\n${logLine}\n{"deployment":1}`, `not an export: ${logLine}`);
		reject("[1]", "not an export: [1]");
	});

	for (const [name, text] of [
		["one event", event],
		["several events", `${event}\n${event}\n`],
		["events after other text", `warning: x\n${event}\n${event}`],
	] as const) {
		it(`rejects a stream of events: ${name}`, () => {
			reject(
				text,
				"a stream of events, not one document; unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW and create the file again",
			);
		});
	}

	for (const text of ["x", "{", '{"a"', "{".repeat(1000), "error: no stack selected\n", pretty.slice(0, -2), "5"]) {
		it(`rejects ${JSON.stringify(text.slice(0, 30))}`, () => reject(text, "not valid JSON; create it again"));
	}

	for (const text of ["", " \n\t\n"]) {
		it(`rejects the empty text ${JSON.stringify(text)}`, () => reject(text, "the file is empty; create it again"));
	}

	it("rejects a document with too many levels", () => {
		const nested = (levels: number) => `{"deployment":${'{"a":'.repeat(levels)}1${"}".repeat(levels)}}`;
		assert.deepEqual(parse(nested(199)), JSON.parse(nested(199)));
		const message = "not valid: over 200 levels of objects and lists; create it again";
		for (const text of [nested(200), nested(100_000), `{"deployment":${"[".repeat(100_000)}`]) {
			assert.throws(() => parse(text), { message });
		}
	});

	it("takes a time that grows with the length of a text with many unfinished objects", () => {
		const started = performance.now();
		assert.deepEqual(parse(`${'{"a":\n'.repeat(200_000)}x\n${compact}`), document);
		assert.ok(performance.now() - started < 5000);
	});
});
