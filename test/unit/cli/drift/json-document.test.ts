import assert from "node:assert/strict";
import { parseJsonDocument } from "@/cli/drift/json-document";

const document = { version: 3, deployment: { note: 'a "quoted" brace } and {', nested: { list: [{}] } } };
const compact = JSON.stringify(document);
const pretty = JSON.stringify(document, undefined, 4);
const event = JSON.stringify({ sequence: 0, timestamp: 1, preludeEvent: { config: {} } });

const parse = (text: string) => parseJsonDocument(text, ["deployment"]);

describe("parseJsonDocument", () => {
	const texts: readonly (readonly [string, string])[] = [
		["a document", pretty],
		["a document on one line", `${compact}\n`],
		["a warning before the document", `warning: A new version of Pulumi is available\n${pretty}`],
		["text after the document", `${pretty}\nwarning: a plugin is missing\n    Policy Packs run: 1\n`],
		["text after the document on the same line", `${pretty}warning: x`],
		["script lines of npm", `\n> bots@1.0.0 export\n> pulumi stack export\n\n${pretty}\n`],
		["Windows line breaks", `warning: x\r\n${pretty.replaceAll("\n", "\r\n")}\r\n`],
		["lines with braces", `warning: {x}\n{ not json }\n{\n  unfinished\n${pretty}\n{`],
		["lines that contain another JSON object", `{"level":"warn","text":"{"}\n${compact}\n{"level":"info"}`],
		["an unfinished object", `{"level":"warn"\n${compact}`],
	];
	for (const [name, text] of texts) it(`finds the document in ${name}`, () => assert.deepEqual(parse(text), document));

	it("returns any JSON value that is the whole text", () => {
		assert.deepEqual([parse("null"), parse("[1]"), parse(" 5 ")], [null, [1], 5]);
	});

	it("returns the first JSON object if no object has an expected property", () => {
		assert.deepEqual(parse('x\n{"a":1}\n{"b":2}'), { a: 1 });
	});

	for (const [name, text] of [
		["one event", event],
		["several events", `${event}\n${event}\n`],
		["events after other text", `warning: x\n${event}\n${event}`],
	] as const) {
		it(`rejects a stream of events: ${name}`, () => {
			assert.throws(() => parse(text), {
				message:
					"a stream of events, not one document; unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW and create the file again",
			});
		});
	}

	for (const text of ["x", "{", '{"a"', "{".repeat(1000), "error: no stack selected\n", pretty.slice(0, -2)]) {
		it(`rejects ${JSON.stringify(text.slice(0, 30))}`, () => {
			assert.throws(() => parse(text), { message: "not valid JSON" });
		});
	}

	for (const text of ["", " \n\t\n"]) {
		it(`rejects the empty text ${JSON.stringify(text)}`, () => {
			assert.throws(() => parse(text), { message: "the file is empty; create it again" });
		});
	}
});
