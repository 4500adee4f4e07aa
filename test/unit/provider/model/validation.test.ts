import assert from "node:assert/strict";
import { unknownValue } from "@/provider/model/types";
import { compileSchema, failureAt, toFailures } from "@/provider/model/validation";

describe("compileSchema", () => {
	const keywords: readonly { schema: object; valid: unknown[]; invalid: unknown[] }[] = [
		{ schema: { type: "string", maxBytes: 4 }, valid: ["", "éé"], invalid: ["ééx"] },
		{ schema: { type: "string", wellFormed: true }, valid: ["🙂"], invalid: ["\ud800", "\udc00x"] },
		{ schema: { type: "string", printableAscii: true }, valid: ["a b~"], invalid: ["é", "a\n", "\u007f"] },
		{
			schema: { tagValue: true },
			valid: ["x".repeat(500), 0, Number.MAX_SAFE_INTEGER, { uint64: "18446744073709551615" }],
			invalid: [
				"x".repeat(501),
				-1,
				1.5,
				2 ** 53,
				null,
				[],
				{ uint64: "18446744073709551616" },
				{ uint64: "5", more: 1 },
			],
		},
	];
	for (const { schema, valid, invalid } of keywords) {
		it(`compiles the schema ${JSON.stringify(schema)}`, () => {
			const validate = compileSchema(schema);
			assert.deepEqual(
				valid.filter((value) => !validate(value)),
				[],
			);
			assert.deepEqual(
				invalid.filter((value) => validate(value)),
				[],
			);
		});
	}

	it("rejects an unknown keyword in a schema", () => assert.throws(() => compileSchema({ maxByte: 4 }), /maxByte/));
});

describe("toFailures", () => {
	const validate = compileSchema({
		title: "a thing",
		type: "object",
		required: ["name"],
		additionalProperties: false,
		properties: {
			name: { type: "string" },
			account: { type: "string" },
			sizes: { type: "object", additionalProperties: { type: "integer" } },
		},
	});
	const failuresIn = (inputs: object) => {
		validate(inputs);
		return toFailures(validate.errors);
	};

	it("returns every failure with its property keys", () => {
		const failures = failuresIn({ sizes: { "a.b/c~d": "x" }, nme: 1 });
		assert.deepEqual(failures, [
			{ path: "name", keys: ["name"], reason: "is required" },
			{ path: "nme", keys: ["nme"], reason: "is not a property of a thing; did you mean name?" },
			{ path: "sizes.a.b/c~d", keys: ["sizes", "a.b/c~d"], reason: "must be an integer" },
		]);
	});

	const unquoted: readonly { readonly name: string; readonly inputs: object; readonly reason: string }[] = [
		{ name: "an account of digits", inputs: { account: 10086 }, reason: "must be a string; put it in quotes" },
		{ name: "another number", inputs: { name: 10086 }, reason: "must be a string" },
		{ name: "a map as the account", inputs: { account: {} }, reason: "must be a string" },
	];
	for (const { name, inputs, reason } of unquoted) {
		it(`describes ${name} instead of text`, () => {
			const failures = failuresIn({ name: "a", ...inputs });
			assert.deepEqual(
				failures.map((failure) => failure.reason),
				[reason],
			);
		});
	}

	it("ignores errors about unknown values", () => {
		assert.deepEqual(failuresIn({ name: unknownValue, sizes: { a: unknownValue } }), []);
		assert.deepEqual(failuresIn({ name: "a", sizes: unknownValue }), []);
	});

	it("returns no failures when there are no errors", () => {
		assert.deepEqual([toFailures(null), toFailures(undefined), toFailures([])], [[], [], []]);
	});
});

describe("failureAt", () => {
	it("escapes control characters in the path, and keeps the property keys unchanged", () => {
		const keys = ["custom", "Te\nam"];
		assert.deepEqual(failureAt(keys, "is wrong"), { path: "custom.Te\\u{a}am", keys, reason: "is wrong" });
	});
});
