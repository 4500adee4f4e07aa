import assert from "node:assert/strict";
import { readDeclared } from "@/cli/drift/declared";
import { LEVEL, NICK, TEAM } from "@/test/support/builders";
import { encrypted, inClear } from "@/test/support/stack-export";

const of = (properties: unknown) => readDeclared({ urn: "u", id: "the id", properties }, "state");
const plain = (properties: unknown) =>
	of(properties).map(({ account, tags, hidden }) => [
		account,
		...tags.map(({ path, value, secret }) => `${path}=${value}${secret ? " secret" : ""}`),
		...hidden.map(({ path, tag, why }) => `${path} ${tag} ${why}`),
	]);

describe("declaredBy", () => {
	const cases: readonly { name: string; properties: unknown; declared: readonly unknown[] }[] = [
		{
			name: "gives the account of a profile with its tags and no property of Pulumi's",
			properties: {
				account: "alice",
				nick: "A",
				custom: { Team: "core" },
				app: 7,
				__provider: "x",
				adopted: encrypted(),
			},
			declared: [["alice", "nick=A", "custom.Team=core"]],
		},
		{
			name: "gives each account of a set",
			properties: { profiles: { alice: { nick: "A" }, "b.c": { level: 3 } } },
			declared: [
				["alice", "nick=A"],
				["b.c", "level=3"],
			],
		},
		{
			name: "leaves out what the program leaves to others",
			properties: {
				account: "alice",
				nick: "A",
				level: 3,
				custom: { Team: encrypted() },
				__unmanaged: ["nick", "custom"],
			},
			declared: [["alice", "level=3"]],
		},
		{
			name: "leaves out what the program of a set leaves to others",
			properties: { profiles: { alice: { nick: "A", level: 3 } }, __unmanaged: ["profiles.alice.nick"] },
			declared: [["alice", "level=3"]],
		},
		{
			name: "names encrypted inputs with their tags",
			properties: { account: "alice", nick: encrypted(), level: 3, custom: { Team: encrypted() } },
			declared: [["alice", "level=3", `nick ${NICK} encrypted`, `custom.Team ${TEAM} encrypted`]],
		},
		{
			name: "names a whole encrypted map",
			properties: { account: "alice", custom: encrypted(), tags: { Tag_A: { uint64: encrypted() } } },
			declared: [["alice", "custom undefined encrypted", "tags.Tag_A Tag_A encrypted"]],
		},
		{
			name: "marks secrets in clear, also below a secret map",
			properties: { profiles: { alice: inClear({ nick: "A" }), bob: { level: inClear(3), role: 1 } } },
			declared: [
				["alice", "nick=A secret"],
				["bob", "level=3 secret", "role=1"],
			],
		},
		{
			name: "takes the id for an account that is encrypted",
			properties: { account: encrypted(), nick: "A" },
			declared: [["the id", " undefined encrypted"]],
		},
		{
			name: "names one account that is encrypted in a set",
			properties: { profiles: { alice: encrypted() } },
			declared: [["alice", " undefined encrypted"]],
		},
		{
			name: "knows no account where all profiles are encrypted",
			properties: { profiles: encrypted() },
			declared: [[undefined, " undefined encrypted"]],
		},
		{ name: "gives nothing for a resource without properties", properties: undefined, declared: [] },
	];
	for (const { name, properties, declared } of cases) {
		it(name, () => assert.deepEqual(plain(properties), declared));
	}

	it("says which app, resource and provider it is", () => {
		const [only] = readDeclared(
			{ urn: "u", provider: "p", properties: { account: "alice", level: 1, app: 7 } },
			"state",
		);
		assert.deepEqual(only, {
			...{ urn: "u", provider: "p", app: 7, account: "alice", hidden: [] },
			tags: [{ path: "level", tag: LEVEL, value: 1, secret: false }],
		});
	});
});
