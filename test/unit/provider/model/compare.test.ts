import assert from "node:assert/strict";
import fc from "fast-check";
import {
	compareTags,
	differingTags,
	equalValues,
	isUint64,
	isZero,
	toStoredValue,
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
	{ name: "absent and empty text", tag: NICK, b: "" },
	{ name: "absent and 0", tag: LEVEL, b: 0 },
	{ name: "absent and the digit 0", tag: LEVEL, b: "0" },
	{ name: "absent and empty text of a number", tag: LEVEL, b: "" },
	{ name: "absent and the unknown gender", tag: GENDER, b: Gender.Unknown },
	{ name: "empty text and the unknown gender", tag: GENDER, a: "", b: Gender.Unknown },
	{ name: "absent and nothing forbidden", tag: ADMIN_FORBID, b: AdminForbidType.None },
	{ name: "absent and empty text of a custom field", tag: TEAM, b: "" },
	{ name: "absent and 0 of an unlisted tag", tag: OTHER, b: 0 },
	{ name: "absent and empty text of an unlisted tag", tag: OTHER, b: "" },
	{ name: "absent and absent", tag: ALLOW_TYPE },
	{ name: "digits and a number", tag: LEVEL, a: "5", b: 5 },
	{ name: "digits with leading zeros and a number", tag: LEVEL, a: "005", b: 5 },
	{ name: "digits and a number of an unlisted tag", tag: OTHER, a: "5", b: 5 },
	{
		name: "a large number and its digits",
		tag: OTHER,
		a: { uint64: "18446744073709551615" },
		b: "18446744073709551615",
	},
	{ name: "a small number written as a large one", tag: OTHER, a: { uint64: "7" }, b: 7 },
	{ name: "a large zero and absent", tag: OTHER, a: { uint64: "0" } },
];

const different: readonly Case[] = [
	{ name: "two texts", tag: NICK, a: "a", b: "b" },
	{ name: "two spellings of one text", tag: NICK, a: "é", b: "e\u0301" },
	{ name: "text with and without a space at the end", tag: NICK, a: "a", b: "a " },
	{ name: "digits of text with and without zeros", tag: NICK, a: "05", b: "5" },
	{ name: "text 0 and absent", tag: NICK, a: "0" },
	{ name: "text 0 and absent in a custom field", tag: TEAM, a: "0" },
	{ name: "two numbers", tag: LEVEL, a: 5, b: 6 },
	{ name: "text of an unlisted tag and absent", tag: OTHER, a: "x" },
	{ name: "neighbours above 2^53", tag: OTHER, a: { uint64: "9007199254740993" }, b: { uint64: "9007199254740992" } },
	...Object.values(AllowType).map((value) => ({ name: `absent and ${value}`, tag: ALLOW_TYPE, b: value })),
	{ name: "two enum values", tag: GENDER, a: Gender.Male, b: Gender.Female },
];

describe("equalValues", () => {
	for (const { name, tag, a, b } of equal) {
		it(`holds ${name} for equal`, () => {
			assert.equal(equalValues(tag, a, b), true);
			assert.equal(equalValues(tag, b, a), true);
		});
	}

	for (const { name, tag, a, b } of different) {
		it(`holds ${name} apart`, () => {
			assert.equal(equalValues(tag, a, b), false);
			assert.equal(equalValues(tag, b, a), false);
		});
	}

	it("holds every value equal to itself", () => {
		fc.assert(fc.property(ownedTag, ({ tag, value }) => equalValues(tag, value, value)));
	});
});

describe("zeroOf", () => {
	const cases: readonly { name: string; tag: string; like: TagValue; zero: TagValue }[] = [
		{ name: "text", tag: NICK, like: "a", zero: "" },
		{ name: "a number", tag: LEVEL, like: 5, zero: 0 },
		{ name: "a gender", tag: GENDER, like: Gender.Male, zero: Gender.Unknown },
		{ name: "the allow type, which has none", tag: ALLOW_TYPE, like: AllowType.DenyAny, zero: "" },
		{ name: "a custom field", tag: TEAM, like: "core", zero: "" },
		{ name: "an unlisted text", tag: OTHER, like: "a", zero: "" },
		{ name: "an unlisted number", tag: OTHER, like: 5, zero: 0 },
		{ name: "an unlisted large number", tag: OTHER, like: { uint64: "5" }, zero: { uint64: "0" } },
	];
	for (const { name, tag, like, zero } of cases) {
		it(`gives ${JSON.stringify(zero)} for ${name}`, () => assert.deepEqual(zeroOf(tag, like), zero));
	}

	it("is always a zero", () => {
		fc.assert(fc.property(ownedTag, ({ tag, value }) => isZero(tag, zeroOf(tag, value))));
	});
});

describe("zeroFilled", () => {
	it("gives the zero of each tag that is not set, and leaves out what has no zero that a table says", () => {
		const values = withZeros([NICK, LEVEL, GENDER, TEAM, ALLOW_TYPE, OTHER], { [LEVEL]: "" });
		assert.deepEqual(values, { [NICK]: "", [LEVEL]: 0, [GENDER]: Gender.Unknown, [TEAM]: "" });
	});

	it("keeps what is set, and nothing that was not asked for", () => {
		const set = { [NICK]: "A", [ALLOW_TYPE]: AllowType.DenyAny, [OTHER]: 0 };
		assert.deepEqual(withZeros([NICK, ALLOW_TYPE, OTHER], { ...set, [LEVEL]: 3 }), set);
	});
});

describe("isUint64", () => {
	const others = [null, undefined, 5, "5", { uint64: 5 }, {}, []];
	it("knows a large number", () => assert.equal(isUint64({ uint64: "5" }), true));
	it("takes nothing else for one", () => assert.deepEqual(others.filter(isUint64), []));
});

const pathsOf = (tags: readonly { path: string }[]) => tags.map(({ path }) => path);

describe("diffInputs", () => {
	const cases: readonly {
		name: string;
		olds: ProfileAttributes;
		news: ProfileAttributes;
		changed: boolean;
		released?: string[];
	}[] = [
		{ name: "equal inputs", olds: { nick: "a" }, news: { nick: "a" }, changed: false },
		{ name: "another value", olds: { nick: "a" }, news: { nick: "b" }, changed: true },
		{ name: "a new tag", olds: {}, news: { nick: "a" }, changed: true },
		{ name: "a new tag with a zero", olds: {}, news: { nick: "" }, changed: true },
		{ name: "a released tag", olds: { nick: "a", level: 1 }, news: { nick: "a" }, changed: true, released: ["level"] },
		{ name: "a released zero", olds: { level: 0 }, news: {}, changed: true, released: ["level"] },
		{
			name: "a released custom field",
			olds: { custom: { Team: "a", Unit: "b" } },
			news: { custom: { Team: "a" } },
			changed: true,
			released: ["custom.Unit"],
		},
		{ name: "a tag that moved to tags", olds: { nick: "a" }, news: { tags: { [NICK]: "a" } }, changed: false },
		{ name: "digits for a number", olds: { tags: { Tag_New: "5" } }, news: { tags: { Tag_New: 5 } }, changed: false },
	];
	for (const { name, olds, news, changed, released = [] } of cases) {
		it(`says ${changed ? "changed" : "unchanged"} for ${name}`, () => {
			const diff = compareTags(ownedTags(olds), ownedTags(news));
			assert.deepEqual({ ...diff, released: pathsOf(diff.released) }, { changed, released });
		});
	}
});

describe("diffLive", () => {
	it("gives the tags whose live value is another", () => {
		const owned = ownedTags({ nick: "Alice", level: 3, custom: { Team: "core" } });
		assert.deepEqual(pathsOf(differingTags(owned, { [NICK]: "Alice", [LEVEL]: 4 })), ["level", "custom.Team"]);
	});

	it("holds an absent tag and a declared zero for equal", () => {
		assert.deepEqual(differingTags(ownedTags({ nick: "", level: 0 }), {}), []);
	});

	it("holds an absent allow type and every declared one apart", () => {
		for (const allowType of Object.values(AllowType)) {
			assert.deepEqual(pathsOf(differingTags(ownedTags({ allowType }), {})), ["allowType"]);
		}
	});

	it("never looks at tags that are not owned", () => {
		assert.deepEqual(differingTags(ownedTags({ nick: "Alice" }), { [NICK]: "Alice", [LEVEL]: 9, [TEAM]: "x" }), []);
	});
});

describe("storedValue", () => {
	const cases: readonly { name: string; tag: string; stored: TagValue; live: TagValues; value: TagValue }[] = [
		{ name: "the stored spelling of an equal number", tag: "Tag_New", stored: "5", live: { Tag_New: 5 }, value: "5" },
		{ name: "the stored zero where live is absent", tag: NICK, stored: "", live: {}, value: "" },
		{ name: "the live value that differs", tag: NICK, stored: "a", live: { [NICK]: "b" }, value: "b" },
		{ name: "the zero of text that is gone", tag: NICK, stored: "a", live: {}, value: "" },
		{ name: "the zero of a number that is gone", tag: LEVEL, stored: 5, live: {}, value: 0 },
		{
			name: "empty text for an allow type that is gone",
			tag: ALLOW_TYPE,
			stored: AllowType.DenyAny,
			live: {},
			value: "",
		},
		{
			name: "a large zero for a large number that is gone",
			tag: "Tag_New",
			stored: { uint64: "18446744073709551615" },
			live: {},
			value: { uint64: "0" },
		},
	];
	for (const { name, tag, stored, live, value } of cases) {
		it(`keeps ${name}`, () => assert.deepEqual(toStoredValue({ path: "any", tag, value: stored }, live), value));
	}
});
