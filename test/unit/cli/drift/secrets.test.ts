import assert from "node:assert/strict";
import { isAtOrBelowAny, unwrapSecrets } from "@/cli/drift/secrets";
import { unknownValue } from "@/provider/model/types";
import { encrypted, inClear } from "@/test/support/stack-export";

describe("unwrapSecrets", () => {
	const cases: readonly {
		readonly name: string;
		readonly source?: "preview";
		readonly tree: unknown;
		readonly value: unknown;
		readonly unreadable?: readonly object[];
		readonly secretPaths?: readonly object[];
	}[] = [
		{
			name: "keeps plain values",
			tree: { nick: "A", tags: { T: { uint64: "7" } } },
			value: { nick: "A", tags: { T: { uint64: "7" } } },
		},
		{
			name: "omits an encrypted value",
			tree: { nick: encrypted() },
			value: {},
			unreadable: [{ path: ["nick"], reason: "encrypted" }],
		},
		{
			name: "unwraps a plain-text secret",
			tree: { custom: { Team: inClear("core") } },
			value: { custom: { Team: "core" } },
			secretPaths: [["custom", "Team"]],
		},
		{
			name: "unwraps a plain-text secret that is a whole map",
			tree: { tags: inClear({ T: 7 }) },
			value: { tags: { T: 7 } },
			secretPaths: [["tags"]],
		},
		{
			name: "treats a secret whose plain text is not JSON as encrypted",
			tree: { nick: { ...inClear("x"), plaintext: "{" } },
			value: {},
			unreadable: [{ path: ["nick"], reason: "encrypted" }],
		},
		{
			name: "omits a secret whose plain text is null",
			tree: { nick: inClear(null), level: 3 },
			value: { level: 3 },
			unreadable: [{ path: ["nick"], reason: "lost" }],
		},
		{
			name: "omits null, also within a plain-text secret",
			tree: { nick: null, custom: inClear({ Team: null }) },
			value: { custom: {} },
			unreadable: [
				{ path: ["nick"], reason: "null" },
				{ path: ["custom", "Team"], reason: "null" },
			],
			secretPaths: [["custom"]],
		},
		{
			name: "omits an unknown value",
			tree: { nick: unknownValue },
			value: {},
			unreadable: [{ path: ["nick"], reason: "unknown" }],
		},
		{
			name: "omits the mask of a secret in a preview",
			source: "preview",
			tree: { nick: "[secret]" },
			value: {},
			unreadable: [{ path: ["nick"], reason: "encrypted" }],
		},
		{ name: "keeps the text [secret] in a state", tree: { nick: "[secret]" }, value: { nick: "[secret]" } },
		{
			name: "returns undefined if the whole tree is encrypted",
			tree: encrypted(),
			value: undefined,
			unreadable: [{ path: [], reason: "encrypted" }],
		},
	];
	for (const { name, source = "state", tree, value, unreadable = [], secretPaths = [] } of cases) {
		it(name, () => assert.deepEqual(unwrapSecrets(tree, source), { value, unreadable, secretPaths }));
	}

	it("rejects a secret with too many levels", () => {
		const nested = (levels: number) => inClear(JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`));
		assert.deepEqual(unwrapSecrets(nested(200), "state").unreadable, []);
		const message = "not valid: a secret has over 200 levels; export the stack again";
		for (const levels of [202, 1000]) assert.throws(() => unwrapSecrets(nested(levels), "state"), { message });
	});
});

describe("isAtOrBelowAny", () => {
	const cases: readonly (readonly [readonly string[], readonly string[], boolean])[] = [
		[["a", "b"], [], true],
		[["a", "b"], ["a"], true],
		[["a", "b"], ["a", "b"], true],
		[["a"], ["a", "b"], false],
		[["a", "b"], ["b"], false],
	];
	for (const [path, ancestor, expected] of cases) {
		it(`returns ${expected} for the path ${path.join(".")} if the ancestor is ${ancestor.join(".") || "the root"}`, () => {
			assert.equal(isAtOrBelowAny([["c"], ancestor])(path), expected);
		});
	}
});
