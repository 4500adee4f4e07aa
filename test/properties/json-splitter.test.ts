import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonSplitter } from "@/cli/drift/json-splitter";
import { anyJson, assertProperty, printSeed } from "@/test/support/arbitraries";

const list = {
	path: ["deployment", "resources"] as const,
	create: (): unknown[] => [],
	add: (elements: unknown[], element: unknown) => void elements.push(element),
};

/** Parses a text in parts of the given sizes. Returns `undefined` if the text is not one JSON document. */
function split(text: string, sizes: readonly number[]): { readonly value: unknown } | undefined {
	const splitter = new JsonSplitter(list);
	let start = 0;
	for (let part = 0; start < text.length && splitter.status === "incomplete"; part += 1) {
		const end = Math.min(start + (sizes[part % sizes.length] ?? 1), text.length);
		start += splitter.read(text.slice(start, end), 0);
	}
	if (splitter.status !== "complete" || text.slice(start).trim() !== "") return undefined;
	return { value: withList(splitter.value, splitter.list) };
}

/** Puts the elements of the list back into the document. */
function withList(value: unknown, elements: readonly unknown[] | undefined): unknown {
	const { deployment } = Object(value);
	const isSplit = Object.hasOwn(Object(value), "deployment") && Object.hasOwn(Object(deployment), "resources");
	if (isSplit && Array.isArray(deployment.resources) && !Array.isArray(deployment) && !Array.isArray(value)) {
		assert.deepEqual(deployment.resources, [], "the elements are not in the document");
		deployment.resources = elements;
	}
	return value;
}

function parseWhole(text: string): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const space = fc.constantFrom("", " ", "\n\t", "\r\n  ");

/** Text of a document with a list at the path, in which keys may be repeated, escaped or at another place. */
const documentText = fc
	.record({
		elements: fc.array(anyJson, { maxLength: 4 }),
		before: fc.dictionary(fc.constantFrom("version", "deployment", "resources", "__proto__"), anyJson),
		inner: fc.dictionary(fc.constantFrom("manifest", "resources", "deployment", "__proto__"), anyJson),
		key: fc.constantFrom('"resources"', '"resourc\\u0065s"', '"Resources"'),
		space,
		again: fc.constantFrom("", ',"deployment":null', ',"deployment":{"resources":[7]}', ',"deployment":{}'),
	})
	.map(({ elements, before, inner, key, space: blank, again }) => {
		const fields = (value: object) => JSON.stringify(value).slice(1, -1);
		const join = (...parts: readonly string[]) => parts.filter(Boolean).join(`,${blank}`);
		const items = elements.map(
			(element) => blank + JSON.stringify(element, undefined, blank.trim() ? 1 : blank) + blank,
		);
		const deployment = `{${join(fields(inner), `${key}${blank}:[${items.join(",") || blank}]`)}}`;
		return `{${join(fields(before), `"deployment":${blank}${deployment}`)}${again}${blank}}`;
	});

/** A text with one character removed, inserted or replaced, or cut off. */
const damagedText = fc
	.tuple(
		documentText,
		fc.nat(),
		fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "1", " ", "\n", "x"),
		fc.nat(2),
	)
	.map(([text, at, character, how]) => {
		const index = at % (text.length + 1);
		if (how === 0) return text.slice(0, index);
		return text.slice(0, index) + character + text.slice(index + (how === 1 ? 1 : 0));
	});

describe("the splitter of JSON documents", () => {
	printSeed();

	for (const [name, texts] of [
		["valid documents", documentText],
		["damaged documents", damagedText],
		["other objects", fc.dictionary(fc.string(), anyJson).map((value) => JSON.stringify(value))],
		[
			"texts",
			fc
				.array(fc.constantFrom(...'{}[]",:\\ 1ae'.split(""), '"deployment"', '"resources":['))
				.map((parts) => `{${parts.join("")}`),
		],
	] as const) {
		it(`returns the same result as JSON.parse for ${name}, cut anywhere`, () => {
			assertProperty(
				fc.property(texts, sizes, (text, cuts) => assert.deepEqual(split(text, cuts), parseWhole(text), text)),
				2000,
			);
		});
	}

	it("accepts a document that is cut before any character", () => {
		const text = JSON.stringify(
			{ deployment: { resources: [{ urn: 'a"\\', list: [{}] }, '愛\\"', []] } },
			undefined,
			1,
		);
		for (let at = 1; at < text.length; at += 1) {
			const splitter = new JsonSplitter(list);
			splitter.read(text.slice(0, at), 0);
			assert.equal(splitter.status, "incomplete");
			assert.equal(splitter.read(text.slice(at), 0), text.length - at);
			assert.deepEqual(splitter.list, JSON.parse(text).deployment.resources);
		}
	});
});
