import assert from "node:assert/strict";
import type { PulumiResource } from "@/cli/drift/resource";
import { readState } from "@/cli/drift/state";
import {
	buildResource,
	buildSetResource,
	buildStateExport,
	DEFAULT_PROVIDER,
	encrypted,
	inClear,
	urnOf,
} from "@/test/support/stack-export";

describe("readState", () => {
	const readAccounts = (document: unknown) => readState(document).declared.map(({ account }) => account);

	const ofType = (type: string) => buildResource("alice", {}, { type, urn: `urn:pulumi:dev::bots::${type}::alice` });

	it("reads the profiles, the sets and the settings of their provider", () => {
		const config = { "tim:region": "seoul" };
		const resources = [buildResource("alice", { nick: "A" }), buildSetResource({ bob: { nick: "B" } })];
		const { declared, providers } = readState(buildStateExport(resources, config));
		assert.deepEqual(
			declared.map(({ urn, account }) => [urn, account]),
			[
				[urnOf("alice"), "alice"],
				[urnOf("set", "ProfileSet"), "bob"],
			],
		);
		assert.deepEqual(providers.get(DEFAULT_PROVIDER), config);
	});

	it("skips resources that are only read, about to be deleted, or of another type", () => {
		const skipped = [
			buildResource("read", {}, { external: true }),
			buildResource("replaced", {}, { delete: true }),
			ofType("pulumi-nodejs:dynamic/tim:Profiles"),
			ofType("pulumi:pulumi:Stack"),
		];
		assert.deepEqual(readAccounts(buildStateExport([...skipped, buildResource("alice")])), ["alice"]);
	});

	const unreadable: readonly (readonly [string, PulumiResource, readonly string[]])[] = [
		["another type in the URN", { ...ofType("a:b:C"), type: buildResource("a").type }, [" mismatch"]],
		["another type than in the URN", buildResource("alice", {}, { type: "a:b:C" }), [" mismatch"]],
		[
			"an input that the outputs lack",
			buildResource("a", { nick: "A" }, { outputs: { account: "a" } }),
			["nick unverified"],
		],
		[
			"a custom field that the outputs lack",
			buildResource("a", { custom: { A: "a" } }, { outputs: { account: "a", custom: {} } }),
			["custom.A unverified"],
		],
		["profiles that the outputs lack", { ...buildSetResource({ a: {} }), outputs: { profiles: {} } }, [" unverified"]],
		[
			"two inputs for one tag",
			buildResource("a", { nick: "A", tags: { Tag_Profile_IM_Nick: "B" } }),
			["nick repeated", "tags.Tag_Profile_IM_Nick repeated"],
		],
		[
			"an input of ignoreChanges",
			buildResource("a", { nick: "A" }, { outputs: { account: "a", __unmanaged: ["nick"] } }),
			[],
		],
		[
			"an encrypted input that the outputs lack",
			buildResource("a", { nick: encrypted() }, { outputs: { account: "a" } }),
			["nick encrypted"],
		],
		[
			"an encrypted map whose output is empty",
			buildResource("a", { custom: encrypted() }, { outputs: { account: "a", custom: {} } }),
			["custom encrypted"],
		],
		[
			"a lost map whose output is empty",
			buildResource("a", { tags: inClear(null) }, { outputs: { account: "a", tags: {} } }),
			["tags lost"],
		],
		[
			"a secret map whose output lacks a custom field",
			buildResource("a", { custom: inClear({ Team: "zz" }) }, { outputs: { account: "a", custom: {} } }),
			["custom.Team unverified"],
		],
		[
			"a custom field that a secret output lacks",
			buildResource("a", { custom: { Team: "zz" } }, { outputs: { account: "a", custom: inClear({}) } }),
			["custom.Team unverified"],
		],
		[
			"an input that secret outputs lack",
			buildResource("a", { nick: "A" }, { outputs: inClear({ account: "a" }) }),
			["nick unverified"],
		],
		[
			"an encrypted input with a readable output",
			buildResource("a", { tags: { T: encrypted() } }, { outputs: { account: "a", tags: { T: { uint64: "5" } } } }),
			[],
		],
		[
			"an encrypted input whose output is encrypted too",
			buildResource("a", { custom: encrypted() }, { outputs: { account: "a", custom: encrypted() } }),
			["custom encrypted"],
		],
		[
			"encrypted profiles whose outputs are readable",
			{ ...buildSetResource({}), inputs: { profiles: encrypted() }, outputs: { profiles: {} } },
			[" encrypted"],
		],
		[
			"an encrypted profile whose output is readable",
			{
				...buildSetResource({}),
				inputs: { profiles: { a: encrypted() } },
				outputs: { profiles: { a: { nick: "A" } } },
			},
			[" encrypted"],
		],
		["inputs that are null", buildResource("a", {}, { inputs: null }), [" null"]],
		["inputs that are text", buildResource("a", {}, { inputs: "x" }), [" invalid"]],
		["inputs that are a list", buildResource("a", {}, { inputs: ["x"] }), [" invalid"]],
		["encrypted inputs", buildResource("a", {}, { inputs: encrypted() }), [" encrypted"]],
		["lost inputs", buildResource("a", {}, { inputs: inClear(null) }), [" lost"]],
		["secret inputs that are a list", buildResource("a", {}, { inputs: inClear([]) }), [" invalid"]],
		["inputs of a set that are text", { ...buildSetResource({ a: {} }), inputs: "x" }, [" invalid"]],
		["no inputs", buildResource("a", {}, { inputs: undefined }), []],
		["the ID of another account", buildResource("a", {}, { id: "b" }), [" mismatch"]],
		["inputs of another account", buildResource("a", {}, { inputs: { account: "b" } }), [" mismatch"]],
		["secret inputs of another account", buildResource("a", {}, { inputs: { account: inClear("b") } }), [" mismatch"]],
		["outputs of another account", buildResource("a", {}, { outputs: inClear({ account: "b" }) }), [" mismatch"]],
		["an empty ID", buildResource("a", {}, { id: "" }), []],
		["an encrypted account in the inputs", buildResource("a", {}, { inputs: { account: encrypted() } }), []],
	];
	for (const [name, resource, expected] of unreadable) {
		it(`returns what cannot be compared of a resource with ${name}`, () => {
			const [declared] = readState(buildStateExport([resource])).declared;
			assert.deepEqual(
				declared?.unreadable.map(({ path, reason }) => `${path} ${reason}`),
				expected,
			);
		});
	}

	const outputs = { account: "a", nick: "LEAKME", custom: { Team: "LEAKME" }, tags: { T: { uint64: "5" } } };
	const secrets: readonly (readonly [string, Partial<PulumiResource>, readonly string[]])[] = [
		["no marked property", { inputs: outputs }, []],
		["an encrypted input", { inputs: { ...outputs, nick: encrypted() } }, ["nick"]],
		["a plain-text secret as input", { inputs: { ...outputs, nick: inClear("x") } }, ["nick"]],
		["a lost input", { inputs: { ...outputs, nick: inClear(null) } }, ["nick"]],
		["an encrypted custom field", { inputs: { ...outputs, custom: { Team: encrypted() } } }, ["custom.Team"]],
		["an encrypted map", { inputs: { ...outputs, custom: encrypted() } }, ["custom.Team"]],
		["secret inputs", { inputs: inClear(outputs) }, ["nick", "custom.Team", "tags.T"]],
		["an encrypted part of a number", { inputs: { ...outputs, tags: { T: { uint64: encrypted() } } } }, ["tags.T"]],
		["a secret part of a number", { outputs: { ...outputs, tags: { T: { uint64: inClear("5") } } } }, ["tags.T"]],
		["an additional secret output", { inputs: outputs, additionalSecretOutputs: ["nick"] }, ["nick"]],
		["an additional secret map", { additionalSecretOutputs: ["custom", "other"] }, ["custom.Team"]],
		["additional secrets that are null", { additionalSecretOutputs: null }, []],
		["a failed operation", { inputs: { nick: encrypted() }, initErrors: ["nick: refused"] }, ["nick"]],
	];
	for (const [name, changes, expected] of secrets) {
		it(`marks the secret values of a resource with ${name}`, () => {
			const [declared] = readState(buildStateExport([buildResource("a", {}, { outputs, ...changes })])).declared;
			const tags = declared?.tags ?? [];
			assert.deepEqual(
				tags.map(({ path }) => path),
				["nick", "custom.Team", "tags.T"],
			);
			assert.deepEqual(
				tags.filter(({ secret }) => secret).map(({ path }) => path),
				expected,
			);
		});
	}

	it("marks every value of a set whose profiles are an additional secret", () => {
		const set = { ...buildSetResource({ a: { nick: "A" }, b: { level: 1 } }), additionalSecretOutputs: ["profiles"] };
		const { declared } = readState(buildStateExport([set]));
		assert.deepEqual(
			declared.flatMap(({ tags }) => tags.map(({ secret }) => secret)),
			[true, true],
		);
	});

	it("returns an unreadable input for a resource whose last operation failed partially", () => {
		const failed = buildResource("alice", { nick: "A" }, { initErrors: ["nick: refused"] });
		const set = { ...buildSetResource({ bob: { nick: "B" } }), initErrors: ["profiles.bob.nick: refused"] };
		const empty = { ...buildSetResource({}, "empty"), initErrors: ["refused"] };
		const unfinished = { path: "", reason: "unfinished" };
		assert.deepEqual(
			readState(buildStateExport([failed, set, empty])).declared.map(({ account, unreadable }) => [
				account,
				...unreadable,
			]),
			[
				["alice", unfinished],
				["bob", unfinished],
				[undefined, unfinished],
			],
		);
	});

	it("reads nothing from an empty stack", () => {
		assert.deepEqual(readAccounts({ version: 3, deployment: { manifest: {} } }), []);
	});

	it("reads a stack export of version 4, which pulumi state taint writes", () => {
		assert.deepEqual(readAccounts({ ...buildStateExport([buildResource("alice")]), version: 4 }), ["alice"]);
	});

	/** Returns the account and the reason of each whole resource that cannot be compared, and the accounts of the others. */
	const readReasons = (document: unknown) =>
		readState(document).declared.map(({ account, unreadable: [whole] }) => [account, whole?.reason]);

	it("returns a resource whose replacement was not created as unreadable", () => {
		const replacing = { pendingReplacement: true };
		const set = { ...buildSetResource({ carol: { nick: "C" } }), ...replacing };
		assert.deepEqual(
			readReasons(buildStateExport([buildResource("alice", {}, replacing), buildResource("bob"), set])),
			[
				["alice", "replacing"],
				["bob", undefined],
				[undefined, "replacing"],
			],
		);
	});

	const withPending = (type: string, resource: object, existing = [buildResource("alice"), buildResource("bob")]) => {
		const { version, deployment } = buildStateExport(existing);
		return { version, deployment: { ...deployment, pending_operations: [{ type, resource }] } };
	};

	for (const type of ["updating", "deleting", "importing", "reading", "another"]) {
		it(`returns a resource with the pending operation ${type} as unreadable`, () => {
			assert.deepEqual(readReasons(withPending(type, buildResource("alice"))), [
				["bob", undefined],
				["alice", "interrupted"],
			]);
		});
	}

	it("ignores a pending creation of a resource that the state contains", () => {
		assert.deepEqual(readAccounts(withPending("creating", buildResource("alice"))), ["alice", "bob"]);
	});

	it("returns a resource whose creation is pending and that the state does not contain as unreadable", () => {
		const { id, outputs, ...pending } = buildResource("carol");
		assert.deepEqual(readReasons(withPending("creating", pending)).at(-1), ["carol", "interrupted"]);
		const secret = { ...pending, inputs: { account: encrypted() } };
		assert.deepEqual(readReasons(withPending("creating", secret)).at(-1), [undefined, "interrupted"]);
	});

	const otherPending: readonly (readonly [string, object])[] = [
		["a resource of another type", ofType("pulumi:pulumi:Stack")],
		["a replaced resource", buildResource("alice", {}, { delete: true })],
		["a resource that the program only reads", buildResource("alice", {}, { external: true })],
	];
	for (const [name, resource] of otherPending) {
		it(`ignores a pending operation on ${name}`, () => {
			assert.deepEqual(readAccounts(withPending("deleting", resource)), ["alice", "bob"]);
		});
	}

	const stackExport = (deployment: unknown, version: unknown = 3) => ({ version, deployment });
	const withResource = (changes: object) => stackExport({ resources: [{ ...buildResource("alice"), ...changes }] });
	const withOperations = (operations: unknown) => stackExport({ pending_operations: operations });
	const invalid: readonly { readonly name: string; readonly document: unknown; readonly reason: RegExp }[] = [
		{ name: "null", document: null, reason: /^not a stack export: deployment is missing; / },
		{ name: "a list", document: [], reason: /deployment is missing; create the file with pulumi stack export$/ },
		{ name: "a preview", document: { steps: [], changeSummary: {} }, reason: /deployment is missing/ },
		{
			name: "resources that are not a list",
			document: stackExport({ resources: "x" }),
			reason: /^not a stack export: resources must be a list; /,
		},
		{ name: "a deployment that is a list", document: stackExport([]), reason: /deployment must be an object; / },
		...[1, 2, 99, "3", undefined].map((version) => ({
			name: `version ${version}`,
			document: { version, deployment: {} },
			reason: /^not a stack export: version must be 3 or 4; /,
		})),
		{
			name: "null in resources",
			document: stackExport({ resources: [null] }),
			reason: /resources\[0\] must be an object/,
		},
		{ name: "resources null", document: stackExport({ resources: null }), reason: /resources must be a list/ },
		{
			name: "a resource without urn",
			document: withResource({ urn: undefined }),
			reason: /resources\[0\]\.urn must be text/,
		},
		{
			name: "a urn that is another text",
			document: withResource({ urn: "canary" }),
			reason: /resources\[0\]\.urn must be a URN/,
		},
		{
			name: "a type that is a number",
			document: withResource({ type: 1 }),
			reason: /resources\[0\]\.type must be text/,
		},
		{ name: "an id that is null", document: withResource({ id: null }), reason: /resources\[0\]\.id must be text/ },
		{ name: "a provider that is a list", document: withResource({ provider: [] }), reason: /\.provider must be text/ },
		{
			name: "external as text",
			document: withResource({ external: "no" }),
			reason: /\.external must be true or false/,
		},
		{ name: "delete as a number", document: withResource({ delete: 0 }), reason: /\.delete must be true or false/ },
		{
			name: "pendingReplacement as text",
			document: withResource({ pendingReplacement: "" }),
			reason: /\.pendingReplacement must be true or false/,
		},
		...["nick", [5], {}].map((additionalSecretOutputs) => ({
			name: `additional secrets ${JSON.stringify(additionalSecretOutputs)}`,
			document: withResource({ additionalSecretOutputs }),
			reason: /\.additionalSecretOutputs must be a list of texts/,
		})),
		{ name: "initErrors as text", document: withResource({ initErrors: "x" }), reason: /\.initErrors must be a list/ },
		{
			name: "pending operations that are null",
			document: withOperations(null),
			reason: /pending_operations must be a list/,
		},
		{ name: "a pending operation that is null", document: withOperations([null]), reason: /\[0\] must be an object/ },
		{ name: "a pending operation without type", document: withOperations([{}]), reason: /\[0\]\.type must be text/ },
		{
			name: "a pending operation without resource",
			document: withOperations([{ type: "updating" }]),
			reason: /pending_operations\[0\]\.resource must be an object/,
		},
	];
	for (const { name, document, reason } of invalid) {
		it(`rejects ${name}`, () => assert.throws(() => readState(document), { message: reason }));
	}
});
