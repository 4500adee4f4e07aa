import assert from "node:assert/strict";
import { unknownValue } from "@/provider/model/types";
import { NICK, profileInputs, profileState } from "@/test/support/builders";
import { checkProfile, checkProfileSet } from "@/test/support/hooks";

/** Stands in refused values: no reason may hold it. */
const CANARY = "canary-7f3a";

function check(news: object, olds: object = {}) {
	const lines: string[] = [];
	const { inputs, failures = [] } = checkProfile(olds, news as Record<string, unknown>, (line) => lines.push(line));
	for (const { property } of failures) assert.equal(property, "", "the engine prints the value of a named property");
	return { inputs, reasons: failures.map(({ reason }) => reason), lines };
}

const long = (bytes: number) => CANARY.padEnd(bytes, "é").slice(0, CANARY.length + (bytes - CANARY.length) / 2);
const textWords = "must be text";
const wholeWords = "must be a whole number";
const rangeWords = "must be from 0 to 4294967295";
const tagWords =
	'must be text of at most 500 bytes of UTF-8, a whole number from 0 to 9007199254740991, or { uint64: "digits" } up to 18446744073709551615';
const keywordWords = "the keyword of a custom field must be English letters only";
const tagNameWords = "a tag must start with Tag_ and hold letters, digits and underscores only";
const genders = "Gender_Type_Unknown, Gender_Type_Female, Gender_Type_Male";

const refused: readonly { name: string; inputs: object; reasons: string[] }[] = [
	{ name: "no account", inputs: { account: undefined }, reasons: ["account: is required"] },
	{ name: "an empty account", inputs: { account: "" }, reasons: ["account: must not be empty"] },
	{ name: "a number as account", inputs: { account: 5 }, reasons: [`account: ${textWords}`] },
	{
		name: "an account of 33 bytes",
		inputs: { account: CANARY.padEnd(33, "x") },
		reasons: ["account: is 33 bytes of UTF-8; the limit is 32"],
	},
	{
		name: "an account with other letters",
		inputs: { account: `${CANARY}é` },
		reasons: ["account: must be printable ASCII"],
	},
	{
		name: "an account with a line break",
		inputs: { account: `${CANARY}\n` },
		reasons: ["account: must be printable ASCII"],
	},
	...["nick", "location", "selfSignature", "image"].flatMap((name) => [
		{ name: `a number as ${name}`, inputs: { [name]: 77777 }, reasons: [`${name}: ${textWords}`] },
		{
			name: `a ${name} of 502 bytes in fewer characters`,
			inputs: { [name]: `${CANARY}${"é".repeat(245)}x` },
			reasons: [`${name}: is 502 bytes of UTF-8; the limit is 500`],
		},
		{
			name: `a ${name} with half of a surrogate pair`,
			inputs: { [name]: `${CANARY}\ud800` },
			reasons: [`${name}: holds half of a surrogate pair, which UTF-8 cannot carry`],
		},
	]),
	...["birthDay", "language", "msgSettings", "level", "role"].flatMap((name) => [
		{ name: `text as ${name}`, inputs: { [name]: CANARY }, reasons: [`${name}: ${wholeWords}`] },
		{ name: `digits as ${name}`, inputs: { [name]: "77777" }, reasons: [`${name}: ${wholeWords}`] },
		{ name: `a fraction as ${name}`, inputs: { [name]: 77777.5 }, reasons: [`${name}: ${wholeWords}`] },
		{ name: `a negative ${name}`, inputs: { [name]: -77777 }, reasons: [`${name}: ${rangeWords}`] },
		{ name: `a ${name} above 2^32 - 1`, inputs: { [name]: 4294967296 }, reasons: [`${name}: ${rangeWords}`] },
	]),
	{
		name: "an unlisted gender, with the nearest",
		inputs: { gender: "Gender_Type_Mael" },
		reasons: [`gender: must be one of ${genders}; the nearest is Gender_Type_Male`],
	},
	{
		name: "a gender that is near to none",
		inputs: { gender: CANARY },
		reasons: [`gender: must be one of ${genders}`],
	},
	{
		name: "a number as gender",
		inputs: { gender: 77777 },
		reasons: [`gender: ${textWords}`, `gender: must be one of ${genders}`],
	},
	{
		name: "an unlisted allow type",
		inputs: { allowType: CANARY },
		reasons: ["allowType: must be one of AllowType_Type_NeedConfirm, AllowType_Type_AllowAny, AllowType_Type_DenyAny"],
	},
	{
		name: "an unlisted admin forbid type",
		inputs: { adminForbidType: CANARY },
		reasons: ["adminForbidType: must be one of AdminForbid_Type_None, AdminForbid_Type_SendOut"],
	},
	{ name: "text as custom", inputs: { custom: CANARY }, reasons: ["custom: must be a map"] },
	{ name: "a list as custom", inputs: { custom: [CANARY] }, reasons: ["custom: must be a map"] },
	{ name: "a number in custom", inputs: { custom: { Team: 77777 } }, reasons: [`custom.Team: ${textWords}`] },
	{
		name: "a custom text of 502 bytes",
		inputs: { custom: { Team: `${CANARY}${"é".repeat(245)}x` } },
		reasons: ["custom.Team: is 502 bytes of UTF-8; the limit is 500"],
	},
	{ name: "a keyword with a digit", inputs: { custom: { Team1: CANARY } }, reasons: [`custom.Team1: ${keywordWords}`] },
	{
		name: "a keyword that holds a line break, on one line",
		inputs: { custom: { "Te\nam": CANARY } },
		reasons: [`custom.Te\\u{a}am: ${keywordWords}`],
	},
	{ name: "an empty keyword", inputs: { custom: { "": CANARY } }, reasons: [`custom.: ${keywordWords}`] },
	{
		name: "a keyword of nine letters",
		inputs: { custom: { Abcdefghi: CANARY } },
		reasons: ["custom.Abcdefghi: is 9 bytes of UTF-8; the limit is 8"],
	},
	{ name: "text as tags", inputs: { tags: CANARY }, reasons: ["tags: must be a map"] },
	{ name: "a tag without its prefix", inputs: { tags: { Nick: CANARY } }, reasons: [`tags.Nick: ${tagNameWords}`] },
	{
		name: "a tag with a hyphen",
		inputs: { tags: { "Tag_Profile-New": CANARY } },
		reasons: [`tags.Tag_Profile-New: ${tagNameWords}`],
	},
	{
		name: "a tag with a slash, spelled as it is",
		inputs: { tags: { "Tag_a/b~c": CANARY } },
		reasons: [`tags.Tag_a/b~c: ${tagNameWords}`],
	},
	...[
		{ name: "a fraction", value: 77777.5 },
		{ name: "a negative number", value: -77777 },
		{ name: "a number above 2^53", value: 2 ** 53 },
		{ name: "a truth value", value: true },
		{ name: "a list", value: [CANARY] },
		{ name: "a map of something else", value: { text: CANARY } },
		{ name: "a large number with more beside it", value: { uint64: "5", more: CANARY } },
		{ name: "a large number above 2^64 - 1", value: { uint64: "18446744073709551616" } },
		{ name: "a large number that is none", value: { uint64: CANARY } },
		{ name: "a negative large number", value: { uint64: "-5" } },
		{ name: "an empty large number", value: { uint64: "" } },
		{ name: "text of 502 bytes", value: `${CANARY}${"é".repeat(245)}x` },
		{ name: "text with half of a surrogate pair", value: `${CANARY}\udc00` },
	].map(({ name, value }) => ({
		name: `${name} as the value of a tag`,
		inputs: { tags: { Tag_New: value } },
		reasons: [`tags.Tag_New: ${tagWords}`],
	})),
	{
		name: "a standard tag in tags with a value of another type",
		inputs: { tags: { Tag_Profile_IM_Level: CANARY } },
		reasons: [`tags.Tag_Profile_IM_Level: ${wholeWords}`],
	},
	{
		name: "a custom tag in tags with a number",
		inputs: { tags: { Tag_Profile_Custom_Team: 77777 } },
		reasons: [`tags.Tag_Profile_Custom_Team: ${textWords}`],
	},
	{
		name: "a misspelt property, with the nearest",
		inputs: { nickname: CANARY, nik: CANARY },
		reasons: [
			"nickname: is not a property of a profile; see the list of inputs in the README",
			"nik: is not a property of a profile; did you mean nick?",
		],
	},
	{
		name: "a tag named by its field and in tags",
		inputs: { nick: CANARY, tags: { Tag_Profile_IM_Nick: CANARY } },
		reasons: ["tags.Tag_Profile_IM_Nick: names the same tag as nick; keep one of the two"],
	},
	{
		name: "a tag named in custom and in tags",
		inputs: { custom: { Team: CANARY }, tags: { Tag_Profile_Custom_Team: CANARY } },
		reasons: ["tags.Tag_Profile_Custom_Team: names the same tag as custom.Team; keep one of the two"],
	},
];

describe("checkProfile", () => {
	for (const { name, inputs, reasons } of refused) {
		it(`refuses ${name}`, () => {
			const news = profileInputs(inputs);
			const found = check(news).reasons;
			assert.deepEqual([...found].sort(), [...reasons].sort());
			for (const reason of found) assert.doesNotMatch(reason, /canary|77777/);
		});
	}

	it("reports every failure at once", () => {
		const { reasons } = check({ nick: 1, level: "x", custom: { Team1: 2 }, more: 3 });
		const paths = reasons.map((reason) => reason.split(":")[0]);
		assert.deepEqual(new Set(paths), new Set(["account", "nick", "level", "custom.Team1", "more"]));
	});

	const taken: readonly { name: string; inputs: object }[] = [
		{ name: "the account alone", inputs: { nick: undefined } },
		{ name: "an account of 32 bytes with every kind of sign", inputs: { account: "@RBT#a b~".padEnd(32, "_") } },
		{ name: "text of exactly 500 bytes", inputs: { nick: long(500) } },
		{ name: "text with a whole surrogate pair", inputs: { nick: "🙂" } },
		{ name: "text with a line break and U+0000", inputs: { selfSignature: "a\n\u0000" } },
		{ name: "empty text", inputs: { nick: "", custom: { Team: "" } } },
		{ name: "the largest number", inputs: { level: 4294967295 } },
		{ name: "a date that is none", inputs: { birthDay: 1 } },
		{ name: "a keyword of eight letters", inputs: { custom: { Abcdefgh: "" } } },
		{ name: "the largest safe number of a tag", inputs: { tags: { Tag_New: Number.MAX_SAFE_INTEGER } } },
		{ name: "the largest number of 64 bits", inputs: { tags: { Tag_New: { uint64: "18446744073709551615" } } } },
	];
	for (const { name, inputs } of taken) {
		it(`takes ${name}`, () => assert.deepEqual(check(profileInputs(inputs)).reasons, []));
	}

	const unknowns: readonly { name: string; inputs: object }[] = [
		{ name: "an account", inputs: { account: unknownValue } },
		{ name: "text", inputs: { nick: unknownValue } },
		{ name: "a place", inputs: { location: unknownValue } },
		{ name: "a number", inputs: { level: unknownValue } },
		{ name: "an enum", inputs: { gender: unknownValue } },
		{ name: "a whole map", inputs: { custom: unknownValue, tags: unknownValue } },
		{ name: "a custom field", inputs: { custom: { Team: unknownValue } } },
		{ name: "a tag", inputs: { tags: { Tag_New: unknownValue, Tag_Profile_IM_Level: unknownValue } } },
		{ name: "a large number", inputs: { tags: { Tag_New: { uint64: unknownValue } } } },
		{ name: "a list of unmanaged paths", inputs: { __unmanaged: unknownValue } },
	];
	for (const { name, inputs } of unknowns) {
		it(`lets ${name} pass that is not known yet`, () => {
			const { reasons, lines } = check(profileInputs(inputs));
			assert.deepEqual([...reasons, ...lines], []);
		});
	}

	it("still reports what is wrong beside an unknown", () => {
		assert.deepEqual(check(profileInputs({ nick: unknownValue, level: -1 })).reasons, [`level: ${rangeWords}`]);
	});

	it("takes a null for absent, at any depth", () => {
		const { inputs, reasons } = check({ account: "alice", nick: null, custom: { Team: null, Unit: "a" } });
		assert.deepEqual(reasons, []);
		assert.deepEqual(inputs, { account: "alice", custom: { Unit: "a" } });
	});

	describe("with ignored changes", () => {
		const news = profileInputs({
			nick: 5 as never,
			custom: { Team: 5 as never },
			__unmanaged: ["nick", "custom.Team"],
		});

		it("lets pass what others have set once the profile is in the state", () => {
			assert.deepEqual(check(news, profileState()).reasons, []);
		});

		it("checks it all while the profile is not in the state", () => {
			assert.deepEqual(check(news).reasons, [`nick: ${textWords}`, `custom.Team: ${textWords}`]);
		});

		it("still checks the rest", () => {
			assert.deepEqual(check({ ...news, level: -1 }, profileState()).reasons, [`level: ${rangeWords}`]);
		});
	});

	describe("on a place", () => {
		const cases: readonly { name: string; location: string; warns: boolean }[] = [
			{ name: "16 bytes", location: "é".repeat(8), warns: false },
			{ name: "17 bytes in nine characters", location: `${"é".repeat(8)}x`, warns: true },
		];
		for (const { name, location, warns } of cases) {
			it(`${warns ? "warns of" : "is silent about"} ${name}`, () => {
				const { reasons, lines } = check(profileInputs({ location }));
				assert.deepEqual(reasons, []);
				const words = "alice: location is above 16 bytes of UTF-8; only apps on the China site take more";
				assert.deepEqual(lines, warns ? [words] : []);
			});
		}
	});
});

/** Puts a profile into a set, as the program would name it there. */
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

describe("checkProfileSet", () => {
	const ofAttributes = refused.filter(({ inputs }) => !("account" in inputs));
	for (const { name, inputs, reasons } of ofAttributes) {
		it(`refuses ${name}, as of a profile alone`, () => {
			const found = checkSet(inSet(profileInputs(inputs))).reasons;
			assert.deepEqual([...found].sort(), reasons.map((reason) => `profiles.alice.${reason}`).sort());
		});
	}

	const wrong: readonly { name: string; news: object; reasons: readonly string[] }[] = [
		{ name: "no profiles", news: {}, reasons: ["profiles: is required"] },
		{ name: "a list of profiles", news: { profiles: [{}] }, reasons: ["profiles: must be a map"] },
		{ name: "text as a profile", news: { profiles: { bob: CANARY } }, reasons: ["profiles.bob: must be a map"] },
		{ name: "an empty account", news: { profiles: { "": {} } }, reasons: ["profiles.: must not be empty"] },
		{
			name: "an account of 33 bytes",
			news: { profiles: { ["x".repeat(33)]: {} } },
			reasons: [`profiles.${"x".repeat(33)}: is 33 bytes of UTF-8; the limit is 32`],
		},
		{
			name: "an account with other letters",
			news: { profiles: { bøb: {} } },
			reasons: ["profiles.bøb: must be printable ASCII"],
		},
		{
			name: "an account inside a profile",
			news: { profiles: { bob: { account: "bob" } } },
			reasons: ["profiles.bob.account: is not a property of a profile; see the list of inputs in the README"],
		},
		{
			name: "a misspelt property of the set",
			news: { profile: {}, profiles: {} },
			reasons: ["profile: is not a property of a set of profiles; did you mean profiles?"],
		},
		{
			name: "a tag named twice, in the profile where it is",
			news: { profiles: { bob: { nick: "a", tags: { [NICK]: "b" } }, carol: { nick: "c" } } },
			reasons: [`profiles.bob.tags.${NICK}: names the same tag as nick; keep one of the two`],
		},
		{
			name: "more accounts than were tried",
			news: { profiles: fleet(10_001) },
			reasons: ["profiles: has 10001 accounts; the limit is 10000, make several sets"],
		},
	];
	for (const { name, news, reasons } of wrong) {
		it(`refuses ${name}`, () => assert.deepEqual(checkSet(news).reasons, reasons));
	}

	const right: readonly { name: string; profiles: unknown }[] = [
		{ name: "no account at all", profiles: {} },
		{ name: "10,000 accounts", profiles: fleet(10_000) },
		{
			name: "accounts with every kind of sign, and names that JavaScript knows",
			profiles: { "@RBT#a b.c~": {}, constructor: {} },
		},
		{ name: "profiles that are not known yet", profiles: unknownValue },
		{ name: "a profile that is not known yet", profiles: { bob: unknownValue, carol: { nick: unknownValue } } },
	];
	for (const { name, profiles } of right) {
		it(`takes ${name}`, () => assert.deepEqual(checkSet({ profiles }), { reasons: [], lines: [] }));
	}

	it("gives the first 20 of many failures, and counts the rest", () => {
		const { reasons } = checkSet({ profiles: fleet(200, { nik: "x" }) });
		assert.equal(reasons.length, 21);
		assert.equal(reasons[0], "profiles.user_0.nik: is not a property of a profile; did you mean nick?");
		assert.equal(reasons[20], "and 180 more: correct these first");
	});

	it("warns of the first 20 of many long places, and counts the rest", () => {
		const { lines } = checkSet({ profiles: fleet(200, { location: "x".repeat(17) }) });
		assert.equal(lines.length, 21);
		assert.match(lines[0] ?? "", /^user_0: location is above 16 bytes/);
		assert.equal(lines[20], "and 180 more accounts");
	});

	it("keeps the id that the set was created with, under whatever name", () => {
		const news = { profiles: {}, __id: "renamed" };
		const idAfter = (olds: object) => checkProfileSet(olds, news, () => undefined).inputs?.__id;
		assert.deepEqual([idAfter({}), idAfter({ profiles: {}, __id: "desk" })], ["renamed", "desk"]);
	});

	it("lets pass what others have set, only in a profile that is in the state and only where it is left to them", () => {
		const profiles = { bob: { nick: 5 }, carol: { nick: 5 }, dave: { nick: 5 } };
		const news = { profiles, __unmanaged: ["profiles.bob.nick", "profiles.carol.nick"] };
		const olds = { profiles: { bob: {}, dave: {} } };
		const words = `nick: ${textWords}`;
		assert.deepEqual(checkSet(news, olds).reasons, [`profiles.carol.${words}`, `profiles.dave.${words}`]);
	});
});

function fleet(size: number, attributes: object = {}) {
	return Object.fromEntries(Array.from({ length: size }, (_, at) => [`user_${at}`, attributes]));
}
