import assert from "node:assert/strict";
import fc from "fast-check";
import { type Field, fields } from "@/provider/model/fields";
import { assertProperty, printSeed } from "@/test/support/arbitraries";
import { checked } from "./checked";
import { inputNames, nearlyInputs } from "./nearly-inputs";

const enumValues = Object.values<Field>(fields).flatMap((field) => (field.type === "enum" ? field.values : []));

/**
 * Texts that a message contains only if the message repeats an input: short texts, long texts, and texts that differ
 * from a valid value by one character.
 */
const canary = fc.oneof(
	fc.stringMatching(/^[a-z]{3}~[0-9a-f]{6,12}$/),
	fc.stringMatching(/^[a-z]{3}~[0-9a-f]{6}$/).map((text) => text.padEnd(501, "é")),
	fc.constantFrom(...enumValues).map((value) => `${value}~`),
	fc.constantFrom("~123456", "~\ud800~~~~~", "tim~~~\n\u0000"),
);

const names = fc.oneof(inputNames, fc.constantFrom("Team", "Team1", "Tag_New", "Tag_Profile_IM_Nick", "uint64", "nik"));

/** Generates inputs with any JSON values, in which every text is a canary. */
const canaries = fc.letrec<{ value: unknown; map: Record<string, unknown> }>((tie) => ({
	value: fc.oneof(
		{ depthSize: "small" },
		{ arbitrary: canary, weight: 5 },
		fc.integer(),
		fc.array(tie("value"), { maxLength: 2 }),
		tie("map"),
	),
	map: fc.dictionary(names, tie("value"), { maxKeys: 6, noNullPrototype: true }),
})).map;

function textsIn(value: unknown): readonly string[] {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function assertNoValue(news: object, values: readonly string[]): void {
	const reasons = checked(news).reasons.join("\n");
	const found = values.filter((text) => reasons.includes(text));
	assert.deepEqual(found, []);
}

describe("the messages of check", () => {
	printSeed();

	it("do not contain the value of any input", () => {
		assertProperty(
			fc.property(canaries, (news) => assertNoValue(news, textsIn(news))),
			2500,
		);
	});

	it("do not contain the value of the only invalid input", () => {
		assertProperty(
			fc.property(nearlyInputs, inputNames, canary, (valid, name, value) => {
				assertNoValue({ ...valid, [name]: value, more: value }, [value]);
				assertNoValue({ ...valid, custom: { [`${name}1`]: value }, tags: { [name]: { uint64: value } } }, [value]);
			}),
			2000,
		);
	});

	it("each have one line", () => {
		assertProperty(
			fc.property(canaries, (news) => {
				for (const reason of checked(news).reasons) assert.doesNotMatch(reason, /\n/);
			}),
			1000,
		);
	});
});
