import assert from "node:assert/strict";
import { decodeItems, encodeItems } from "@/provider/model/codec";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileItem } from "@/provider/model/types";
import { LEVEL, NICK, profileInputs, TEAM } from "@/test/support/builders";

const BIRTH_DAY = "Tag_Profile_IM_BirthDay";

describe("encodeItems", () => {
	it("converts each tag and its value to an item, in the same order", () => {
		const inputs = profileInputs({
			level: 3,
			custom: { Team: "core" },
			tags: { Tag_New: { uint64: "9007199254740993" } },
		});
		assert.deepEqual(encodeItems(ownedTags(inputs)), [
			{ Tag: NICK, Value: "Alice" },
			{ Tag: LEVEL, Value: 3 },
			{ Tag: TEAM, Value: "core" },
			{ Tag: "Tag_New", Value: 9007199254740993n },
		]);
	});
});

describe("decodeItems", () => {
	const cases: readonly { name: string; item: ProfileItem; value: unknown }[] = [
		{ name: "text unchanged", item: { Tag: NICK, Value: "007" }, value: "007" },
		{ name: "digits of a numeric field as a number", item: { Tag: BIRTH_DAY, Value: "20190419" }, value: 20190419 },
		{ name: "other text of a numeric field unchanged", item: { Tag: BIRTH_DAY, Value: "soon" }, value: "soon" },
		{ name: "empty text of a numeric field unchanged", item: { Tag: BIRTH_DAY, Value: "" }, value: "" },
		{ name: "digits of a custom field as text", item: { Tag: TEAM, Value: "5" }, value: "5" },
		{
			name: "digits of a tag that is not in the field table as text",
			item: { Tag: "Tag_New", Value: "5" },
			value: "5",
		},
		{
			name: "a bigint without loss of precision",
			item: { Tag: "Tag_New", Value: 2n ** 64n - 1n },
			value: { uint64: "18446744073709551615" },
		},
	];
	for (const { name, item, value } of cases) {
		it(`decodes ${name}`, () => assert.deepEqual(decodeItems([item]), { [item.Tag]: value }));
	}

	it("decodes an empty list", () => assert.deepEqual(decodeItems([]), {}));
});
