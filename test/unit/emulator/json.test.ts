import assert from "node:assert/strict";
import { isLosslessNumber } from "lossless-json";
import { isJsonObject, parseBytes, parseLossless, parseUserJson, stringifyLossless, toPlain } from "@/emulator/json";

describe("json", () => {
	const numbers = [
		{ text: "9007199254740991", exact: false, value: 9_007_199_254_740_991 },
		{ text: "-9007199254740991", exact: false, value: -9_007_199_254_740_991 },
		{ text: "1e3", exact: false, value: 1000 },
		{ text: "0.1", exact: false, value: 0.1 },
		{ text: "9007199254740993", exact: true, value: { uint64: "9007199254740993" } },
		{ text: "18446744073709551615", exact: true, value: { uint64: "18446744073709551615" } },
	];
	for (const c of numbers) {
		it(`parses ${c.text} without rounding`, () => {
			assert.equal(isLosslessNumber(parseLossless(c.text)), c.exact);
			assert.deepEqual(toPlain(parseLossless(c.text)), c.value);
		});
	}

	for (const text of ["1e999", "[-1e999]", '{"a":1e400}']) {
		it(`rejects ${text}, because it is too large`, () => {
			assert.throws(() => parseUserJson(text), { message: "not JSON: a number is too large" });
		});
	}

	it("formats 64-bit integers as numbers at any depth", () => {
		const text = '{"a":[{"Value":18446744073709551615}],"b":"18446744073709551615"}';
		assert.equal(stringifyLossless(toPlain(parseLossless(text)) as { a: unknown }), text);
	});

	it("uses the last value of a repeated key", () => {
		assert.deepEqual(parseLossless('{"a":1,"a":2}'), { a: 2 });
	});

	it("rejects bytes that are not UTF-8", () => {
		assert.throws(() => parseBytes(Buffer.from([0x22, 0xc3, 0x28, 0x22])), TypeError);
	});

	it("rejects text that is not JSON with a one-line message", () => {
		assert.throws(() => parseUserJson("{\n"), { message: /^not JSON: [^\n]+$/ });
	});

	it("distinguishes objects from lists, null and LosslessNumber", () => {
		const values = [{}, [], null, parseLossless("9007199254740993"), "x"];
		assert.deepEqual(values.map(isJsonObject), [true, false, false, false, false]);
	});
});
