import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { account, profile, profileSet } from "@/provider/dynamic/hooks";
import { serializedProvider } from "@/provider/dynamic/serialized-provider";
import { unknownValue } from "@/provider/model/types";
import { failureOf, profileInputs, profileState } from "@/test/support/builders";
import { captureWarnings } from "@/test/support/mocks";

const createConfig = (values: Readonly<Record<string, string>>): dynamic.Config => ({
	get: (key) => values[key],
	require: (key) => values[key] ?? assert.fail(key),
});

/** Creates the provider of `Profile` resources with a stack configuration. */
async function createHooks(values: Readonly<Record<string, string>>): Promise<dynamic.ResourceProvider> {
	const hooks = profile();
	await hooks.configure?.({ config: createConfig(values) });
	return hooks;
}

/** Outputs of a profile as the engine passes them, with `__provider`. */
const outputs = { ...profileState(), __provider: serializedProvider("profile") };

describe("profile and profileSet", () => {
	const { env } = process;
	before(() => {
		process.env = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TIM_")));
	});
	after(() => {
		process.env = env;
	});

	it("return a provider with every method that Pulumi calls", () => {
		const names = ["check", "configure", "create", "delete", "diff", "read", "update"];
		for (const hooks of [profile(), profileSet()]) assert.deepEqual(Object.keys(hooks).sort(), names);
	});

	it("return a provider that checks the inputs of a set", async () => {
		const { failures } = (await profileSet().check?.({}, { profiles: { "": {} } })) ?? {};
		assert.deepEqual(failures, [{ property: "", reason: "profiles.: must not be empty" }]);
	});

	it("return a provider that checks inputs without a stack configuration", async () => {
		const { failures } = (await profile().check?.({}, { account: "" })) ?? {};
		assert.deepEqual(failures, [{ property: "", reason: "account: must not be empty" }]);
	});

	it("return a provider that does not read the configuration in configure", async () => {
		const config = { get: () => assert.fail("read too early"), require: () => assert.fail("read too early") };
		await profile().configure?.({ config });
	});

	it("return providers that print a warning about an old argument once, without its value", async () => {
		const rawConfig = { "tim:explicit": true, "tim:secretKey": "canary" };
		const config = { ...createConfig({}), rawConfig } as dynamic.Config;
		const warnings = await captureWarnings(async () => {
			for (const hooks of [profile(), profileSet(), account()]) await hooks.configure?.({ config });
		});
		assert.equal(warnings.length, 1);
		assert.match(warnings.join(), /^warning: unsupported argument in the state: "secretKey" is not an argument/);
		assert.doesNotMatch(warnings.join(), /canary/);
	});

	it("return a provider that needs no credentials with compare: state", async () => {
		const hooks = await createHooks({ "tim:compare": "state" });
		assert.deepEqual(await hooks.diff?.("alice", outputs, profileInputs()), { changes: false });
		assert.deepEqual(await hooks.diff?.("alice", outputs, profileInputs({ nick: "B" })), {});
	});

	it("return a provider that needs no credentials to compare unknown inputs", async () => {
		assert.deepEqual(await profile().diff?.("alice", outputs, profileInputs({ nick: unknownValue })), {});
	});

	const callsWithService: readonly {
		name: string;
		run: (hooks: dynamic.ResourceProvider) => Promise<unknown> | undefined;
	}[] = [
		{ name: "create", run: (hooks) => hooks.create(profileInputs()) },
		{ name: "diff", run: (hooks) => hooks.diff?.("alice", profileState(), profileInputs()) },
		{ name: "read", run: (hooks) => hooks.read?.("alice", profileState()) },
		{ name: "update", run: (hooks) => hooks.update?.("alice", profileState(), profileInputs()) },
	];
	for (const { name, run } of callsWithService) {
		it(`return a provider that reports a missing setting in ${name}`, async () => {
			const { kind, message } = await failureOf(
				Promise.resolve(run(await createHooks({ "tim:sdkAppId": "1400000000" }))),
			);
			assert.equal(kind, "config");
			assert.match(message, /^not set: tim:region or TIM_REGION, or tim:endpoint or TIM_ENDPOINT; /);
		});
	}

	it("return a provider that needs no credentials for a delete that writes nothing", async () => {
		await profile().delete?.("alice", profileState());
	});
});
