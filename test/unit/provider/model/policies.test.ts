import assert from "node:assert/strict";
import { differingPolicies, policySchemas, remembersAll, splitPolicies } from "@/provider/model/policies";

describe("policies", () => {
	it("are separated from the other inputs, without absent ones", () => {
		const [policies, rest] = splitPolicies({ account: "alice", onDelete: "reset" as const });
		assert.deepEqual([policies, rest], [{ onDelete: "reset" }, { account: "alice" }]);
	});

	const pairs = [
		{
			name: "absent ones and the defaults",
			a: {},
			b: { onConflict: "overwrite", onDelete: "retain", onRelease: "keep" },
			differing: [],
		},
		{ name: "a default and another value", a: {}, b: { onDelete: "reset" }, differing: ["onDelete"] },
		{ name: "two values", a: { onRelease: "reset" }, b: { onRelease: "restore" }, differing: ["onRelease"] },
		{
			name: "several values",
			a: { onConflict: "fail", onDelete: "reset" },
			b: { onDelete: "restore" },
			differing: ["onConflict", "onDelete"],
		},
	] as const;
	for (const { name, a, b, differing } of pairs) {
		it(`compare ${name}`, () => {
			assert.deepEqual(differingPolicies(a, b), differing);
			assert.deepEqual(differingPolicies(b, a), differing);
		});
	}

	it("remember all live values when one of them restores", () => {
		assert.deepEqual(
			[{}, { onDelete: "restore" }, { onRelease: "restore" }].map((each) => remembersAll(each as object)),
			[false, true, true],
		);
	});

	it("have a schema each", () => {
		assert.deepEqual(Object.keys(policySchemas()), ["onConflict", "onDelete", "onRelease"]);
	});
});
