import assert from "node:assert/strict";
import { adoptedValues, mergeAdopted } from "../../../../provider/lifecycle/reconcile";
import { AllowType } from "../../../../provider/model/fields";
import { ownedTags } from "../../../../provider/model/managed-profiles";
import { ALLOW_TYPE, LEVEL, NICK } from "../../../support/builders";

describe("adoptedValues", () => {
	const owned = ownedTags({ nick: "Alice", level: 3, allowType: AllowType.DenyAny });
	const cases: readonly { name: string; live: Record<string, string | number>; adopted: object }[] = [
		{ name: "nothing where nothing was set", live: {}, adopted: {} },
		{ name: "nothing where zeros were set", live: { [NICK]: "", [LEVEL]: 0 }, adopted: {} },
		{ name: "nothing where the declared values were set", live: { [NICK]: "Alice", [LEVEL]: "3" }, adopted: {} },
		{ name: "the values that were other", live: { [NICK]: "Old", [LEVEL]: 3 }, adopted: { [NICK]: "Old" } },
		{
			name: "another allow type, which has no zero",
			live: { [ALLOW_TYPE]: AllowType.AllowAny },
			adopted: { [ALLOW_TYPE]: AllowType.AllowAny },
		},
		{ name: "nothing of tags that are not owned", live: { Tag_Profile_IM_Role: 5 }, adopted: {} },
	];
	for (const { name, live, adopted } of cases) {
		it(`keeps ${name}`, () => assert.deepEqual(adoptedValues(owned, live), adopted));
	}
});

describe("keepAdopted", () => {
	const owned = ownedTags({ nick: "Alice" });

	it("is nothing where nothing is remembered", () => assert.deepEqual(mergeAdopted(owned), {}));

	it("keeps the first value that it remembers of a tag", () => {
		assert.deepEqual(mergeAdopted(owned, { [NICK]: "first" }, { [NICK]: "later" }), { adopted: { [NICK]: "first" } });
	});

	it("adds the value of a tag owned from now on", () => {
		const both = ownedTags({ nick: "Alice", level: 3 });
		assert.deepEqual(mergeAdopted(both, { [NICK]: "a" }, { [LEVEL]: 5 }), { adopted: { [NICK]: "a", [LEVEL]: 5 } });
	});

	it("drops the value of a released tag", () => {
		assert.deepEqual(mergeAdopted(owned, { [LEVEL]: 5 }), {});
	});
});
