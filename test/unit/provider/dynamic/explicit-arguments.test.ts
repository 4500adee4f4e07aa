import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { describeOldArguments } from "@/provider/dynamic/explicit-arguments";

const createConfig = (rawConfig: object | undefined): dynamic.Config =>
	({ rawConfig, get: () => undefined, require: () => "" }) as dynamic.Config;

describe("describeOldArguments", () => {
	const credential = "because Pulumi would store the credential in the state";
	const cases: readonly { readonly name: string; readonly config?: object; readonly messages: readonly RegExp[] }[] = [
		{
			name: "a secret key",
			config: { "tim:secretKey": "canary" },
			messages: [new RegExp(`"secretKey" .*${credential}`)],
		},
		{ name: "a UserSig", config: { "tim:userSig": "canary" }, messages: [new RegExp(`"userSig" .*${credential}`)] },
		{ name: "a key in lower case", config: { "tim:secretkey": "canary" }, messages: [new RegExp(credential)] },
		{ name: "a prefixed key", config: { "tim:tim:secretKey": "canary" }, messages: [new RegExp(credential)] },
		{ name: "another argument", config: { "tim:regoin": "canary" }, messages: [/"regoin" .*did you mean "region"\?$/] },
		{ name: "valid arguments", config: { "tim:region": "canary", version: "canary" }, messages: [] },
	];
	for (const mark of [true, "true"]) {
		for (const { name, config, messages } of cases) {
			it(`returns ${messages.length} messages, without the value, for ${name} and the mark ${JSON.stringify(mark)}`, () => {
				const found = describeOldArguments(createConfig({ "tim:explicit": mark, ...config }));
				assert.equal(found.length, messages.length);
				for (const [index, pattern] of messages.entries()) assert.match(found[index] ?? "", pattern);
				assert.doesNotMatch(found.join(), /canary|\n/);
			});
		}
	}

	it("returns nothing for the configuration of a stack, and for an SDK that does not expose all keys", () => {
		assert.deepEqual(describeOldArguments(createConfig({ "tim:regoin": "x" })), []);
		assert.deepEqual(describeOldArguments(createConfig(undefined)), []);
	});
});
