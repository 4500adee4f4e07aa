import assert from "node:assert/strict";
import fc from "fast-check";
import { type Field, fields } from "@/provider/model/fields";
import { assertProperty, printSeed } from "@/test/support/arbitraries";
import { checked } from "./checked";
import { inputNames, nearlyInputs } from "./nearly-inputs";

const enumValues = Object.values<Field>(fields).flatMap((field) => (field.type === "enum" ? field.values : []));

/** Values that no message has a reason to say: some plain, some long, some a letter away from a value that is taken. */
const canary = fc.oneof(
	fc.stringMatching(/^[a-z]{3}~[0-9a-f]{6,12}$/),
	fc.stringMatching(/^[a-z]{3}~[0-9a-f]{6}$/).map((text) => text.padEnd(501, "é")),
	fc.constantFrom(...enumValues).map((value) => `${value}~`),
	fc.constantFrom("~123456", "~\ud800~~~~~", "tim~~~\n\u0000"),
);

const names = fc.oneof(inputNames, fc.constantFrom("Team", "Team1", "Tag_New", "Tag_Profile_IM_Nick", "uint64", "nik"));

/** JSON of any shape whose every text is a canary, in any place that an input can have. */
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

function assertUnsaid(news: object, values: readonly string[]): void {
	const reasons = checked(news).reasons.join("\n");
	const said = values.filter((text) => reasons.includes(text));
	assert.deepEqual(said, []);
}

describe("the words of check", () => {
	printSeed();

	it("repeat no value, wherever it stands", () => {
		assertProperty(
			fc.property(canaries, (news) => assertUnsaid(news, textsIn(news))),
			2500,
		);
	});

	it("repeat no value of inputs of which one is wrong", () => {
		assertProperty(
			fc.property(nearlyInputs, inputNames, canary, (valid, name, value) => {
				assertUnsaid({ ...valid, [name]: value, more: value }, [value]);
				assertUnsaid({ ...valid, custom: { [`${name}1`]: value }, tags: { [name]: { uint64: value } } }, [value]);
			}),
			2000,
		);
	});

	it("are one line for each failure", () => {
		assertProperty(
			fc.property(canaries, (news) => {
				for (const reason of checked(news).reasons) assert.doesNotMatch(reason, /\n/);
			}),
			1000,
		);
	});
});
