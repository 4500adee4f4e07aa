import fc from "fast-check";
import { customField, type Field, fields } from "@/provider/model/fields";
import type { ProfileInputs, TagValue } from "@/provider/model/types";

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const uint32 = fc.integer({ min: 0, max: 4_294_967_295 });

/** Generates unsigned 64-bit integers, often at a limit: near 0, 2^53, 2^63 or 2^64. */
export const uint64: fc.Arbitrary<bigint> = fc.oneof(
	fc.constantFrom(0n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n),
	fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

/** Generates valid values of a tag that is not in the field table. */
export const tagValue: fc.Arbitrary<TagValue> = fc.oneof(
	text,
	fc.maxSafeNat(),
	uint64.map((value) => ({ uint64: value.toString() })),
);

/** Generates names of tags that are not in the field table. */
const otherTag = fc.stringMatching(/^Tag_Profile_IM_New[A-Za-z0-9]{0,6}$/);

/** Generates keywords of custom fields. Some keywords are names of methods of `Object.prototype`. */
const keyword = fc.oneof(fc.stringMatching(/^[A-Za-z]{1,8}$/), fc.constantFrom("valueOf", "toString"));

function valueOfField(field: Field): fc.Arbitrary<TagValue> {
	if (field.type === "enum") return fc.constantFrom(...field.values);
	return field.type === "string" ? text : uint32;
}

const standard = Object.fromEntries(Object.entries<Field>(fields).map(([name, field]) => [name, valueOfField(field)]));

/** Generates valid inputs of a profile with any subset of the attributes. */
export const arbitraryProfileInputs = fc.record(
	{
		...standard,
		account: fc.constant("alice"),
		custom: fc.dictionary(keyword, text, { maxKeys: 4, noNullPrototype: true }),
		tags: fc.dictionary(otherTag, tagValue, { maxKeys: 4, noNullPrototype: true }),
	},
	{ requiredKeys: ["account"], noNullPrototype: true },
) as unknown as fc.Arbitrary<ProfileInputs>;

/** Generates a tag with a valid value. */
export const ownedTag = fc.oneof(
	fc
		.constantFrom(...Object.values<Field>(fields))
		.chain((field) => valueOfField(field).map((value) => ({ tag: field.tag, value }))),
	fc.tuple(keyword, text).map(([word, value]) => ({ tag: customField.prefix + word, value: value as TagValue })),
	fc.tuple(otherTag, tagValue).map(([tag, value]) => ({ tag, value })),
);

/** Generates any text, including texts with unpaired surrogates. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.string({ unit: "grapheme" }),
	fc
		.array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd7ff, max: 0xe000 })))
		.map((units) => String.fromCharCode(...units)),
);

/** Generates text whose length in UTF-8 is mostly within three bytes of `bytes`. */
export function textNear(bytes: number): fc.Arbitrary<string> {
	const letters = fc.array(fc.constantFrom("a", "é", "語", "🙂", "\u0000", "e\u0301"), { maxLength: 8 });
	const near = fc.tuple(letters, fc.integer({ min: -3, max: 3 }), fc.constantFrom("", "", "", "\ud800", "\udc00"));
	return near.map(([list, delta, odd]) => padded(list, bytes + delta) + odd);
}

function padded(letters: readonly string[], bytes: number): string {
	const free = (used: string) => bytes - Buffer.byteLength(used);
	const often = letters.length === 0 ? [] : Array<readonly string[]>(Math.ceil(bytes / letters.length)).fill(letters);
	const fitting = (used: string, letter: string) => (free(used) >= Buffer.byteLength(letter) ? used + letter : used);
	const kept = often.flat().reduce(fitting, "");
	return kept + "x".repeat(Math.max(0, free(kept)));
}

/** Generates property names that have a special meaning in JavaScript, such as `__proto__`. */
export const reservedName: fc.Arbitrary<string> = fc.constantFrom(
	...["__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "toJSON", "uint64", "refusedWith"],
);

/**
 * Generates any JSON value. Property names include names that are special in JavaScript, and numbers include the limits
 * of integer types.
 */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; map: unknown }>((tie) => ({
	value: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 1.5, 1e21, 2 ** 53, 4_294_967_296, "", [], {}),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.integer(),
		anyText,
		fc.array(tie("value"), { maxLength: 3 }),
		tie("map"),
	),
	map: fc.dictionary(fc.oneof(reservedName, fc.string({ maxLength: 8 })), tie("value"), {
		maxKeys: 3,
		noNullPrototype: true,
	}),
})).value;

const given = process.env.TIM_TEST_SEED;

/**
 * The seed of every random choice in the tests. `npm test` always uses the same seed, and each run of the soak test
 * uses another.
 */
export const seed = given === undefined ? 1 : Number(given);

/**
 * Checks a property with {@link seed}. The variable `TIM_TEST_RUNS` multiplies the number of runs; `TIM_TEST_PATH` selects
 * the case of a property that failed.
 */
export function assertProperty<Ts>(property: fc.IProperty<Ts>, numRuns: number): void {
	fc.assert(property, parameters(numRuns));
}

/** Checks an asynchronous property with {@link seed}. The variable `TIM_TEST_RUNS` multiplies the number of runs. */
export function assertAsyncProperty<Ts>(property: fc.IAsyncProperty<Ts>, numRuns: number): Promise<void> {
	return fc.assert(property, parameters(numRuns));
}

/** Multiplies a number of runs by the variable `TIM_TEST_RUNS`. */
export function scaleRuns(numRuns: number): number {
	return Math.ceil(numRuns * Number(process.env.TIM_TEST_RUNS ?? 1));
}

function parameters<Ts>(numRuns: number): fc.Parameters<Ts> {
	const { TIM_TEST_PATH: path } = process.env;
	return { seed, numRuns: scaleRuns(numRuns), reporter: reportFailure, ...(path !== undefined && { path }) };
}

/** Throws the error of a failed property. The message contains the variables that repeat the failed case alone. */
function reportFailure<Ts>(details: fc.RunDetails<Ts>): void {
	if (!details.failed) return;
	const repeat = `TIM_TEST_SEED=${details.seed} TIM_TEST_PATH=${details.counterexamplePath}`;
	const message = `${fc.defaultReportMessage(details)}\n\nRepeat only this test with ${repeat} and --grep`;
	throw new Error(message, { cause: details.errorInstance });
}

/** Prints the seed before the tests of a suite, and the environment variable that repeats them with this seed. */
export function printSeed(): void {
	before(() => console.log(`    seed ${seed}; repeat with TIM_TEST_SEED=${seed}`));
}
