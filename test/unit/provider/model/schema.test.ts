import assert from "node:assert/strict";
import fc from "fast-check";
import { fields } from "@/provider/model/fields";
import { attributesSchema, compileSchema, profileSchema, type SchemaError } from "@/provider/model/schema";
import { toFailures } from "@/provider/model/validation";
import { arbitraryProfileInputs } from "@/test/support/arbitraries";

describe("profileSchema", () => {
	const validate = compileSchema(profileSchema());

	it("has a property for each row of the field table", () => {
		const names = Object.keys(attributesSchema());
		assert.deepEqual(names, [...Object.keys(fields), "custom", "tags"]);
	});

	it("lets all inputs through that a program can mean", () => {
		fc.assert(fc.property(arbitraryProfileInputs, (inputs) => validate(inputs)));
	});

	it("lets the constructor's own list of unmanaged paths through", () => {
		assert.equal(validate({ account: "alice", __unmanaged: ["nick"] }), true);
	});

	it("gives errors that all have words", () => {
		fc.assert(
			fc.property(
				fc.dictionary(fc.constantFrom(...Object.keys(fields), "custom", "tags", "x"), fc.jsonValue()),
				(inputs) => {
					validate(inputs);
					const failures = toFailures((validate.errors ?? []) as readonly SchemaError[]);
					for (const { reason: words } of failures) assert.doesNotMatch(words, /^is not valid \(/);
				},
			),
		);
	});
});
