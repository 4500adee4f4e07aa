import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { profile, profileSet } from "@/provider/dynamic/hooks";
import { unknownValue } from "@/provider/model/types";
import { failureOf, profileInputs, profileState } from "@/test/support/builders";

const configOf = (values: Readonly<Record<string, string>>): dynamic.Config => ({
	get: (key) => values[key],
	require: (key) => values[key] ?? assert.fail(key),
});

/** Hooks as Pulumi has them, configured with these values. */
async function configured(values: Readonly<Record<string, string>>): Promise<dynamic.ResourceProvider> {
	const hooks = profile();
	await hooks.configure?.({ config: configOf(values) });
	return hooks;
}

describe("the hooks of a profile", () => {
	const { env } = process;
	before(() => {
		process.env = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TIM_")));
	});
	after(() => {
		process.env = env;
	});

	it("are the ones that Pulumi calls", () => {
		const names = ["check", "configure", "create", "delete", "diff", "read", "update"];
		for (const hooks of [profile(), profileSet()]) assert.deepEqual(Object.keys(hooks).sort(), names);
	});

	it("check a set as a set", async () => {
		const { failures } = (await profileSet().check?.({}, { profiles: { "": {} } })) ?? {};
		assert.deepEqual(failures, [{ property: "", reason: "profiles.: must not be empty" }]);
	});

	it("check without a configuration", async () => {
		const { failures } = (await profile().check?.({}, { account: "" })) ?? {};
		assert.deepEqual(failures, [{ property: "", reason: "account: must not be empty" }]);
	});

	it("are configured without looking at what is in it", async () => {
		const config = { get: () => assert.fail("read too early"), require: () => assert.fail("read too early") };
		await profile().configure?.({ config });
	});

	it("compare with the state without credentials", async () => {
		const hooks = await configured({ "tim:compare": "state" });
		assert.deepEqual(await hooks.diff?.("alice", profileState(), profileInputs()), { changes: false });
		assert.deepEqual(await hooks.diff?.("alice", profileState(), profileInputs({ nick: "B" })), {});
	});

	it("answer a preview with unknowns without credentials", async () => {
		assert.deepEqual(await profile().diff?.("alice", profileState(), profileInputs({ nick: unknownValue })), {});
	});

	const needing: readonly { name: string; run: (hooks: dynamic.ResourceProvider) => Promise<unknown> | undefined }[] = [
		{ name: "create", run: (hooks) => hooks.create(profileInputs()) },
		{ name: "diff", run: (hooks) => hooks.diff?.("alice", profileState(), profileInputs()) },
		{ name: "read", run: (hooks) => hooks.read?.("alice", profileState()) },
		{ name: "update", run: (hooks) => hooks.update?.("alice", profileState(), profileInputs()) },
	];
	for (const { name, run } of needing) {
		it(`say what setting is missing from ${name}, and not before`, async () => {
			const { kind, message } = await failureOf(
				Promise.resolve(run(await configured({ "tim:sdkAppId": "1400000000" }))),
			);
			assert.equal(kind, "config");
			assert.match(message, /^not set: tim:region or TIM_REGION, or tim:endpoint or TIM_ENDPOINT; /);
		});
	}

	it("delete without credentials, because nothing is written", async () => {
		await profile().delete?.("alice", profileState());
	});
});
