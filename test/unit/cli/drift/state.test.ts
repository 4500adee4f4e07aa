import assert from "node:assert/strict";
import { providerSettings, readState } from "@/cli/drift/state";
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

const accountsOf = (document: unknown) => readState(document).declared.map(({ account }) => account);

describe("readState", () => {
	it("gives profiles and sets with the settings of their provider", () => {
		const { declared, providers } = readState(
			buildStateExport([buildResource("alice", { nick: "A" }), buildSetResource({ bob: { nick: "B" } })], {
				"tim:region": "seoul",
			}),
		);
		assert.deepEqual(
			declared.map(({ urn, account }) => [urn, account]),
			[
				[urnOf("alice"), "alice"],
				[urnOf("set", "ProfileSet"), "bob"],
			],
		);
		assert.deepEqual(providers.get(DEFAULT_PROVIDER), { "tim:region": "seoul" });
	});

	it("passes over what is only read, what is about to be deleted, and what is not ours", () => {
		const others = [
			buildResource("read", {}, { external: true }),
			buildResource("replaced", {}, { delete: true }),
			buildResource("other", {}, { type: "pulumi-nodejs:dynamic/tim:Profiles" }),
			buildResource("stack", {}, { type: "pulumi:pulumi:Stack" }),
		];
		assert.deepEqual(accountsOf(buildStateExport([...others, buildResource("alice")])), ["alice"]);
	});

	it("says that a resource is unfinished whose last operation failed in part", () => {
		const failed = buildResource("alice", { nick: "A" }, { initErrors: ["nick: refused"] });
		const set = { ...buildSetResource({ bob: { nick: "B" } }), initErrors: ["profiles.bob.nick: refused"] };
		assert.deepEqual(
			readState(buildStateExport([failed, set])).declared.map(({ account, hidden }) => [account, ...hidden]),
			[["alice"], ["alice", { path: "", why: "unfinished" }], ["bob"], [undefined, { path: "", why: "unfinished" }]],
		);
	});

	it("finds nothing in a stack that holds nothing", () => {
		assert.deepEqual(accountsOf({ version: 3, deployment: { manifest: {} } }), []);
	});

	const wrong: readonly { name: string; document: unknown; reason: RegExp }[] = [
		{ name: "null", document: null, reason: /^is no export of a stack: it has no deployment/ },
		{ name: "a list", document: [], reason: /no deployment; make one with pulumi stack export$/ },
		{ name: "a preview", document: { steps: [], changeSummary: {} }, reason: /no deployment/ },
		{ name: "resources that are text", document: { deployment: { resources: "x" } }, reason: /resources are no list$/ },
	];
	for (const { name, document, reason } of wrong) {
		it(`refuses ${name}`, () => assert.throws(() => readState(document), { message: reason }));
	}
});

const SECOND = "urn:pulumi:dev::bots::pulumi:providers:pulumi-nodejs::second::0002";

const key = { TIM_SECRET_KEY: "k" };

const settings = (inputs: object, env: Readonly<Record<string, string>>, provider = DEFAULT_PROVIDER) =>
	resolveSettings(providerSettings(provider, new Map([[provider, { ...inputs }]]), env));

describe("settingSources", () => {
	it("takes the stack's config from a default provider, and the environment before it", () => {
		const config = { "tim:sdkAppId": "7", "tim:region": "seoul", "tim:callsPerSecond": "50" };
		const { sdkAppId, callsPerSecond } = settings(config, { ...key, TIM_CALLS_PER_SECOND: "9" });
		assert.deepEqual([sdkAppId, callsPerSecond], [7, 9]);
	});

	it("takes the arguments of an explicit provider before the environment", () => {
		const inputs = { "tim:explicit": true, "tim:sdkAppId": 8, "tim:region": "seoul", "tim:secretKeyEnv": "SECOND" };
		const { sdkAppId, credential } = settings(inputs, { TIM_SDK_APP_ID: "7", SECOND: "two" }, SECOND);
		assert.deepEqual([sdkAppId, credential], [8, { kind: "key", secretKey: "two" }]);
	});

	for (const [name, secretKey] of [
		["encrypted", encrypted()],
		["in clear", inClear("canary")],
		["a mere text", "canary"],
	] as const) {
		it(`takes no key from a state, ${name} or not`, () => {
			const config = { "tim:sdkAppId": "7", "tim:region": "seoul", "tim:secretKey": secretKey };
			assert.throws(() => settings(config, {}), { key: "secretKeyFile", message: /^not set/ });
		});
	}

	it("does without a provider that is the default one, and not without another", () => {
		const sources = providerSettings(DEFAULT_PROVIDER, new Map(), key);
		assert.equal(sources.config?.("tim:region"), undefined);
		assert.throws(() => providerSettings(SECOND, new Map(), key), { kind: "config", message: /^second: / });
	});
});
