import assert from "node:assert/strict";
import fc from "fast-check";
import { fields } from "@/provider/model/fields";
import { attributesSchema, profileSchema } from "@/provider/model/schema";
import { compileSchema, toFailures } from "@/provider/model/validation";
import { arbitraryProfileInputs } from "@/test/support/arbitraries";

describe("profileSchema", () => {
	const validate = compileSchema(profileSchema());

	it("has a property for each field of the field table", () => {
		const names = Object.keys(attributesSchema());
		assert.deepEqual(names, [...Object.keys(fields), "custom", "tags"]);
	});

	it("accepts all valid inputs", () => {
		fc.assert(fc.property(arbitraryProfileInputs, (inputs) => validate(inputs)));
	});

	it("accepts the internal input __unmanaged", () => {
		assert.equal(validate({ account: "alice", __unmanaged: ["nick"] }), true);
	});

	it("produces a failure with a description for any invalid input", () => {
		fc.assert(
			fc.property(
				fc.dictionary(fc.constantFrom(...Object.keys(fields), "custom", "tags", "x"), fc.jsonValue()),
				(inputs) => {
					validate(inputs);
					const failures = toFailures(validate.errors);
					for (const { reason } of failures) assert.doesNotMatch(reason, /^is invalid \(/);
				},
			),
		);
	});
});
