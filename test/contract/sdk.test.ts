import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import { account, profile, profileSet, robot } from "@/provider/dynamic/hooks";
import { serializedProvider } from "@/provider/dynamic/serialized-provider";
import type { ResourceKind } from "@/provider/lifecycle/handler";
import { isStorable } from "@/provider/model/compare";
import { unknownValue } from "@/provider/model/types";
import { DynamicProvider, messages } from "@/test/support/dynamic-provider";

const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));

describe("the SDK", () => {
	it("has the expected sentinel for unknown values", () => {
		assert.equal(unknownValue, pulumi.runtime.unknownValue);
		assert.equal(isStorable(pulumi.runtime.unknownValue), false);
	});

	it("has a function that reports secret configuration", () => {
		const { isConfigSecret } = runtimeConfig as { readonly isConfigSecret?: (key: string) => boolean };
		assert.equal(isConfigSecret?.("tim:secretKey"), false);
	});

	it("has a function that returns the whole configuration of a stack", () => {
		pulumi.runtime.setAllConfig({ "tim:regoin": "x" });
		assert.deepEqual(pulumi.runtime.allConfig(), { "tim:regoin": "x" });
		pulumi.runtime.setAllConfig({});
	});

	it("has outputs with isKnown, promise and allResources", async () => {
		const output = pulumi.output({ a: pulumi.output(5) }) as unknown as {
			readonly isKnown: Promise<boolean>;
			promise(): Promise<unknown>;
			allResources(): Promise<ReadonlySet<unknown>>;
		};
		assert.deepEqual([await output.isKnown, await output.promise()], [true, { a: 5 }]);
		assert.equal((await output.allResources()).size, 0);
	});

	it("has the script that starts dynamic providers", () => {
		assert.ok(existsSync(join(sdk, "pulumi-resource-pulumi-nodejs")));
	});

	it("passes a configuration with a get method and with all values to configure", () => {
		const { Config } = require("@pulumi/pulumi/cmd/dynamic-provider/config") as {
			readonly Config: new (values: object, project: string) => pulumi.dynamic.Config & { readonly rawConfig?: object };
		};
		const config = new Config({ "tim:sdkAppId": "5" }, "bots");
		assert.equal(config.get("tim:sdkAppId"), "5");
		assert.deepEqual(config.rawConfig, { "tim:sdkAppId": "5" });
	});
});

interface OldState {
	readonly name: string;
	readonly id: string;
	readonly inputs: Readonly<Record<string, unknown>>;
	readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Reads the states that earlier versions of the package stored, as pairs of a file name and the states in the file. The
 * files must not be changed.
 */
function oldStates(): readonly (readonly [string, readonly OldState[]])[] {
	const folder = join(__dirname, "state");
	const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
	return files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), "utf8"))] as const);
}

const hooksByKind: Readonly<Record<ResourceKind, () => pulumi.dynamic.ResourceProvider>> = {
	account,
	profile,
	profileSet,
	robot,
};

for (const [file, states] of oldStates()) {
	const kind = file.split("-")[0] as ResourceKind;
	describe(`the state of an earlier version in ${file}`, () => {
		for (const { name, id, inputs, outputs } of states) {
			it(`contains the provider text of this version: ${name}`, () => {
				assert.equal(outputs.__provider, serializedProvider(kind));
			});

			it(`passes check and diff of this version without a change: ${name}`, async () => {
				const hooks = hooksByKind[kind]();
				const values: Readonly<Record<string, string>> = { "tim:compare": "state", "tim:sdkAppId": "1400000000" };
				const config = { get: (key: string) => values[key], require: (key: string) => values[key] ?? "" };
				await hooks.configure?.({ config });
				const { failures } = (await hooks.check?.(outputs, inputs)) ?? {};
				assert.deepEqual(failures, []);
				assert.deepEqual(await hooks.diff?.(id, outputs, inputs), { changes: false });
			});
		}
	});
}

describe("the SDK's dynamic provider", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-sdk-"));
	const installed = join(folder, "node_modules", "pulumi-tim");
	let provider: DynamicProvider;
	const inputs = { account: "alice", nick: "Alice", __provider: serializedProvider("profile") };

	before(async () => {
		mkdirSync(installed, { recursive: true });
		const hooks = resolve(__dirname, "../../provider/dynamic/hooks");
		writeFileSync(join(installed, "package.json"), JSON.stringify({ exports: { "./hooks": "./hooks.js" } }));
		writeFileSync(join(installed, "hooks.js"), `module.exports = require(${JSON.stringify(hooks)});`);
		provider = new DynamicProvider(folder, ["--require", require.resolve("tsx/cjs")]);
		await provider.connect();
		await provider.call("configure", "ConfigureRequest", { Args: { "tim:compare": "state" } });
	});

	after(async () => {
		await provider.stop();
		rmSync(folder, { recursive: true });
	});

	it("loads the hooks from the constant text and calls check", async () => {
		const answer = await provider.call("check", "CheckRequest", { Olds: {}, News: { ...inputs, nick: 5 } });
		const failures = answer.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
		assert.deepEqual(failures, [["", "nick: must be a string"]]);
	});

	it("adds the constant text to checked inputs", async () => {
		const answer = await provider.call("check", "CheckRequest", { Olds: {}, News: inputs });
		assert.deepEqual(answer.getInputs().toJavaScript(), inputs);
	});

	it("converts both results of diff", async () => {
		const { DIFF_NONE, DIFF_UNKNOWN } = messages.DiffResponse.DiffChanges;
		const diff = async (news: object) =>
			(await provider.call("diff", "DiffRequest", { Id: "alice", Olds: inputs, News: news })).getChanges();
		assert.equal(await diff(inputs), DIFF_NONE);
		assert.equal(await diff({ ...inputs, nick: "B" }), DIFF_UNKNOWN);
	});

	it("returns an error with its message", async () => {
		const read = provider.call("read", "ReadRequest", { Id: "alice", Properties: inputs });
		await assert.rejects(read, /not set: tim:region or TIM_REGION, .* --refresh=false/);
	});
});
