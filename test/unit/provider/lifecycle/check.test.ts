import assert from "node:assert/strict";
import { checkAccount } from "@/provider/lifecycle/check";
import type { AccountKind } from "@/provider/lifecycle/directories";
import { createClaims } from "@/provider/lifecycle/operation";
import { unknownValue } from "@/provider/model/types";
import { NICK, profileInputs, profileState } from "@/test/support/builders";
import { checkProfile, checkProfileSet } from "@/test/support/hooks";

/** A text in invalid values, which no failure reason may contain. */
const CANARY = "canary-7f3a";

function check(news: object, olds: object = {}) {
	const lines: string[] = [];
	const { inputs, failures = [] } = checkProfile(olds, news as Record<string, unknown>, (line) => lines.push(line));
	for (const { property } of failures) assert.equal(property, "", "the engine prints the value of a named property");
	return { inputs, reasons: failures.map(({ reason }) => reason), lines };
}

const long = (bytes: number) => CANARY.padEnd(bytes, "é").slice(0, CANARY.length + (bytes - CANARY.length) / 2);
const mustBeString = "must be a string";
const mustBeInteger = "must be an integer";
const outOfRange = "must be from 0 to 4294967295";
const invalidTagValue =
	'must be text of at most 500 bytes of UTF-8, an integer from 0 to 9007199254740991, or { uint64: "digits" } up to 18446744073709551615';
const invalidKeyword = "the keyword of a custom field must consist of English letters";
const invalidTag = "a tag must start with Tag_, followed by letters, digits and underscores";
const genders = "Gender_Type_Unknown, Gender_Type_Female, Gender_Type_Male";

const invalid: readonly { name: string; inputs: object; reasons: string[] }[] = [
	{ name: "inputs without an account", inputs: { account: undefined }, reasons: ["account: is required"] },
	{ name: "an empty account", inputs: { account: "" }, reasons: ["account: must not be empty"] },
	{ name: "a number as the account", inputs: { account: 5 }, reasons: [`account: ${mustBeString}; put it in quotes`] },
	{
		name: "an account of 33 bytes",
		inputs: { account: CANARY.padEnd(33, "x") },
		reasons: ["account: is 33 bytes of UTF-8; the limit is 32"],
	},
	{
		name: "an account that is not ASCII",
		inputs: { account: `${CANARY}é` },
		reasons: ["account: must be printable ASCII"],
	},
	{
		name: "an account with a line break",
		inputs: { account: `${CANARY}\n` },
		reasons: ["account: must be printable ASCII"],
	},
	...["nick", "location", "selfSignature", "image"].flatMap((name) => [
		{ name: `a number as ${name}`, inputs: { [name]: 77777 }, reasons: [`${name}: ${mustBeString}`] },
		{
			name: `a ${name} of 502 bytes in fewer characters`,
			inputs: { [name]: `${CANARY}${"é".repeat(245)}x` },
			reasons: [`${name}: is 502 bytes of UTF-8; the limit is 500`],
		},
		{
			name: `a ${name} with an unpaired surrogate`,
			inputs: { [name]: `${CANARY}\ud800` },
			reasons: [`${name}: contains an unpaired surrogate, which UTF-8 cannot represent`],
		},
	]),
	...["birthDay", "language", "msgSettings", "level", "role"].flatMap((name) => [
		{ name: `text as ${name}`, inputs: { [name]: CANARY }, reasons: [`${name}: ${mustBeInteger}`] },
		{ name: `digits as ${name}`, inputs: { [name]: "77777" }, reasons: [`${name}: ${mustBeInteger}`] },
		{ name: `a fraction as ${name}`, inputs: { [name]: 77777.5 }, reasons: [`${name}: ${mustBeInteger}`] },
		{ name: `a negative ${name}`, inputs: { [name]: -77777 }, reasons: [`${name}: ${outOfRange}`] },
		{ name: `a ${name} above 2^32 - 1`, inputs: { [name]: 4294967296 }, reasons: [`${name}: ${outOfRange}`] },
	]),
	{
		name: "an unsupported gender, and suggests a similar one",
		inputs: { gender: "Gender_Type_Mael" },
		reasons: [`gender: must be one of ${genders}; did you mean Gender_Type_Male?`],
	},
	{
		name: "an unsupported gender that is not similar to any supported one",
		inputs: { gender: CANARY },
		reasons: [`gender: must be one of ${genders}`],
	},
	{
		name: "a number as gender",
		inputs: { gender: 77777 },
		reasons: [`gender: ${mustBeString}`, `gender: must be one of ${genders}`],
	},
	{
		name: "an unsupported allow type",
		inputs: { allowType: CANARY },
		reasons: ["allowType: must be one of AllowType_Type_NeedConfirm, AllowType_Type_AllowAny, AllowType_Type_DenyAny"],
	},
	{
		name: "an unsupported admin forbid type",
		inputs: { adminForbidType: CANARY },
		reasons: ["adminForbidType: must be one of AdminForbid_Type_None, AdminForbid_Type_SendOut"],
	},
	{ name: "text as custom", inputs: { custom: CANARY }, reasons: ["custom: must be a map"] },
	{ name: "a list as custom", inputs: { custom: [CANARY] }, reasons: ["custom: must be a map"] },
	{
		name: "a number as a custom field",
		inputs: { custom: { Team: 77777 } },
		reasons: [`custom.Team: ${mustBeString}`],
	},
	{
		name: "a custom field of 502 bytes",
		inputs: { custom: { Team: `${CANARY}${"é".repeat(245)}x` } },
		reasons: ["custom.Team: is 502 bytes of UTF-8; the limit is 500"],
	},
	{
		name: "a custom field whose keyword contains a digit",
		inputs: { custom: { Team1: CANARY } },
		reasons: [`custom.Team1: ${invalidKeyword}`],
	},
	{
		name: "a custom field whose keyword contains a line break, and escapes the line break",
		inputs: { custom: { "Te\nam": CANARY } },
		reasons: [`custom.Te\\u{a}am: ${invalidKeyword}`],
	},
	{
		name: "a custom field with an empty keyword",
		inputs: { custom: { "": CANARY } },
		reasons: [`custom.: ${invalidKeyword}`],
	},
	{
		name: "a custom field whose keyword has nine letters",
		inputs: { custom: { Abcdefghi: CANARY } },
		reasons: ["custom.Abcdefghi: is 9 bytes of UTF-8; the limit is 8"],
	},
	{ name: "text as tags", inputs: { tags: CANARY }, reasons: ["tags: must be a map"] },
	{ name: "a tag without the prefix Tag_", inputs: { tags: { Nick: CANARY } }, reasons: [`tags.Nick: ${invalidTag}`] },
	{
		name: "a tag with a hyphen",
		inputs: { tags: { "Tag_Profile-New": CANARY } },
		reasons: [`tags.Tag_Profile-New: ${invalidTag}`],
	},
	{
		name: "a tag with a slash and a tilde, and does not escape them",
		inputs: { tags: { "Tag_a/b~c": CANARY } },
		reasons: [`tags.Tag_a/b~c: ${invalidTag}`],
	},
	...[
		{ name: "a fraction", value: 77777.5 },
		{ name: "a negative number", value: -77777 },
		{ name: "a number above 2^53", value: 2 ** 53 },
		{ name: "a boolean", value: true },
		{ name: "a list", value: [CANARY] },
		{ name: "another map", value: { text: CANARY } },
		{ name: "a large number with another key", value: { uint64: "5", more: CANARY } },
		{ name: "a large number above 2^64 - 1", value: { uint64: "18446744073709551616" } },
		{ name: "a large number without digits", value: { uint64: CANARY } },
		{ name: "a negative large number", value: { uint64: "-5" } },
		{ name: "an empty large number", value: { uint64: "" } },
		{ name: "text of 502 bytes", value: `${CANARY}${"é".repeat(245)}x` },
		{ name: "text with an unpaired surrogate", value: `${CANARY}\udc00` },
	].map(({ name, value }) => ({
		name: `${name} as the value of a tag`,
		inputs: { tags: { Tag_New: value } },
		reasons: [`tags.Tag_New: ${invalidTagValue}`],
	})),
	{
		name: "a standard tag in tags whose value has the wrong type",
		inputs: { tags: { Tag_Profile_IM_Level: CANARY } },
		reasons: [`tags.Tag_Profile_IM_Level: ${mustBeInteger}`],
	},
	{
		name: "a custom field in tags whose value is a number",
		inputs: { tags: { Tag_Profile_Custom_Team: 77777 } },
		reasons: [`tags.Tag_Profile_Custom_Team: ${mustBeString}`],
	},
	{
		name: "a misspelled property, and suggests a similar property",
		inputs: { nickname: CANARY, nik: CANARY },
		reasons: [
			"nickname: is not a property of a profile; did you mean nick?",
			"nik: is not a property of a profile; did you mean nick?",
		],
	},
	{
		name: "a property without a similar name",
		inputs: { something: CANARY },
		reasons: ["something: is not a property of a profile; see docs/inputs.md"],
	},
	...Object.entries({
		faceUrl: "image",
		avatar: "image",
		nickName: "nick",
		self_signature: "selfSignature",
		SelfSignature: "selfSignature",
		signature: "selfSignature",
		messageSettings: "msgSettings",
		profileCustomField: "custom",
		Tag_Profile_IM_Image: "image",
		Tag_Profile_Custom_Team: "custom.Team",
	}).map(([name, nearest]) => ({
		name: `the property ${name}, and suggests ${nearest}`,
		inputs: { [name]: CANARY },
		reasons: [`${name}: is not a property of a profile; did you mean ${nearest}?`],
	})),
	{
		name: "a custom field with the prefix of its tag, and suggests the keyword",
		inputs: { custom: { Tag_Profile_Custom_Team: CANARY } },
		reasons: [
			"custom.Tag_Profile_Custom_Team: the keyword of a custom field must consist of English letters; did you mean Team?",
			"custom.Tag_Profile_Custom_Team: is 23 bytes of UTF-8; the limit is 8",
		],
	},
	{
		name: "a tag that is declared both as a standard field and in tags",
		inputs: { nick: CANARY, tags: { Tag_Profile_IM_Nick: CANARY } },
		reasons: ["tags.Tag_Profile_IM_Nick: declares the same tag as nick; remove one of them"],
	},
	{
		name: "a tag that is declared both in custom and in tags",
		inputs: { custom: { Team: CANARY }, tags: { Tag_Profile_Custom_Team: CANARY } },
		reasons: ["tags.Tag_Profile_Custom_Team: declares the same tag as custom.Team; remove one of them"],
	},
];

describe("checkProfiles for a Profile", () => {
	for (const { name, inputs, reasons } of invalid) {
		it(`rejects ${name}`, () => {
			const news = profileInputs(inputs);
			const found = check(news).reasons;
			assert.deepEqual([...found].sort(), [...reasons].sort());
			for (const reason of found) assert.doesNotMatch(reason, /canary|77777/);
		});
	}

	it("returns all failures at the same time", () => {
		const { reasons } = check({ nick: 1, level: "x", custom: { Team1: 2 }, more: 3 });
		const paths = reasons.map((reason) => reason.split(":")[0]);
		assert.deepEqual(new Set(paths), new Set(["account", "nick", "level", "custom.Team1", "more"]));
	});

	const valid: readonly { name: string; inputs: object }[] = [
		{ name: "inputs with only an account", inputs: { nick: undefined } },
		{ name: "an account of 32 bytes that contains punctuation", inputs: { account: "@RBT#a b~".padEnd(32, "_") } },
		{ name: "text of exactly 500 bytes", inputs: { nick: long(500) } },
		{ name: "text with a surrogate pair", inputs: { nick: "🙂" } },
		{ name: "text with a line break and U+0000", inputs: { selfSignature: "a\n\u0000" } },
		{ name: "empty text", inputs: { nick: "", custom: { Team: "" } } },
		{ name: "the maximum number of a standard field", inputs: { level: 4294967295 } },
		{ name: "a birthDay that is not a valid date", inputs: { birthDay: 1 } },
		{ name: "a custom field whose keyword has eight letters", inputs: { custom: { Abcdefgh: "" } } },
		{ name: "the maximum safe integer as the value of a tag", inputs: { tags: { Tag_New: Number.MAX_SAFE_INTEGER } } },
		{
			name: "the maximum 64-bit integer as the value of a tag",
			inputs: { tags: { Tag_New: { uint64: "18446744073709551615" } } },
		},
	];
	for (const { name, inputs } of valid) {
		it(`accepts ${name}`, () => assert.deepEqual(check(profileInputs(inputs)).reasons, []));
	}

	const unknowns: readonly { name: string; inputs: object }[] = [
		{ name: "inputs whose account is", inputs: { account: unknownValue } },
		{ name: "a nick that is", inputs: { nick: unknownValue } },
		{ name: "a location that is", inputs: { location: unknownValue } },
		{ name: "a level that is", inputs: { level: unknownValue } },
		{ name: "a gender that is", inputs: { gender: unknownValue } },
		{ name: "custom and tags that are", inputs: { custom: unknownValue, tags: unknownValue } },
		{ name: "a custom field that is", inputs: { custom: { Team: unknownValue } } },
		{ name: "tags whose values are", inputs: { tags: { Tag_New: unknownValue, Tag_Profile_IM_Level: unknownValue } } },
		{ name: "a 64-bit integer that is", inputs: { tags: { Tag_New: { uint64: unknownValue } } } },
		{ name: "an ignoreChanges list that is", inputs: { __unmanaged: unknownValue } },
	];
	for (const { name, inputs } of unknowns) {
		it(`accepts ${name} unknown in a preview`, () => {
			const { reasons, lines } = check(profileInputs(inputs));
			assert.deepEqual([...reasons, ...lines], []);
		});
	}

	it("reports an invalid input even if another input is unknown", () => {
		assert.deepEqual(check(profileInputs({ nick: unknownValue, level: -1 })).reasons, [`level: ${outOfRange}`]);
	});

	it("removes null values at any depth", () => {
		const { inputs, reasons } = check({ account: "alice", nick: null, custom: { Team: null, Unit: "a" } });
		assert.deepEqual(reasons, []);
		assert.deepEqual(inputs, { account: "alice", custom: { Unit: "a" } });
	});

	describe("with ignoreChanges", () => {
		const news = profileInputs({
			nick: 5 as never,
			custom: { Team: 5 as never },
			__unmanaged: ["nick", "custom.Team"],
		});

		it("accepts an invalid value of an ignored input if the profile is in the state", () => {
			assert.deepEqual(check(news, profileState()).reasons, []);
		});

		it("rejects an invalid value of an ignored input if the profile is not in the state", () => {
			assert.deepEqual(check(news).reasons, [`nick: ${mustBeString}`, `custom.Team: ${mustBeString}`]);
		});

		it("rejects an invalid value of an input that is not ignored", () => {
			assert.deepEqual(check({ ...news, level: -1 }, profileState()).reasons, [`level: ${outOfRange}`]);
		});
	});

	describe("with a location", () => {
		const cases: readonly { name: string; location: string; warns: boolean }[] = [
			{ name: "a location of 16 bytes", location: "é".repeat(8), warns: false },
			{ name: "a location of 17 bytes in nine characters", location: `${"é".repeat(8)}x`, warns: true },
		];
		for (const { name, location, warns } of cases) {
			it(`${warns ? "warns about" : "accepts"} ${name}`, () => {
				const { reasons, lines } = check(profileInputs({ location }));
				assert.deepEqual(reasons, []);
				const warning =
					"alice: location is longer than 16 bytes of UTF-8; only apps on the China site accept longer values";
				assert.deepEqual(lines, warns ? [warning] : []);
			});
		}
	});
});

/** Converts the inputs of a profile to the inputs of a set that contains only that profile. */
function inSet(inputs: object) {
	const { account, __unmanaged, ...attributes } = inputs as Record<string, unknown>;
	const paths = (__unmanaged as readonly string[] | undefined)?.map((path) => `profiles.alice.${path}`);
	return { profiles: { alice: attributes }, ...(paths && { __unmanaged: paths }) };
}

function checkSet(news: object, olds: object = {}) {
	const lines: string[] = [];
	const { failures = [] } = checkProfileSet(olds, news as Record<string, unknown>, (line) => lines.push(line));
	for (const { property } of failures) assert.equal(property, "", "the engine prints the value of a named property");
	return { reasons: failures.map(({ reason }) => reason), lines };
}

describe("checkProfiles for a ProfileSet", () => {
	const ofAttributes = invalid.filter(({ inputs }) => !("account" in inputs));
	for (const { name, inputs, reasons } of ofAttributes) {
		it(`rejects a profile with ${name}`, () => {
			const found = checkSet(inSet(profileInputs(inputs))).reasons;
			assert.deepEqual([...found].sort(), reasons.map((reason) => `profiles.alice.${reason}`).sort());
		});
	}

	const invalidSets: readonly { name: string; news: object; reasons: readonly string[] }[] = [
		{ name: "inputs without profiles", news: {}, reasons: ["profiles: is required"] },
		{ name: "a list of profiles", news: { profiles: [{}] }, reasons: ["profiles: must be a map"] },
		{ name: "text as a profile", news: { profiles: { bob: CANARY } }, reasons: ["profiles.bob: must be a map"] },
		{ name: "an empty account", news: { profiles: { "": {} } }, reasons: ["profiles.: must not be empty"] },
		{
			name: "an account of 33 bytes",
			news: { profiles: { ["x".repeat(33)]: {} } },
			reasons: [`profiles.${"x".repeat(33)}: is 33 bytes of UTF-8; the limit is 32`],
		},
		{
			name: "an account that is not ASCII",
			news: { profiles: { bøb: {} } },
			reasons: ["profiles.bøb: must be printable ASCII"],
		},
		{
			name: "the property account in a profile",
			news: { profiles: { bob: { account: "bob" } } },
			reasons: ["profiles.bob.account: is not a property of a profile; see docs/inputs.md"],
		},
		{
			name: "a misspelled property of the set",
			news: { profile: {}, profiles: {} },
			reasons: ["profile: is not a property of a set of profiles; did you mean profiles?"],
		},
		{
			name: "a tag that one profile declares twice",
			news: { profiles: { bob: { nick: "a", tags: { [NICK]: "b" } }, carol: { nick: "c" } } },
			reasons: [`profiles.bob.tags.${NICK}: declares the same tag as nick; remove one of them`],
		},
		{
			name: "more than 10,000 accounts",
			news: { profiles: manyProfiles(10_001) },
			reasons: ["profiles: has 10001 accounts; the limit is 10000, so use several sets"],
		},
	];
	for (const { name, news, reasons } of invalidSets) {
		it(`rejects ${name}`, () => assert.deepEqual(checkSet(news).reasons, reasons));
	}

	const validSets: readonly { name: string; profiles: unknown }[] = [
		{ name: "an empty map of profiles", profiles: {} },
		{ name: "10,000 accounts", profiles: manyProfiles(10_000) },
		{
			name: "accounts with punctuation and an account named like a JavaScript property",
			profiles: { "@RBT#a b.c~": {}, constructor: {} },
		},
		{ name: "profiles that are unknown in a preview", profiles: unknownValue },
		{ name: "a profile that is unknown in a preview", profiles: { bob: unknownValue, carol: { nick: unknownValue } } },
	];
	for (const { name, profiles } of validSets) {
		it(`accepts ${name}`, () => assert.deepEqual(checkSet({ profiles }), { reasons: [], lines: [] }));
	}

	it("lists 20 failures, and counts the other failures", () => {
		const { reasons } = checkSet({ profiles: manyProfiles(200, { nik: "x" }) });
		assert.equal(reasons.length, 21);
		assert.equal(reasons[0], "profiles.user_0.nik: is not a property of a profile; did you mean nick?");
		assert.equal(reasons[20], "and 180 more invalid inputs; correct the listed inputs first");
	});

	it("logs warnings about 20 long locations, and counts the other locations", () => {
		const { lines } = checkSet({ profiles: manyProfiles(200, { location: "x".repeat(17) }) });
		assert.equal(lines.length, 21);
		assert.match(lines[0] ?? "", /^user_0: location is longer than 16 bytes/);
		assert.equal(lines[20], "and 180 more accounts");
	});

	it("keeps the id of the set after it is renamed", () => {
		const news = { profiles: {}, __id: "renamed" };
		const idAfter = (olds: object) => checkProfileSet(olds, news, () => undefined).inputs?.__id;
		assert.deepEqual([idAfter({}), idAfter({ profiles: {}, __id: "desk" })], ["renamed", "desk"]);
	});

	it("accepts an invalid value only for an ignored input of a profile that is in the state", () => {
		const profiles = { bob: { nick: 5 }, carol: { nick: 5 }, dave: { nick: 5 } };
		const news = { profiles, __unmanaged: ["profiles.bob.nick", "profiles.carol.nick"] };
		const olds = { profiles: { bob: {}, dave: {} } };
		const reason = `nick: ${mustBeString}`;
		assert.deepEqual(checkSet(news, olds).reasons, [`profiles.carol.${reason}`, `profiles.dave.${reason}`]);
	});
});

const invalidRobot = "must start with @RBT#, followed by at least one character";

interface AccountCase {
	readonly name: string;
	readonly news: Readonly<Record<string, unknown>>;
	readonly reasons: readonly string[];
}

const commonCases: readonly AccountCase[] = [
	{ name: "inputs without an account", news: {}, reasons: ["account: is required"] },
	{ name: "a number as the account", news: { account: 5 }, reasons: ["account: must be a string; put it in quotes"] },
	{
		name: "an unsupported value of onDelete",
		news: { onDelete: "retian" },
		reasons: ["account: is required", "onDelete: must be one of retain, delete; did you mean retain?"],
	},
];

const accountCases: readonly AccountCase[] = [
	...commonCases,
	{ name: "an account of 32 bytes", news: { account: "x".repeat(32), onDelete: "delete" }, reasons: [] },
	{
		name: "an account that is unknown in a preview",
		news: { account: unknownValue, onDelete: unknownValue },
		reasons: [],
	},
	{ name: "an onDelete of null", news: { account: "alice", onDelete: null }, reasons: [] },
	{
		name: "an account of 33 bytes",
		news: { account: "x".repeat(33) },
		reasons: ["account: is 33 bytes of UTF-8; the limit is 32"],
	},
	{ name: "an account that is not ASCII", news: { account: "é" }, reasons: ["account: must be printable ASCII"] },
	{
		name: "the UserID of a robot",
		news: { account: "@RBT#faq" },
		reasons: ["account: must not start with @RBT#, the prefix of robots; declare a tim.Robot instead"],
	},
	{
		name: "the input nick of a profile",
		news: { account: "alice", nick: "A" },
		reasons: ["nick: is not a property of an account; see docs/inputs.md"],
	},
];

const robotCases: readonly AccountCase[] = [
	...commonCases,
	{ name: "an account of 32 bytes", news: { account: `@RBT#${"x".repeat(27)}` }, reasons: [] },
	{ name: "an account that is unknown in a preview", news: { account: unknownValue }, reasons: [] },
	{ name: "an account without the prefix @RBT#", news: { account: "faq" }, reasons: [`account: ${invalidRobot}`] },
	{
		name: "an account whose prefix is in lower case",
		news: { account: "@rbt#faq" },
		reasons: [`account: ${invalidRobot}`],
	},
	{
		name: "an account that consists only of the prefix",
		news: { account: "@RBT#" },
		reasons: [`account: ${invalidRobot}`],
	},
	{
		name: "an account of 33 bytes",
		news: { account: `@RBT#${"x".repeat(28)}` },
		reasons: ["account: is 33 bytes of UTF-8; the limit is 32"],
	},
];

const checkReasons = (kind: AccountKind, news: AccountCase["news"], claims = createClaims()) =>
	checkAccount(kind, news, claims).failures.map(({ path, reason }) => `${path.join(".")}: ${reason}`);

describe("checkAccount for an Account", () => {
	for (const { name, news, reasons } of accountCases) {
		it(`${reasons.length === 0 ? "accepts" : "rejects"} ${name}`, () => {
			assert.deepEqual(checkReasons("account", news), reasons);
		});
	}

	it("returns the inputs without null values", () => {
		assert.deepEqual(checkAccount("account", { account: "alice", onDelete: null }, createClaims()).inputs, {
			account: "alice",
		});
	});
});

describe("checkAccount for a Robot", () => {
	for (const { name, news, reasons } of robotCases) {
		it(`${reasons.length === 0 ? "accepts" : "rejects"} ${name}`, () => {
			assert.deepEqual(checkReasons("robot", news), reasons);
		});
	}

	it("rejects a robot that exceeds the limit of an app, and accepts a robot that is already claimed", () => {
		const claims = createClaims();
		for (let index = 0; index < 20; index += 1) claims.record("robot", [{ account: `@RBT#${index}` }]);
		assert.deepEqual(checkReasons("robot", { account: "@RBT#19" }, claims), []);
		const reason = "account: the program declares more than 20 robots, which is the limit of an app";
		assert.deepEqual(checkReasons("robot", { account: "@RBT#20" }, claims), [reason]);
	});
});

function manyProfiles(size: number, attributes: object = {}) {
	return Object.fromEntries(Array.from({ length: size }, (_, index) => [`user_${index}`, attributes]));
}
