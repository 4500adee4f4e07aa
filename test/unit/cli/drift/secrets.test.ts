import assert from "node:assert/strict";
import { isBelow, unwrapSecrets } from "@/cli/drift/secrets";
import { unknownValue } from "@/provider/model/types";
import { encrypted, inClear } from "@/test/support/stack-export";

describe("unveil", () => {
	const cases: readonly {
		name: string;
		source?: "preview";
		tree: unknown;
		value: unknown;
		veiled?: object[];
		secrets?: object[];
	}[] = [
		{
			name: "leaves plain values as they are",
			tree: { nick: "A", tags: { T: { uint64: "7" } } },
			value: { nick: "A", tags: { T: { uint64: "7" } } },
		},
		{
			name: "takes an encrypted value out",
			tree: { nick: encrypted() },
			value: {},
			veiled: [{ path: ["nick"], why: "encrypted" }],
		},
		{
			name: "takes a secret in clear for its value",
			tree: { custom: { Team: inClear("core") } },
			value: { custom: { Team: "core" } },
			secrets: [["custom", "Team"]],
		},
		{
			name: "takes a whole map in clear",
			tree: { tags: inClear({ T: 7 }) },
			value: { tags: { T: 7 } },
			secrets: [["tags"]],
		},
		{
			name: "takes a secret whose text is no JSON for encrypted",
			tree: { nick: { ...inClear("x"), plaintext: "{" } },
			value: {},
			veiled: [{ path: ["nick"], why: "encrypted" }],
		},
		{
			name: "takes a value that is not known yet out",
			tree: { nick: unknownValue },
			value: {},
			veiled: [{ path: ["nick"], why: "unknown" }],
		},
		{
			name: "takes the text by which a preview hides a secret out",
			source: "preview",
			tree: { nick: "[secret]" },
			value: {},
			veiled: [{ path: ["nick"], why: "encrypted" }],
		},
		{ name: "takes that text in a state for what it is", tree: { nick: "[secret]" }, value: { nick: "[secret]" } },
		{
			name: "says when everything is hidden",
			tree: encrypted(),
			value: undefined,
			veiled: [{ path: [], why: "encrypted" }],
		},
	];
	for (const { name, source = "state", tree, value, veiled = [], secrets = [] } of cases) {
		it(name, () => assert.deepEqual(unwrapSecrets(tree, source), { value, veiled, secrets }));
	}
});

describe("isBelow", () => {
	it("counts a path as below itself and all above it", () => {
		assert.ok(isBelow(["a", "b"], []) && isBelow(["a", "b"], ["a"]) && isBelow(["a", "b"], ["a", "b"]));
		assert.ok(!isBelow(["a"], ["a", "b"]) && !isBelow(["a", "b"], ["b"]));
	});
});
