import assert from "node:assert/strict";
import { escapeControlCharacters, parseIntegerInRange } from "@/provider/util/text";

describe("parseIntegerInRange", () => {
	const cases: readonly { text: string; expected: number | undefined }[] = [
		{ text: "1", expected: 1 },
		{ text: "10", expected: 10 },
		{ text: "007", expected: 7 },
		{ text: "0", expected: undefined },
		{ text: "11", expected: undefined },
		{ text: "-1", expected: undefined },
		{ text: "1.5", expected: undefined },
		{ text: "1e0", expected: undefined },
		{ text: "0x1", expected: undefined },
		{ text: " 1", expected: undefined },
		{ text: "", expected: undefined },
	];
	for (const { text, expected } of cases) {
		it(`returns ${expected} for "${text}" in the range 1 to 10`, () =>
			assert.equal(parseIntegerInRange(text, 1, 10), expected));
	}
});

describe("escapeControlCharacters", () => {
	const cases: readonly { name: string; text: string; expected: string }[] = [
		{ name: "plain text", text: "naïve 🙂", expected: "naïve 🙂" },
		{ name: "a line break", text: "a\nb", expected: "a\\u{a}b" },
		{ name: "a line separator", text: "a\u2028b", expected: "a\\u{2028}b" },
		{ name: "a zero-width space", text: "a\u200bb", expected: "a\\u{200b}b" },
		{ name: "a right-to-left override", text: "a\u202eb", expected: "a\\u{202e}b" },
	];
	for (const { name, text, expected } of cases) {
		it(`returns one line with only visible characters for ${name}`, () =>
			assert.equal(escapeControlCharacters(text), expected));
	}
});
