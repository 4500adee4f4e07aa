import assert from "node:assert/strict";
import fc from "fast-check";
import {
	adoptedValues,
	compareTags,
	conflictingTags,
	differingTags,
	equalValues,
	isUint64,
	isZero,
	mergeAdopted,
	releaseValue,
	toStoredValue,
	withoutZeros,
	withZeros,
	zeroOf,
} from "@/provider/model/compare";
import { AdminForbidType, AllowType, Gender } from "@/provider/model/fields";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, TagValue, TagValues } from "@/provider/model/types";
import { ownedTag } from "@/test/support/arbitraries";
import { ALLOW_TYPE, LEVEL, NICK, TEAM } from "@/test/support/builders";

const GENDER = "Tag_Profile_IM_Gender";

const ADMIN_FORBID = "Tag_Profile_IM_AdminForbidType";

const OTHER = "Tag_Profile_IM_New";

type Case = { readonly name: string; readonly tag: string; readonly a?: TagValue; readonly b?: TagValue };

const equal: readonly Case[] = [
	{ name: "an absent value and empty text", tag: NICK, b: "" },
	{ name: "an absent value and 0", tag: LEVEL, b: 0 },
	{ name: "an absent value and the digit 0", tag: LEVEL, b: "0" },
	{ name: "an absent value and empty text of a numeric field", tag: LEVEL, b: "" },
	{ name: "an absent value and the gender Unknown", tag: GENDER, b: Gender.Unknown },
	{ name: "empty text and the gender Unknown", tag: GENDER, a: "", b: Gender.Unknown },
	{ name: "an absent value and the admin forbid type None", tag: ADMIN_FORBID, b: AdminForbidType.None },
	{ name: "an absent value and empty text of a custom field", tag: TEAM, b: "" },
	{ name: "an absent value and 0 of a tag that is not in the field table", tag: OTHER, b: 0 },
	{ name: "an absent value and empty text of a tag that is not in the field table", tag: OTHER, b: "" },
	{ name: "two absent values", tag: ALLOW_TYPE },
	{ name: "digits and the number", tag: LEVEL, a: "5", b: 5 },
	{ name: "digits with leading zeros and the number", tag: LEVEL, a: "005", b: 5 },
	{ name: "digits and the number of a tag that is not in the field table", tag: OTHER, a: "5", b: 5 },
	{
		name: "a 64-bit integer and its digits",
		tag: OTHER,
		a: { uint64: "18446744073709551615" },
		b: "18446744073709551615",
	},
	{ name: "a number and the same value as a Uint64", tag: OTHER, a: { uint64: "7" }, b: 7 },
	{ name: "a Uint64 of 0 and an absent value", tag: OTHER, a: { uint64: "0" } },
];

const different: readonly Case[] = [
	{ name: "two different texts", tag: NICK, a: "a", b: "b" },
	{ name: "two Unicode encodings of one text", tag: NICK, a: "é", b: "e\u0301" },
	{ name: "text with and without a trailing space", tag: NICK, a: "a", b: "a " },
	{ name: "digits in a text field with and without leading zeros", tag: NICK, a: "05", b: "5" },
	{ name: "the text 0 and an absent value", tag: NICK, a: "0" },
	{ name: "the text 0 and an absent value of a custom field", tag: TEAM, a: "0" },
	{ name: "two different numbers", tag: LEVEL, a: 5, b: 6 },
	{ name: "text and an absent value of a tag that is not in the field table", tag: OTHER, a: "x" },
	{
		name: "two consecutive integers above 2^53",
		tag: OTHER,
		a: { uint64: "9007199254740993" },
		b: { uint64: "9007199254740992" },
	},
	...Object.values(AllowType).map((value) => ({ name: `an absent value and ${value}`, tag: ALLOW_TYPE, b: value })),
	{ name: "two different enum values", tag: GENDER, a: Gender.Male, b: Gender.Female },
];

describe("equalValues", () => {
	for (const { name, tag, a, b } of equal) {
		it(`treats ${name} as equal`, () => {
			assert.equal(equalValues(tag, a, b), true);
			assert.equal(equalValues(tag, b, a), true);
		});
	}

	for (const { name, tag, a, b } of different) {
		it(`treats ${name} as different`, () => {
			assert.equal(equalValues(tag, a, b), false);
			assert.equal(equalValues(tag, b, a), false);
		});
	}

	it("treats every value as equal to itself", () => {
		fc.assert(fc.property(ownedTag, ({ tag, value }) => equalValues(tag, value, value)));
	});
});

describe("zeroOf", () => {
	const cases: readonly { name: string; tag: string; like: TagValue; zero: TagValue }[] = [
		{ name: "text", tag: NICK, like: "a", zero: "" },
		{ name: "a number", tag: LEVEL, like: 5, zero: 0 },
		{ name: "a gender", tag: GENDER, like: Gender.Male, zero: Gender.Unknown },
		{ name: "the allow type, which has no zero value", tag: ALLOW_TYPE, like: AllowType.DenyAny, zero: "" },
		{ name: "a custom field", tag: TEAM, like: "core", zero: "" },
		{ name: "text of a tag that is not in the field table", tag: OTHER, like: "a", zero: "" },
		{ name: "a number of a tag that is not in the field table", tag: OTHER, like: 5, zero: 0 },
		{
			name: "a Uint64 of a tag that is not in the field table",
			tag: OTHER,
			like: { uint64: "5" },
			zero: { uint64: "0" },
		},
	];
	for (const { name, tag, like, zero } of cases) {
		it(`returns ${JSON.stringify(zero)} for ${name}`, () => assert.deepEqual(zeroOf(tag, like), zero));
	}

	it("returns, for every tag, a value that isZero accepts", () => {
		fc.assert(fc.property(ownedTag, ({ tag, value }) => isZero(tag, zeroOf(tag, value))));
	});
});

describe("withZeros", () => {
	it("adds the zero value of each tag that is not set, and omits tags without a known zero value", () => {
		const values = withZeros([NICK, LEVEL, GENDER, TEAM, ALLOW_TYPE, OTHER], { [LEVEL]: "" });
		assert.deepEqual(values, { [NICK]: "", [LEVEL]: 0, [GENDER]: Gender.Unknown, [TEAM]: "" });
	});

	it("keeps the values that are set, and omits tags that are not requested", () => {
		const set = { [NICK]: "A", [ALLOW_TYPE]: AllowType.DenyAny, [OTHER]: 0 };
		assert.deepEqual(withZeros([NICK, ALLOW_TYPE, OTHER], { ...set, [LEVEL]: 3 }), set);
	});
});

describe("withoutZeros", () => {
	it("keeps values that are not zero", () => {
		const set = { [NICK]: "A", [ALLOW_TYPE]: AllowType.DenyAny, [OTHER]: 5 };
		const zeros = { [LEVEL]: 0, [TEAM]: "", [GENDER]: Gender.Unknown, [ADMIN_FORBID]: AdminForbidType.None };
		assert.deepEqual(withoutZeros({ ...set, ...zeros }), set);
	});

	it("removes zero values in every spelling", () => {
		assert.deepEqual(withoutZeros({ [LEVEL]: "0", [GENDER]: "", [OTHER]: { uint64: "0" } }), {});
	});
});

describe("isUint64", () => {
	const others = [null, undefined, 5, "5", { uint64: 5 }, {}, []];
	it("returns true for a Uint64", () => assert.equal(isUint64({ uint64: "5" }), true));
	it("returns false for any other value", () => assert.deepEqual(others.filter(isUint64), []));
});

const toPaths = (tags: readonly { path: string }[]) => tags.map(({ path }) => path);

describe("compareTags", () => {
	const cases: readonly {
		name: string;
		olds: ProfileAttributes;
		news: ProfileAttributes;
		added?: string[];
		changed?: string[];
		released?: string[];
	}[] = [
		{ name: "equal values", olds: { nick: "a" }, news: { nick: "a" } },
		{ name: "different values", olds: { nick: "a" }, news: { nick: "b" }, changed: ["nick"] },
		{ name: "an added tag", olds: {}, news: { nick: "a" }, added: ["nick"] },
		{ name: "an added tag with a zero value", olds: {}, news: { nick: "" }, added: ["nick"] },
		{ name: "a released tag", olds: { nick: "a", level: 1 }, news: { nick: "a" }, released: ["level"] },
		{ name: "a released tag with a zero value", olds: { level: 0 }, news: {}, released: ["level"] },
		{
			name: "a released custom field",
			olds: { custom: { Team: "a", Unit: "b" } },
			news: { custom: { Team: "a" } },
			released: ["custom.Unit"],
		},
		{ name: "a standard tag that is now declared in tags", olds: { nick: "a" }, news: { tags: { [NICK]: "a" } } },
		{ name: "digits with a number", olds: { tags: { Tag_New: "5" } }, news: { tags: { Tag_New: 5 } } },
	];
	for (const { name, olds, news, added = [], changed = [], released = [] } of cases) {
		it(`compares ${name}`, () => {
			const comparison = compareTags(ownedTags(olds), ownedTags(news));
			assert.deepEqual(
				{
					added: toPaths(comparison.added),
					changed: toPaths(comparison.changed),
					released: toPaths(comparison.released),
				},
				{ added, changed, released },
			);
		});
	}
});

describe("differingTags", () => {
	it("returns the tags whose live value differs", () => {
		const owned = ownedTags({ nick: "Alice", level: 3, custom: { Team: "core" } });
		assert.deepEqual(toPaths(differingTags(owned, { [NICK]: "Alice", [LEVEL]: 4 })), ["level", "custom.Team"]);
	});

	it("treats an absent tag and a declared zero value as equal", () => {
		assert.deepEqual(differingTags(ownedTags({ nick: "", level: 0 }), {}), []);
	});

	it("treats an absent allow type and every declared allow type as different", () => {
		for (const allowType of Object.values(AllowType)) {
			assert.deepEqual(toPaths(differingTags(ownedTags({ allowType }), {})), ["allowType"]);
		}
	});

	it("ignores live tags that are not owned", () => {
		assert.deepEqual(differingTags(ownedTags({ nick: "Alice" }), { [NICK]: "Alice", [LEVEL]: 9, [TEAM]: "x" }), []);
	});
});

describe("toStoredValue", () => {
	const cases: readonly { name: string; tag: string; stored: TagValue; live: TagValues; value: TagValue }[] = [
		{ name: "the stored spelling of an equal number", tag: "Tag_New", stored: "5", live: { Tag_New: 5 }, value: "5" },
		{ name: "the stored zero value when the tag has no live value", tag: NICK, stored: "", live: {}, value: "" },
		{ name: "a live value that differs", tag: NICK, stored: "a", live: { [NICK]: "b" }, value: "b" },
		{ name: "the zero value of text that is no longer set", tag: NICK, stored: "a", live: {}, value: "" },
		{ name: "the zero value of a number that is no longer set", tag: LEVEL, stored: 5, live: {}, value: 0 },
		{
			name: "empty text for an allow type that is no longer set",
			tag: ALLOW_TYPE,
			stored: AllowType.DenyAny,
			live: {},
			value: "",
		},
		{
			name: "a Uint64 of 0 for a Uint64 that is no longer set",
			tag: "Tag_New",
			stored: { uint64: "18446744073709551615" },
			live: {},
			value: { uint64: "0" },
		},
	];
	for (const { name, tag, stored, live, value } of cases) {
		it(`stores ${name}`, () => assert.deepEqual(toStoredValue({ path: "any", tag, value: stored }, live), value));
	}
});

describe("conflictingTags", () => {
	const owned = ownedTags({ nick: "Alice", level: 3, allowType: AllowType.DenyAny });

	it("returns tags whose live value is neither zero nor equal to the declared value", () => {
		const live = { [NICK]: "theirs", [LEVEL]: 4, [ALLOW_TYPE]: AllowType.AllowAny };
		assert.deepEqual(toPaths(conflictingTags(owned, live)), ["nick", "allowType", "level"]);
	});

	it("omits tags whose live value is zero, absent or equal to the declared value", () => {
		assert.deepEqual(conflictingTags(owned, { [NICK]: "", [LEVEL]: "3" }), []);
	});
});

describe("adoptedValues", () => {
	const owned = ownedTags({ nick: "Alice", level: 3, allowType: AllowType.DenyAny });
	const cases: readonly { name: string; live: Record<string, string | number>; adopted: object }[] = [
		{ name: "no value when no tag was set", live: {}, adopted: {} },
		{ name: "no value when the tags had zero values", live: { [NICK]: "", [LEVEL]: 0 }, adopted: {} },
		{
			name: "no value when the live values equal the declared values",
			live: { [NICK]: "Alice", [LEVEL]: "3" },
			adopted: {},
		},
		{ name: "live values that differ", live: { [NICK]: "Old", [LEVEL]: 3 }, adopted: { [NICK]: "Old" } },
		{
			name: "a different allow type, which has no zero value",
			live: { [ALLOW_TYPE]: AllowType.AllowAny },
			adopted: { [ALLOW_TYPE]: AllowType.AllowAny },
		},
		{ name: "no value of a tag that is not owned", live: { Tag_Profile_IM_Role: 5 }, adopted: {} },
	];
	for (const { name, live, adopted } of cases) {
		it(`returns ${name}`, () => assert.deepEqual(adoptedValues(owned, live), adopted));
	}

	it("also returns live values equal to the declared values with rememberAll, but no zero values", () => {
		const live = { [NICK]: "Alice", [LEVEL]: 0, [ALLOW_TYPE]: AllowType.AllowAny };
		const adopted = { [NICK]: "Alice", [ALLOW_TYPE]: AllowType.AllowAny };
		assert.deepEqual(adoptedValues(owned, live, { rememberAll: true }), adopted);
	});
});

describe("mergeAdopted", () => {
	const owned = ownedTags({ nick: "Alice" });

	it("returns an empty object when no value is remembered", () => assert.deepEqual(mergeAdopted(owned), {}));

	it("keeps the value that was remembered first for a tag", () => {
		assert.deepEqual(mergeAdopted(owned, { [NICK]: "first" }, { [NICK]: "later" }), { adopted: { [NICK]: "first" } });
	});

	it("adds the remembered value of a newly owned tag", () => {
		const both = ownedTags({ nick: "Alice", level: 3 });
		assert.deepEqual(mergeAdopted(both, { [NICK]: "a" }, { [LEVEL]: 5 }), { adopted: { [NICK]: "a", [LEVEL]: 5 } });
	});

	it("removes the remembered value of a released tag", () => {
		assert.deepEqual(mergeAdopted(owned, { [LEVEL]: 5 }), {});
	});
});

describe("releaseValue", () => {
	const owned = (tag: string, value: string | number) => ({ path: tag, tag, value });
	const [nick, level, allowType] = [owned(NICK, "A"), owned(LEVEL, 3), owned(ALLOW_TYPE, "AllowType_Type_DenyAny")];
	const cases = [
		{ name: "returns empty text for a reset of text", tag: nick, action: "reset", is: "" },
		{ name: "returns 0 for a reset of a number", tag: level, action: "reset", is: 0 },
		{ name: "returns undefined for a tag without a zero value", tag: allowType, action: "reset", is: undefined },
		{ name: "returns the remembered value for a restore", tag: nick, action: "restore", is: "Before" },
		{ name: "returns the zero value for a restore when no value was remembered", tag: level, action: "restore", is: 0 },
		{ name: "returns the zero value for a reset when a value was remembered", tag: nick, action: "reset", is: "" },
	] as const;
	for (const { name, tag, action, is } of cases) {
		it(name, () => assert.equal(releaseValue(tag, action, { [NICK]: "Before" }), is));
	}
});
