import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { profile, profileSet } from "@/provider/dynamic/hooks";
import { serializedProvider } from "@/provider/dynamic/serialized-provider";
import { unknownValue } from "@/provider/model/types";
import { failureOf, profileInputs, profileState } from "@/test/support/builders";

const createConfig = (values: Readonly<Record<string, string>>): dynamic.Config => ({
	get: (key) => values[key],
	require: (key) => values[key] ?? assert.fail(key),
});

/** Creates the hooks of a profile, with a stack configuration. */
async function createHooks(values: Readonly<Record<string, string>>): Promise<dynamic.ResourceProvider> {
	const hooks = profile();
	await hooks.configure?.({ config: createConfig(values) });
	return hooks;
}

/** Outputs as the engine passes them. */
const outputs = { ...profileState(), __provider: serializedProvider("profile") };

describe("hooks", () => {
	const { env } = process;
	before(() => {
		process.env = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TIM_")));
	});
	after(() => {
		process.env = env;
	});

	it("implement every method that Pulumi calls", () => {
		const names = ["check", "configure", "create", "delete", "diff", "read", "update"];
		for (const hooks of [profile(), profileSet()]) assert.deepEqual(Object.keys(hooks).sort(), names);
	});

	it("check the inputs of a set", async () => {
		const { failures } = (await profileSet().check?.({}, { profiles: { "": {} } })) ?? {};
		assert.deepEqual(failures, [{ property: "", reason: "profiles.: must not be empty" }]);
	});

	it("check without a configuration", async () => {
		const { failures } = (await profile().check?.({}, { account: "" })) ?? {};
		assert.deepEqual(failures, [{ property: "", reason: "account: must not be empty" }]);
	});

	it("do not read the configuration in configure", async () => {
		const config = { get: () => assert.fail("read too early"), require: () => assert.fail("read too early") };
		await profile().configure?.({ config });
	});

	it("compare with the state without credentials", async () => {
		const hooks = await createHooks({ "tim:compare": "state" });
		assert.deepEqual(await hooks.diff?.("alice", outputs, profileInputs()), { changes: false });
		assert.deepEqual(await hooks.diff?.("alice", outputs, profileInputs({ nick: "B" })), {});
	});

	it("compare unknown inputs without credentials", async () => {
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
		it(`report a missing setting in ${name}`, async () => {
			const { kind, message } = await failureOf(
				Promise.resolve(run(await createHooks({ "tim:sdkAppId": "1400000000" }))),
			);
			assert.equal(kind, "config");
			assert.match(message, /^not set: tim:region or TIM_REGION, or tim:endpoint or TIM_ENDPOINT; /);
		});
	}

	it("delete without credentials when nothing is written", async () => {
		await profile().delete?.("alice", profileState());
	});
});
