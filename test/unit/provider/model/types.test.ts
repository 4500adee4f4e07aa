import assert from "node:assert/strict";
import { containsUnknown, unknownValue } from "@/provider/model/types";

describe("containsUnknown", () => {
	const cases: readonly { name: string; value: unknown; has: boolean }[] = [
		{ name: "an unknown value", value: unknownValue, has: true },
		{ name: "an unknown value in a map", value: { nick: unknownValue }, has: true },
		{ name: "an unknown value in a nested map", value: { tags: { Tag_New: { uint64: unknownValue } } }, has: true },
		{ name: "an unknown value in a list", value: { list: ["a", [unknownValue]] }, has: true },
		{ name: "known values", value: { nick: "a", level: 1, custom: {}, nothing: null }, has: false },
		{ name: "text that contains the unknown value", value: `x${unknownValue}`, has: false },
		{ name: "an unknown key", value: { [unknownValue]: 1 }, has: true },
		{ name: "undefined", value: undefined, has: false },
	];
	for (const { name, value, has } of cases) {
		it(`returns ${has} for ${name}`, () => assert.equal(containsUnknown(value), has));
	}
});
