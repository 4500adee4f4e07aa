import assert from "node:assert/strict";
import { compareTags, differingTags, toStoredValue } from "../../../../provider/model/compare";
import { AllowType } from "../../../../provider/model/fields";
import { ownedTags } from "../../../../provider/model/managed-profiles";
import type { ProfileAttributes, TagValue, TagValues } from "../../../../provider/model/types";
import { ALLOW_TYPE, LEVEL, NICK, TEAM } from "../../../support/builders";

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
