import assert from "node:assert/strict";
import { providerSettings } from "@/cli/drift/provider-settings";
import { resolveSettings } from "@/provider/settings/resolve";
import { DEFAULT_PROVIDER, encrypted, inClear } from "@/test/support/stack-export";

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
			assert.throws(() => settings(config, {}), { setting: "secretKeyFile", message: /^not set/ });
		});
	}

	it("does without a provider that is the default one, and not without another", () => {
		const sources = providerSettings(DEFAULT_PROVIDER, new Map(), key);
		assert.equal(sources.config?.("tim:region"), undefined);
		assert.throws(() => providerSettings(SECOND, new Map(), key), { kind: "config", message: /^second: / });
	});
});
