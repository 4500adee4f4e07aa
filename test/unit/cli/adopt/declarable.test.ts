import assert from "node:assert/strict";
import fc from "fast-check";
import { createDeclarableFilter } from "@/cli/adopt/declarable";
import { differingTags } from "@/provider/model/compare";
import { AllowType, Gender } from "@/provider/model/fields";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, TagValue, TagValues } from "@/provider/model/types";
import { assertProperty, ownedTag } from "@/test/support/arbitraries";
import { ALLOW_TYPE, LEVEL, NICK, TEAM } from "@/test/support/builders";

const GENDER = "Tag_Profile_IM_Gender";
const NEW = "Tag_Profile_IM_New";
const declare = createDeclarableFilter();
const tags = [NICK, GENDER, ALLOW_TYPE, LEVEL, NEW, TEAM];

describe("createDeclarer", () => {
	const cases: readonly { readonly name: string; readonly live: TagValues; readonly declares: ProfileAttributes }[] = [
		{ name: "nothing for nothing", live: {}, declares: {} },
		{
			name: "what has a value, custom fields and other tags by their keys",
			live: { [TEAM]: "core", [NICK]: "Alice", [NEW]: { uint64: "9007199254740993" }, [LEVEL]: 3 },
			declares: { nick: "Alice", level: 3, custom: { Team: "core" }, tags: { [NEW]: { uint64: "9007199254740993" } } },
		},
		{ name: "no zero", live: { [NICK]: "", [LEVEL]: 0, [GENDER]: Gender.Unknown, [NEW]: 0, [TEAM]: "" }, declares: {} },
		{
			name: "who may add the account",
			live: { [ALLOW_TYPE]: AllowType.AllowAny },
			declares: { allowType: "AllowType_Type_AllowAny" },
		},
		{ name: "no empty answer to who may add it", live: { [ALLOW_TYPE]: "" }, declares: {} },
	];
	for (const { name, live, declares } of cases) {
		it(`declares ${name}`, () => assert.deepEqual(declare(tags, live), { attributes: declares, omitted: [] }));
	}

	const strange: readonly { readonly name: string; readonly live: TagValues; readonly path: string }[] = [
		{ name: "a word that an enum does not have", live: { [GENDER]: "Gender_Type_Other" }, path: "gender" },
		{ name: "a number where text belongs", live: { [TEAM]: 7 }, path: "custom.Team" },
		{ name: "text where a number belongs", live: { [LEVEL]: "high" }, path: "level" },
		{ name: "text that is too long", live: { [NEW]: "x".repeat(501) }, path: `tags.${NEW}` },
	];
	for (const { name, live, path } of strange) {
		it(`leaves out ${name}, and says where`, () => {
			const { attributes, omitted } = declare(tags, { [NICK]: "Alice", ...live });
			assert.deepEqual(attributes, { nick: "Alice" });
			assert.deepEqual(
				omitted.map((failure) => failure.path),
				[path],
			);
		});
	}

	it("leaves out tags that were not asked for", () => {
		assert.deepEqual(declare(tags, { Tag_Profile_IM_Role: 1 }).attributes, {});
	});

	it("declares what differs from nothing that is live, so that the first up writes nothing", () => {
		assertProperty(
			fc.property(fc.array(ownedTag), (owned) => {
				const live = Object.fromEntries(owned.map(({ tag, value }) => [tag, value as TagValue]));
				const { attributes, omitted } = declare(Object.keys(live), live);
				assert.deepEqual(omitted, []);
				assert.deepEqual(differingTags(ownedTags(attributes), live), []);
			}),
			300,
		);
	});
});
