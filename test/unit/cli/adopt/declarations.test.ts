import assert from "node:assert/strict";
import fc from "fast-check";
import { createDeclarableFilter, resourceNames, variableNames } from "@/cli/adopt/declarations";
import { differingTags } from "@/provider/model/compare";
import { AllowType, Gender } from "@/provider/model/fields";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, TagValue, TagValues } from "@/provider/model/types";
import { assertProperty, ownedTag } from "@/test/support/arbitraries";
import { ALLOW_TYPE, LEVEL, NICK, TEAM } from "@/test/support/builders";

const GENDER = "Tag_Profile_IM_Gender";
const NEW = "Tag_Profile_IM_New";
const declare = createDeclarableFilter();
const tags = [NICK, GENDER, ALLOW_TYPE, LEVEL, NEW, TEAM, "Tag_Profile_Custom_toString"];

describe("createDeclarableFilter", () => {
	const cases: readonly { readonly name: string; readonly live: TagValues; readonly declares: ProfileAttributes }[] = [
		{ name: "nothing for an empty profile", live: {}, declares: {} },
		{
			name: "standard attributes, custom fields and other tags by their input names",
			live: { [TEAM]: "core", [NICK]: "Alice", [NEW]: { uint64: "9007199254740993" }, [LEVEL]: 3 },
			declares: { nick: "Alice", level: 3, custom: { Team: "core" }, tags: { [NEW]: { uint64: "9007199254740993" } } },
		},
		{
			name: "no zero values",
			live: { [NICK]: "", [LEVEL]: 0, [GENDER]: Gender.Unknown, [NEW]: 0, [TEAM]: "" },
			declares: {},
		},
		{
			name: "an allowType, which has no zero value",
			live: { [ALLOW_TYPE]: AllowType.AllowAny },
			declares: { allowType: "AllowType_Type_AllowAny" },
		},
		{ name: "no empty allowType", live: { [ALLOW_TYPE]: "" }, declares: {} },
	];
	for (const { name, live, declares } of cases) {
		it(`declares ${name}`, () => assert.deepEqual(declare(tags, live), { attributes: declares, omitted: [] }));
	}

	const invalid: readonly { readonly name: string; readonly live: TagValues; readonly path: string }[] = [
		{ name: "an unknown value of an enum", live: { [GENDER]: "Gender_Type_Other" }, path: "gender" },
		{ name: "a number in a custom field", live: { [TEAM]: 7 }, path: "custom.Team" },
		{ name: "text in a number field", live: { [LEVEL]: "high" }, path: "level" },
		{
			name: "the text with which Pulumi represents an unknown value",
			live: { [TEAM]: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
			path: "custom.Team",
		},
		{ name: "text with an unpaired surrogate", live: { [TEAM]: "a\ud800" }, path: "custom.Team" },
		{
			name: "a custom field with a name that Pulumi cannot pass on",
			live: { Tag_Profile_Custom_toString: "x" },
			path: "custom.toString",
		},
		{ name: "text that is too long", live: { [NEW]: "x".repeat(501) }, path: `tags.${NEW}` },
	];
	for (const { name, live, path } of invalid) {
		it(`omits ${name}, and reports its path`, () => {
			const { attributes, omitted } = declare(tags, { [NICK]: "Alice", ...live });
			assert.deepEqual(attributes, { nick: "Alice" });
			assert.deepEqual(
				omitted.map((failure) => failure.path),
				[path],
			);
		});
	}

	it("omits tags that are not in the list of read tags", () => {
		assert.deepEqual(declare(tags, { Tag_Profile_IM_Role: 1 }).attributes, {});
	});

	it("declares only values that equal the live values, so that the first up writes nothing", () => {
		assertProperty(
			fc.property(fc.array(ownedTag.filter(({ tag }) => !tag.endsWith("_toString"))), (owned) => {
				const live = Object.fromEntries(owned.map(({ tag, value }) => [tag, value as TagValue]));
				const { attributes, omitted } = declare(Object.keys(live), live);
				assert.deepEqual(omitted, []);
				assert.deepEqual(differingTags(ownedTags(attributes), live), []);
			}),
			300,
		);
	});
});

/** A random account ID that the service accepts. It can be the ID of a robot. */
const account = fc
	.tuple(fc.constantFrom("", "@RBT#"), fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 27 }))
	.map((parts) => parts.join(""));

const accounts = fc.uniqueArray(fc.oneof(account, fc.constantFrom("a b", "a-b", "a-b-2", "__proto__", "new", "tim")));

describe("resourceNames and variableNames", () => {
	const cases: readonly { readonly account: string; readonly name: string; readonly variable: string }[] = [
		{ account: "support_bot", name: "support_bot", variable: "supportBotAccount" },
		{ account: "@RBT#faq", name: "faq-robot", variable: "faqRobot" },
		{ account: "@RBT#001", name: "001-robot", variable: "robot001" },
		{ account: "@RBT#", name: "robot", variable: "robot" },
		{ account: "1001", name: "1001", variable: "account1001" },
		{ account: "***", name: "account", variable: "account" },
		{ account: "new", name: "new", variable: "newAccount" },
		{ account: "alice@example.com", name: "alice-example.com", variable: "aliceExampleComAccount" },
		{ account: "VIP-desk", name: "VIP-desk", variable: "vipDeskAccount" },
		{ account: "deskOne", name: "deskOne", variable: "deskOneAccount" },
		{ account: "-x-", name: "x", variable: "xAccount" },
	];
	for (const c of cases) {
		it(`return ${c.name} and ${c.variable} for ${c.account}`, () => {
			assert.equal(resourceNames([c.account]).get(c.account), c.name);
			assert.equal(variableNames([c.account]).get(c.account), c.variable);
		});
	}

	it("append numbers to duplicates, and keep each account ID that is a valid name", () => {
		assert.deepEqual([...resourceNames(["a b", "a:b", "a-b", "a-b-2"])].sort(), [
			["a b", "a-b-3"],
			["a-b", "a-b"],
			["a-b-2", "a-b-2"],
			["a:b", "a-b-4"],
		]);
		assert.deepEqual([...variableNames(["a b", "a_b"]).values()], ["aBAccount", "aBAccount2"]);
	});

	it("return unique names that need no quotes in a shell or a program", () => {
		assertProperty(
			fc.property(accounts, (some) => {
				for (const [namesOf, shape] of [
					[resourceNames, /^[\w.-]+$/],
					[variableNames, /^[a-z]\w*$/],
				] as const) {
					const names = namesOf(some);
					assert.deepEqual([...names.keys()].sort(), [...some].sort());
					assert.equal(new Set(names.values()).size, some.length);
					for (const name of names.values()) assert.match(name, shape);
				}
			}),
			300,
		);
	});
});
