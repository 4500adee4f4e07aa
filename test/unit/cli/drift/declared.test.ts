import assert from "node:assert/strict";
import { readDeclared } from "@/cli/drift/declared";
import type { ProfileKind } from "@/cli/drift/resource";
import { isUint64 } from "@/provider/model/compare";
import { unknownValue } from "@/provider/model/types";
import { LEVEL, NICK, TEAM } from "@/test/support/builders";
import { encrypted, inClear } from "@/test/support/stack-export";

/** Returns each declared account with a text for each tag and each unreadable input. */
const readable = (properties: unknown, kind: ProfileKind = "profile") =>
	readDeclared({ kind, urn: "u", id: "the id", properties }, "state").map(({ account, tags, unreadable }) => [
		account,
		...tags.map(
			({ path, value, secret }) => `${path}=${isUint64(value) ? value.uint64 : value}${secret ? " secret" : ""}`,
		),
		...unreadable.map(({ path, tag, reason }) => `${path} ${tag} ${reason}`),
	]);

describe("readDeclared", () => {
	const cases: readonly {
		readonly name: string;
		readonly kind?: ProfileKind;
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
			kind: "profileSet",
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
			kind: "profileSet",
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
			kind: "profileSet",
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
			kind: "profileSet",
			properties: { profiles: { alice: encrypted() } },
			declared: [["alice", " undefined encrypted"]],
		},
		{
			name: "returns no account ID if all profiles of a set are encrypted",
			kind: "profileSet",
			properties: { profiles: encrypted() },
			declared: [[undefined, " undefined encrypted"]],
		},
		{
			name: "returns null and lost values as unreadable, wherever they are",
			properties: { account: "alice", nick: null, level: inClear(null), custom: { Team: null }, tags: inClear(null) },
			declared: [
				["alice", ...[`nick ${NICK} null`, `level ${LEVEL} lost`, `custom.Team ${TEAM} null`, "tags undefined lost"]],
			],
		},
		{
			name: "returns values of the wrong type as unreadable, and reads the others",
			properties: {
				...{ account: "alice", nick: ["A"], level: { a: 1 }, role: 3, image: true, gender: {} },
				...{ custom: { Team: ["core"], Desk: "7" }, tags: 3 },
			},
			declared: [
				[
					...["alice", "role=3", "custom.Desk=7"],
					...[`nick ${NICK} invalid`, `level ${LEVEL} invalid`, "image Tag_Profile_IM_Image invalid"],
					...["gender Tag_Profile_IM_Gender invalid", `custom.Team ${TEAM} invalid`, "tags undefined invalid"],
				],
			],
		},
		{
			name: "returns numbers that this package never stores as unreadable",
			properties: {
				...{ account: "alice", nick: { uint64: "A" }, level: { uint64: "5", more: 1 }, role: JSON.parse("1e999") },
				...{ gender: { uint64: "" }, tags: { Tag_A: { uint64: "0x5" }, Tag_B: { uint64: "18446744073709551615" } } },
			},
			declared: [
				[
					"alice",
					"tags.Tag_B=18446744073709551615",
					...[`nick ${NICK} invalid`, `level ${LEVEL} invalid`, "role Tag_Profile_IM_Role invalid"],
					...["gender Tag_Profile_IM_Gender invalid", "tags.Tag_A Tag_A invalid"],
				],
			],
		},
		{
			name: "returns a member of a set without an account ID as unreadable",
			kind: "profileSet",
			properties: { profiles: { "": { level: 1 }, dora: { level: 1 } } },
			declared: [
				["dora", "level=1"],
				[undefined, " undefined invalid"],
			],
		},
		{
			name: "reads any text, number or uint64 as the value of a tag, because a refresh stores live values",
			properties: { account: "alice", nick: 5, level: "3", tags: { Tag_A: { uint64: "9007199254740993" } } },
			declared: [["alice", "nick=5", "level=3", "tags.Tag_A=9007199254740993"]],
		},
		{
			name: "returns a member of a set that is not an object as unreadable, and reads the others",
			kind: "profileSet",
			properties: { profiles: { alice: "A", bob: null, carol: inClear(null), dora: { level: 1 } } },
			declared: [
				["dora", "level=1"],
				["bob", " undefined null"],
				["carol", " undefined lost"],
				["alice", " undefined invalid"],
			],
		},
		{
			name: "reads account IDs that are names of JavaScript",
			kind: "profileSet",
			properties: JSON.parse('{ "profiles": { "__proto__": { "level": 1 }, "toString": { "level": "x" } } }'),
			declared: [
				["__proto__", "level=1"],
				["toString", "level=x"],
			],
		},
	];
	for (const { name, kind, properties, declared } of cases) {
		it(name, () => assert.deepEqual(readable(properties, kind), declared));
	}

	const wholeProfiles: readonly (readonly [string, unknown, string])[] = [
		["no outputs", undefined, "missing"],
		["outputs that are null", null, "null"],
		["outputs that are a list", ["account"], "invalid"],
		["outputs that are text", "account", "invalid"],
		["a lost secret as outputs", inClear(null), "lost"],
		["no account", { nick: "A" }, "missing"],
		["an account that is null", { account: null, nick: "A" }, "null"],
		["a lost account", { account: inClear(null), nick: "A" }, "lost"],
		["an account that is a number", { account: 5, nick: "A" }, "invalid"],
		["an empty account", { account: "", nick: "A" }, "invalid"],
		["an app that is text", { account: "alice", nick: "A", app: "7" }, "invalid"],
		["an app that is not an integer", { account: "alice", nick: "A", app: 7.5 }, "invalid"],
		["an app that is too large", { account: "alice", nick: "A", app: JSON.parse("1e999") }, "invalid"],
		["an app that is null", { account: "alice", nick: "A", app: null }, "null"],
	];
	for (const [name, properties, reason] of wholeProfiles) {
		it(`returns a profile with ${name} as unreadable: ${reason}`, () => {
			assert.deepEqual(readable(properties), [["the id", ` undefined ${reason}`]]);
		});
	}

	const wholeSets: readonly (readonly [string, unknown, string])[] = [
		["no outputs", undefined, "missing"],
		["no profiles", { app: 7 }, "missing"],
		["profiles that are null", { profiles: null }, "null"],
		["lost profiles", { profiles: inClear(null) }, "lost"],
		["profiles that are a list", { profiles: [{ nick: "A" }] }, "invalid"],
		["an app that is a list", { profiles: { alice: { nick: "A" } }, app: [7] }, "invalid"],
	];
	for (const [name, properties, reason] of wholeSets) {
		it(`returns a set with ${name} as unreadable: ${reason}`, () => {
			assert.deepEqual(readable(properties, "profileSet"), [[undefined, ` undefined ${reason}`]]);
		});
	}

	const unreadablePaths: readonly (readonly [string, unknown, string])[] = [
		["null", null, "null"],
		["lost", inClear(null), "lost"],
		["encrypted", encrypted(), "encrypted"],
		["unknown", unknownValue, "unknown"],
		["text", "nick", "invalid"],
		["a map", { nick: true }, "invalid"],
		["a number", 5, "invalid"],
		["a list with a number", ["nick", 5], "invalid"],
		["a list with a list", [["nick"]], "invalid"],
		["a list with null", ["nick", null], "null"],
		["a list with a lost secret", [inClear(null)], "lost"],
		["a list with an encrypted secret", ["nick", encrypted()], "encrypted"],
	];
	for (const [name, __unmanaged, reason] of unreadablePaths) {
		it(`compares nothing of a resource whose paths of ignoreChanges are ${name}`, () => {
			assert.deepEqual(readable({ account: "alice", nick: "A", level: 1, __unmanaged }), [
				["the id", ` undefined ${reason}`],
			]);
			assert.deepEqual(readable({ profiles: { alice: { level: 1 } }, __unmanaged }, "profileSet"), [
				[undefined, ` undefined ${reason}`],
			]);
		});
	}

	it("omits inputs that a plain-text secret in ignoreChanges lists", () => {
		const properties = { account: "alice", nick: "A", level: 3, role: 1, __unmanaged: [inClear("nick"), "role"] };
		assert.deepEqual(readable(properties), [["alice", "level=3"]]);
		assert.deepEqual(readable({ ...properties, __unmanaged: inClear(["nick", "role"]) }), [["alice", "level=3"]]);
	});

	it("compares a profile whose app is a secret", () => {
		assert.deepEqual(readable({ account: "alice", level: 1, app: encrypted() }), [["alice", "level=1"]]);
	});

	it("returns the app, the resource and the provider", () => {
		const properties = { account: "alice", level: 1, app: 7 };
		const [declared] = readDeclared({ kind: "profile", urn: "u", provider: "p", properties }, "state");
		assert.deepEqual(declared, {
			...{ urn: "u", provider: "p", app: 7, account: "alice", unreadable: [] },
			tags: [{ path: "level", tag: LEVEL, value: 1, secret: false }],
		});
	});
});
