import assert from "node:assert/strict";
import { isPlainObject } from "@/provider/util/plain-object";

describe("isPlainObject", () => {
	const cases: readonly { name: string; value: unknown; expected: boolean }[] = [
		{ name: "an object", value: { a: 1 }, expected: true },
		{ name: "an object without a prototype", value: Object.create(null), expected: true },
		{ name: "an array", value: [], expected: false },
		{ name: "null", value: null, expected: false },
		{ name: "undefined", value: undefined, expected: false },
		{ name: "a string", value: "a", expected: false },
		{ name: "a function", value: () => {}, expected: false },
	];
	for (const { name, value, expected } of cases) {
		it(`returns ${expected} for ${name}`, () => assert.equal(isPlainObject(value), expected));
	}
});
