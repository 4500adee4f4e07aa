import assert from "node:assert/strict";
import { differingPolicies, policySchemas, remembersAll, splitPolicies } from "@/provider/model/policies";

describe("policies of profiles", () => {
	it("are separated by splitPolicies from other inputs, without the policies that are absent", () => {
		const [policies, rest] = splitPolicies({ account: "alice", onDelete: "reset" as const });
		assert.deepEqual([policies, rest], [{ onDelete: "reset" }, { account: "alice" }]);
	});

	const pairs = [
		{
			name: "absent policies with default values",
			a: {},
			b: { onConflict: "overwrite", onDelete: "retain", onRelease: "keep" },
			differing: [],
		},
		{
			name: "an absent policy with a value that is not the default",
			a: {},
			b: { onDelete: "reset" },
			differing: ["onDelete"],
		},
		{
			name: "two different values of one policy",
			a: { onRelease: "reset" },
			b: { onRelease: "restore" },
			differing: ["onRelease"],
		},
		{
			name: "several different policies",
			a: { onConflict: "fail", onDelete: "reset" },
			b: { onDelete: "restore" },
			differing: ["onConflict", "onDelete"],
		},
	] as const;
	for (const { name, a, b, differing } of pairs) {
		it(`are compared by differingPolicies: ${name}`, () => {
			assert.deepEqual(differingPolicies(a, b), differing);
			assert.deepEqual(differingPolicies(b, a), differing);
		});
	}

	it("make the state remember all live values if one policy is restore", () => {
		assert.deepEqual(
			[{}, { onDelete: "restore" }, { onRelease: "restore" }].map((each) => remembersAll(each as object)),
			[false, true, true],
		);
	});

	it("each have a JSON Schema", () => {
		assert.deepEqual(Object.keys(policySchemas()), ["onConflict", "onDelete", "onRelease"]);
	});
});
