import assert from "node:assert/strict";
import { readDeclared } from "@/cli/drift/declared";
import { LEVEL, NICK, TEAM } from "@/test/support/builders";
import { encrypted, inClear } from "@/test/support/stack-export";

/** Returns each declared account with a text for each tag and each unreadable input. */
const readable = (properties: unknown) =>
	readDeclared({ urn: "u", id: "the id", properties }, "state").map(({ account, tags, unreadable }) => [
		account,
		...tags.map(({ path, value, secret }) => `${path}=${value}${secret ? " secret" : ""}`),
		...unreadable.map(({ path, tag, reason }) => `${path} ${tag} ${reason}`),
	]);

describe("readDeclared", () => {
	const cases: readonly {
		readonly name: string;
		readonly properties: unknown;
		readonly declared: readonly unknown[];
	}[] = [
		{
			name: "reads the tags of a profile and no other properties",
			properties: {
				...{ account: "alice", nick: "A", custom: { Team: "core" } },
				...{ app: 7, __provider: "x", adopted: encrypted() },
			},
			declared: [["alice", "nick=A", "custom.Team=core"]],
		},
		{
			name: "reads each account of a set",
			properties: { profiles: { alice: { nick: "A" }, "b.c": { level: 3 } } },
			declared: [
				["alice", "nick=A"],
				["b.c", "level=3"],
			],
		},
		{
			name: "omits inputs that ignoreChanges lists",
			properties: {
				...{ account: "alice", nick: "A", level: 3, custom: { Team: encrypted() } },
				__unmanaged: ["nick", "custom"],
			},
			declared: [["alice", "level=3"]],
		},
		{
			name: "omits inputs of a set that ignoreChanges lists",
			properties: { profiles: { alice: { nick: "A", level: 3 } }, __unmanaged: ["profiles.alice.nick"] },
			declared: [["alice", "level=3"]],
		},
		{
			name: "returns encrypted inputs as unreadable, with their tags",
			properties: { account: "alice", nick: encrypted(), level: 3, custom: { Team: encrypted() } },
			declared: [["alice", "level=3", `nick ${NICK} encrypted`, `custom.Team ${TEAM} encrypted`]],
		},
		{
			name: "returns an encrypted map as unreadable",
			properties: { account: "alice", custom: encrypted(), tags: { Tag_A: { uint64: encrypted() } } },
			declared: [["alice", "custom undefined encrypted", "tags.Tag_A Tag_A encrypted"]],
		},
		{
			name: "marks plain-text secrets, including those in a secret map",
			properties: { profiles: { alice: inClear({ nick: "A" }), bob: { level: inClear(3), role: 1 } } },
			declared: [
				["alice", "nick=A secret"],
				["bob", "level=3 secret", "role=1"],
			],
		},
		{
			name: "uses the resource's ID if the account ID is encrypted",
			properties: { account: encrypted(), nick: "A" },
			declared: [["the id", " undefined encrypted"]],
		},
		{
			name: "returns an encrypted profile of a set as unreadable",
			properties: { profiles: { alice: encrypted() } },
			declared: [["alice", " undefined encrypted"]],
		},
		{
			name: "returns no account ID if all profiles of a set are encrypted",
			properties: { profiles: encrypted() },
			declared: [[undefined, " undefined encrypted"]],
		},
		{ name: "returns nothing for a resource without properties", properties: undefined, declared: [] },
	];
	for (const { name, properties, declared } of cases) {
		it(name, () => assert.deepEqual(readable(properties), declared));
	}

	it("returns the app, the resource and the provider", () => {
		const properties = { account: "alice", level: 1, app: 7 };
		const [declared] = readDeclared({ urn: "u", provider: "p", properties }, "state");
		assert.deepEqual(declared, {
			...{ urn: "u", provider: "p", app: 7, account: "alice", unreadable: [] },
			tags: [{ path: "level", tag: LEVEL, value: 1, secret: false }],
		});
	});
});
