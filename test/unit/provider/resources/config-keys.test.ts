import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Account, Profile, ProfileSet, Robot } from "@/provider";
import { configKeys } from "@/provider/settings/table";
import { captureWarnings, recordRegistrations } from "@/test/support/mocks";

describe("the keys of the stack configuration", () => {
	before(recordRegistrations);
	afterEach(() => pulumi.runtime.setAllConfig({}));

	const declareAll = () => [
		new Profile("one", { account: "alice" }),
		new Profile("two", { account: "bob" }),
		new ProfileSet("set", { profiles: {} }),
		new Account("account", { account: "carol" }),
		new Robot("robot", { account: "@RBT#faq" }),
	];
	const warningsFor = (config: Readonly<Record<string, string>>) =>
		captureWarnings(() => {
			pulumi.runtime.setAllConfig(config);
			declareAll();
		});

	const unknown: readonly { readonly key: string; readonly hint: string }[] = [
		{ key: "tim:regoin", hint: "did you mean tim:region?" },
		{ key: "tim:sdkAppID", hint: "did you mean tim:sdkAppId?" },
		{ key: "Tim:region", hint: "did you mean tim:region?" },
		{ key: "tim:userSig", hint: "did you mean TIM_USER_SIG?" },
		{ key: "tim:something", hint: "see docs/configuration.md" },
	];
	for (const { key, hint } of unknown) {
		it(`cause one warning, without the value, for the unknown key ${key} and all resources`, async () => {
			const warnings = await warningsFor({ [key]: "canary", "other:regoin": "x" });
			assert.deepEqual(warnings, [`${key}: not a setting of pulumi-tim; ${hint}`]);
		});
	}

	it("cause no warning for settings and for keys of other namespaces", async () => {
		const settings = configKeys.filter((key) => key !== "tim:secretKey").map((key) => [key, "x"]);
		assert.deepEqual(
			await warningsFor({ ...Object.fromEntries(settings), "aws:regoin": "x", "project:regoin": "x" }),
			[],
		);
	});

	it("cause a warning only for a similar key if the project has the same name as the namespace", async () => {
		await pulumi.runtime.setMocks({ newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) }, "tim");
		const warnings = await warningsFor({ "tim:greeting": "hello", "tim:endpiont": "x" });
		assert.deepEqual(warnings, ["tim:endpiont: not a setting of pulumi-tim; did you mean tim:endpoint?"]);
		await recordRegistrations();
	});
});
