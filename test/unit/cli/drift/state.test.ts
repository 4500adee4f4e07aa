import assert from "node:assert/strict";
import { isDefaultProvider, providerSettings, readState } from "@/cli/drift/state";
import { resolveSettings } from "@/provider/settings/resolve";
import {
	buildResource,
	buildSetResource,
	buildStateExport,
	DEFAULT_PROVIDER,
	encrypted,
	inClear,
	urnOf,
} from "@/test/support/stack-export";

const SECOND_PROVIDER = "urn:pulumi:dev::bots::pulumi:providers:pulumi-nodejs::second::0002";

describe("readState", () => {
	const readAccounts = (document: unknown) => readState(document).declared.map(({ account }) => account);

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
			buildResource("other", {}, { type: "pulumi-nodejs:dynamic/tim:Profiles" }),
			buildResource("stack", {}, { type: "pulumi:pulumi:Stack" }),
		];
		assert.deepEqual(readAccounts(buildStateExport([...skipped, buildResource("alice")])), ["alice"]);
	});

	it("returns an unreadable input for a resource whose last operation failed partially", () => {
		const failed = buildResource("alice", { nick: "A" }, { initErrors: ["nick: refused"] });
		const set = { ...buildSetResource({ bob: { nick: "B" } }), initErrors: ["profiles.bob.nick: refused"] };
		const unfinished = { path: "", reason: "unfinished" };
		assert.deepEqual(
			readState(buildStateExport([failed, set])).declared.map(({ account, unreadable }) => [account, ...unreadable]),
			[["alice"], ["alice", unfinished], ["bob"], [undefined, unfinished]],
		);
	});

	it("reads nothing from an empty stack", () => {
		assert.deepEqual(readAccounts({ version: 3, deployment: { manifest: {} } }), []);
	});

	const invalid: readonly { readonly name: string; readonly document: unknown; readonly reason: RegExp }[] = [
		{ name: "null", document: null, reason: /^not a stack export: deployment is missing; / },
		{ name: "a list", document: [], reason: /deployment is missing; create the file with pulumi stack export$/ },
		{ name: "a preview", document: { steps: [], changeSummary: {} }, reason: /deployment is missing/ },
		{
			name: "resources that are not a list",
			document: { deployment: { resources: "x" } },
			reason: /^not a stack export: resources must be a list; /,
		},
	];
	for (const { name, document, reason } of invalid) {
		it(`rejects ${name}`, () => assert.throws(() => readState(document), { message: reason }));
	}
});

describe("providerSettings", () => {
	const key = { TIM_SECRET_KEY: "k" };
	const resolve = (inputs: object, env: Readonly<Record<string, string>>, provider = DEFAULT_PROVIDER) =>
		resolveSettings(providerSettings(provider, new Map([[provider, { ...inputs }]]), env));

	it("gives the environment precedence over the stack config of a default provider", () => {
		const config = { "tim:sdkAppId": "7", "tim:region": "seoul", "tim:callsPerSecond": "50" };
		const { sdkAppId, callsPerSecond } = resolve(config, { ...key, TIM_CALLS_PER_SECOND: "9" });
		assert.deepEqual([sdkAppId, callsPerSecond], [7, 9]);
	});

	it("gives the arguments of an explicit provider precedence over the environment", () => {
		const inputs = { "tim:explicit": true, "tim:sdkAppId": 8, "tim:region": "seoul", "tim:secretKeyEnv": "SECOND" };
		const { sdkAppId, credential } = resolve(inputs, { TIM_SDK_APP_ID: "7", SECOND: "two" }, SECOND_PROVIDER);
		assert.deepEqual([sdkAppId, credential], [8, { kind: "key", secretKey: "two" }]);
	});

	const secretKeys: readonly (readonly [string, unknown])[] = [
		["encrypted", encrypted()],
		["secret and in plain text", inClear("canary")],
		["a plain string", "canary"],
	];
	for (const [name, secretKey] of secretKeys) {
		it(`ignores a secret key in the state if it is ${name}`, () => {
			const config = { "tim:sdkAppId": "7", "tim:region": "seoul", "tim:secretKey": secretKey };
			assert.throws(() => resolve(config, {}), { setting: "secretKeyFile", message: /^not set/ });
		});
	}

	it("rejects an explicit provider that is missing from the document, and accepts a missing default provider", () => {
		const sources = providerSettings(DEFAULT_PROVIDER, new Map(), key);
		assert.equal(sources.config?.("tim:region"), undefined);
		assert.throws(() => providerSettings(SECOND_PROVIDER, new Map(), key), { kind: "config", message: /^second: / });
	});
});

describe("isDefaultProvider", () => {
	const cases: readonly (readonly [string | undefined, boolean])[] = [
		[DEFAULT_PROVIDER, true],
		[DEFAULT_PROVIDER.replace("::default::", "::default_1-0::"), true],
		[SECOND_PROVIDER, false],
		[undefined, false],
	];
	for (const [provider, expected] of cases) {
		it(`returns ${expected} for ${provider}`, () => assert.equal(isDefaultProvider(provider), expected));
	}
});
