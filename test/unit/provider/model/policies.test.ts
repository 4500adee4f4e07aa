import assert from "node:assert/strict";
import { releaseValue } from "@/provider/model/compare";
import { policySchemas, remembersAll, samePolicies, splitPolicies } from "@/provider/model/policies";

describe("policies", () => {
	it("are split from what else the inputs hold, without those that are not given", () => {
		const [policies, rest] = splitPolicies({ account: "alice", onDelete: "reset" as const });
		assert.deepEqual([policies, rest], [{ onDelete: "reset" }, { account: "alice" }]);
	});

	const pairs = [
		{
			name: "nothing and the defaults",
			a: {},
			b: { onConflict: "overwrite", onDelete: "retain", onRelease: "keep" },
			same: true,
		},
		{ name: "a default and another value", a: {}, b: { onDelete: "reset" }, same: false },
		{ name: "two values", a: { onRelease: "reset" }, b: { onRelease: "restore" }, same: false },
	] as const;
	for (const { name, a, b, same } of pairs) {
		it(`${same ? "are the same" : "differ"}: ${name}`, () => assert.equal(samePolicies(a, b), same));
	}

	it("ask for a full memory where anything is to be restored", () => {
		assert.deepEqual(
			[{}, { onDelete: "restore" }, { onRelease: "restore" }].map((each) => remembersAll(each as object)),
			[false, true, true],
		);
	});

	it("have a schema each", () => {
		assert.deepEqual(Object.keys(policySchemas()), ["onConflict", "onDelete", "onRelease"]);
	});
});

describe("undoneValue", () => {
	const owned = (tag: string, value: string | number) => ({ path: tag, tag, value });
	const [nick, level, allowType] = [
		owned("Tag_Profile_IM_Nick", "A"),
		owned("Tag_Profile_IM_Level", 3),
		owned("Tag_Profile_IM_AllowType", "AllowType_Type_DenyAny"),
	];
	const cases = [
		{ name: "resets a text", of: nick, leaving: "reset", is: "" },
		{ name: "resets a number", of: level, leaving: "reset", is: 0 },
		{ name: "has no value for a tag without a zero", of: allowType, leaving: "reset", is: undefined },
		{ name: "restores what was remembered", of: nick, leaving: "restore", is: "Before" },
		{ name: "resets where nothing was remembered", of: level, leaving: "restore", is: 0 },
		{ name: "forgets what was remembered where it resets", of: nick, leaving: "reset", is: "" },
	] as const;
	for (const { name, of, leaving, is } of cases) {
		it(name, () => assert.equal(releaseValue(of, leaving, { Tag_Profile_IM_Nick: "Before" }), is));
	}
});
