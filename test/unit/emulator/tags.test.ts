import assert from "node:assert/strict";
import { LosslessNumber } from "lossless-json";
import { defaultQuirks } from "@/emulator/quirks";
import { catchRefusal } from "@/emulator/refusal";
import { createTagRules, parseTagValue, type Site } from "@/emulator/tags";
import { GENDER, LEVEL, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

const LOCATION = "Tag_Profile_IM_Location";

const codeOf = (tag: string, value: unknown, site: Site = "china") => {
	const rules = createTagRules({ site, customFields: ["Team"], extraTags: { Tag_Big: "uint64", Tag_Text: "string" } });
	const quirks = { ...defaultQuirks, sensitiveWords: ["rude"] };
	return catchRefusal(() => parseTagValue(tag, value, { rules, quirks }))?.errorCode;
};

const cases: readonly { name: string; tag: string; value: unknown; code?: number; site?: Site }[] = [
	{ name: "text of 500 bytes", tag: NICK, value: "é".repeat(250) },
	{ name: "text of 501 bytes", tag: NICK, value: `${"é".repeat(250)}a`, code: 40601 },
	{ name: "empty text", tag: NICK, value: "" },
	{ name: "text with U+0000", tag: NICK, value: "a\u0000b" },
	{ name: "a number instead of text", tag: NICK, value: 5, code: 40610 },
	{ name: "null instead of text", tag: NICK, value: null, code: 40610 },
	{ name: "an object instead of text", tag: NICK, value: { uint64: "5" }, code: 40610 },
	{ name: "text with a sensitive word", tag: NICK, value: "a rude nick", code: 80001 },
	{ name: "a location of 17 bytes in China", tag: LOCATION, value: "a".repeat(17) },
	{
		name: "a location of 16 bytes on the international site",
		tag: LOCATION,
		value: "a".repeat(16),
		site: "international",
	},
	{
		name: "a location of 17 bytes on the international site",
		tag: LOCATION,
		value: "a".repeat(17),
		site: "international",
		code: 40601,
	},
	{ name: "a nick of 500 bytes on the international site", tag: NICK, value: "a".repeat(500), site: "international" },
	{ name: "a custom text of 501 bytes", tag: TEAM, value: "a".repeat(501), code: 40601 },
	{ name: "a number as the value of a custom field", tag: TEAM, value: 5, code: 40610 },
	{ name: "a known enum value", tag: GENDER, value: "Gender_Type_Male" },
	{ name: "an unknown enum value", tag: GENDER, value: "Male", code: 40605 },
	{ name: "an empty enum value", tag: GENDER, value: "", code: 40605 },
	{ name: "a number instead of an enum value", tag: GENDER, value: 1, code: 40610 },
	{ name: "the number 0", tag: LEVEL, value: 0 },
	{ name: "the largest number", tag: LEVEL, value: 4_294_967_295 },
	{ name: "one above the largest number", tag: LEVEL, value: 4_294_967_296, code: 40605 },
	{ name: "a number above 2^53", tag: LEVEL, value: new LosslessNumber("9007199254740993"), code: 40605 },
	{ name: "a negative number", tag: LEVEL, value: -1, code: 40605 },
	{ name: "a fraction", tag: LEVEL, value: 1.5, code: 40610 },
	{ name: "a string of digits instead of a number", tag: LEVEL, value: "5", code: 40610 },
	{ name: "an object instead of a number", tag: "Tag_Big", value: { uint64: "5" }, code: 40610 },
	{ name: "a boolean instead of a number", tag: LEVEL, value: true, code: 40610 },
	{ name: "a birthday that is not a date", tag: "Tag_Profile_IM_BirthDay", value: 99_999_999 },
	{ name: "a number for the message settings", tag: "Tag_Profile_IM_MsgSettings", value: 1 },
	{ name: "the largest 64-bit number", tag: "Tag_Big", value: new LosslessNumber("18446744073709551615") },
	{
		name: "one above the largest 64-bit number",
		tag: "Tag_Big",
		value: new LosslessNumber("18446744073709551616"),
		code: 40605,
	},
	{ name: "text as the value of an extra tag", tag: "Tag_Text", value: "x" },
	{ name: "a tag spelled in lower case", tag: "tag_profile_im_nick", value: "x", code: 40009 },
];

describe("parseTagValue", () => {
	for (const c of cases) {
		it(c.code === undefined ? `accepts ${c.name}` : `refuses ${c.name} with ${c.code}`, () => {
			assert.equal(codeOf(c.tag, c.value, c.site), c.code);
		});
	}
});

describe("createTagRules", () => {
	const keywords: readonly { name: string; customFields: readonly string[]; reason: RegExp }[] = [
		{
			name: "a keyword of nine letters",
			customFields: ["abcdefghi"],
			reason: /^customFields: "abcdefghi" must be 1 to 8 English letters$/,
		},
		{ name: "a keyword with a digit", customFields: ["Team1"], reason: /"Team1"/ },
		{ name: "an empty keyword", customFields: [""], reason: /"" must be/ },
		{
			name: "21 custom fields",
			customFields: Array.from({ length: 21 }, () => "a"),
			reason: /21 keywords; an app has at most 20/,
		},
	];
	for (const c of keywords) {
		it(`rejects ${c.name} with a one-line message`, () => {
			const make = () => createTagRules({ site: "china", customFields: c.customFields, extraTags: {} });
			assert.throws(make, { message: c.reason });
		});
	}
});
