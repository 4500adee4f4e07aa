import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import {
	describeCalls,
	isDefaultProvider,
	parseTrustOptions,
	providerSettings,
	type TrustOptions,
} from "@/cli/drift/trusted-settings";
import { ImError } from "@/provider/errors/im-error";
import { unknownValue } from "@/provider/model/types";
import { resolveSettings } from "@/provider/settings/resolve";
import { regions } from "@/provider/settings/table";
import { DEFAULT_PROVIDER, encrypted, inClear } from "@/test/support/stack-export";

const SECOND_PROVIDER = "urn:pulumi:dev::bots::pulumi:providers:pulumi-nodejs::second::0002";

describe("providerSettings", () => {
	const key = { TIM_SECRET_KEY: "k" };
	const resolve = (inputs: object, env: Readonly<Record<string, string>>, provider = DEFAULT_PROVIDER) =>
		resolveSettings(providerSettings(provider, new Map([[provider, { ...inputs }]]), env));

	it("gives the environment precedence over the stack config of a default provider", () => {
		const config = { "tim:sdkAppId": "7", "tim:region": "seoul", "tim:callsPerSecond": "50" };
		const { sdkAppId, callsPerSecond } = resolve(config, { ...key, TIM_CALLS_PER_SECOND: "9" });
		assert.deepEqual([sdkAppId, callsPerSecond], [7, 9]);
	});

	it("gives the environment precedence even if the inputs of a default provider are marked as explicit", () => {
		const config = { "tim:explicit": true, "tim:sdkAppId": "7", "tim:region": "seoul" };
		const { sdkAppId, region } = resolve(config, { ...key, TIM_SDK_APP_ID: "8", TIM_REGION: "tokyo" });
		assert.deepEqual([sdkAppId, region], [8, "tokyo"]);
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

describe("describeCalls", () => {
	interface Case {
		readonly name: string;
		readonly inputs: Readonly<Record<string, unknown>>;
		readonly provider?: string;
		readonly env?: Readonly<Record<string, string>>;
		readonly options?: TrustOptions;
		/** The returned line, or the message of the error. */
		readonly line: string | RegExp | undefined;
	}
	const describeOf = ({ inputs, provider = SECOND_PROVIDER, env = {}, options = {} }: Omit<Case, "line" | "name">) => {
		const getSources = () => providerSettings(provider, new Map([[provider, inputs]]), env);
		return describeCalls(provider, getSources, parseTrustOptions(options, env));
	};
	const explicit = { "tim:explicit": true, "tim:sdkAppId": "7" };
	const listener = { ...explicit, "tim:endpoint": "http://127.0.0.1:8123" };
	const inRegion = { ...explicit, "tim:region": "seoul" };
	const selects = "second: the state or preview selects";

	const accepted: readonly Case[] = [
		{ name: "a region", inputs: inRegion, line: `${selects} host adminapikr.im.qcloud.com` },
		{
			name: "the host of a region",
			inputs: { ...explicit, "tim:endpoint": "https://adminapisgp.im.qcloud.com/" },
			line: `${selects} host https://adminapisgp.im.qcloud.com`,
		},
		{
			name: "the endpoint of TIM_ENDPOINT",
			...{ inputs: listener, env: { TIM_ENDPOINT: "http://127.0.0.1:8123/" } },
			line: `${selects} host http://127.0.0.1:8123`,
		},
		{
			name: "an allowed endpoint",
			...{ inputs: listener, options: { allowEndpoint: ["https://a.example", "http://127.0.0.1:8123"] } },
			line: `${selects} host http://127.0.0.1:8123`,
		},
		{
			name: "the file of TIM_SECRET_KEY_FILE",
			inputs: { ...inRegion, "tim:secretKeyFile": "./key.txt" },
			env: { TIM_SECRET_KEY_FILE: resolve("key.txt") },
			line: `${selects} host adminapikr.im.qcloud.com`,
		},
		{
			name: "an allowed file",
			...{ inputs: { ...inRegion, "tim:secretKeyFile": "key.txt" }, options: { allowKeyFile: ["key.txt"] } },
			line: `${selects} host adminapikr.im.qcloud.com`,
		},
		{
			name: "an allowed variable",
			...{ inputs: { ...inRegion, "tim:secretKeyEnv": "SECOND" }, options: { allowKeyEnv: ["SECOND"] } },
			line: `${selects} host adminapikr.im.qcloud.com`,
		},
		{
			name: "an identifier, with its invisible characters visible",
			inputs: { ...inRegion, "tim:identifier": "ad\u001bmin" },
			line: `${selects} host adminapikr.im.qcloud.com and identifier ad\\u{1b}min`,
		},
		{
			name: "any endpoint and key of a default provider if the environment has its own",
			inputs: { "tim:endpoint": "https://a.example", "tim:secretKeyFile": "/etc/shadow" },
			...{ provider: DEFAULT_PROVIDER, env: { TIM_REGION: "seoul", TIM_SECRET_KEY: "k" }, line: undefined },
		},
		{ name: "no settings", inputs: {}, provider: DEFAULT_PROVIDER, line: undefined },
		{ name: "settings that contradict each other", inputs: { ...listener, "tim:region": "seoul" }, line: undefined },
	];
	for (const { name, line, ...rest } of accepted) {
		it(`accepts ${name}`, () => assert.equal(describeOf(rest), line));
	}

	const keyFile = /^second: the state or preview selects a key file; .* --allow-key-file/;
	const keyVariable = /^second: the state or preview selects an environment variable as the key; .* --allow-key-env/;
	const rejected: readonly Case[] = [
		{
			name: "a listener on this machine, also if TIM_REGION is set",
			...{ inputs: listener, env: { TIM_REGION: "seoul" } },
			line: `${selects} the endpoint http://127.0.0.1:8123; if calls may be sent there, add --allow-endpoint http://127.0.0.1:8123`,
		},
		...[
			"https://a.example",
			"https://console.tim.qq.com:8443",
			"http://console.tim.qq.com",
			"https://console.tim.qq.com.a.example",
			"https://console.tim.qq.com@a.example",
			"https://x.console.tim.qq.com",
			"http://localhost",
			"http://[::1]:9",
		].map((endpoint) => ({
			name: `the endpoint ${endpoint}`,
			inputs: { ...explicit, "tim:endpoint": endpoint },
			line: /^second: the state or preview selects the endpoint http\S+; .* add --allow-endpoint http\S+$/,
		})),
		{
			name: "another endpoint than the allowed one",
			...{ inputs: listener, options: { allowEndpoint: ["http://127.0.0.1:8124", "https://127.0.0.1:8123"] } },
			line: /--allow-endpoint/,
		},
		{
			name: "an endpoint of a default provider if the environment has none",
			...{ inputs: { "tim:endpoint": "https://a.example" }, provider: DEFAULT_PROVIDER, line: /--allow-endpoint/ },
		},
		{ name: "a key file", inputs: { ...inRegion, "tim:secretKeyFile": "/etc/shadow" }, line: keyFile },
		{
			name: "the variable of the key of the environment",
			inputs: { ...inRegion, "tim:secretKeyEnv": "TIM_SECRET_KEY" },
			...{ env: { TIM_SECRET_KEY: "k" }, line: keyVariable },
		},
		{
			name: "another variable than the allowed one",
			inputs: { ...inRegion, "tim:secretKeyEnv": "HOME" },
			...{ options: { allowKeyEnv: ["SECOND"], allowKeyFile: ["HOME"] }, line: keyVariable },
		},
	];
	for (const { name, line, ...rest } of rejected) {
		it(`rejects ${name}, and does not print the place of the key`, () => {
			assert.throws(
				() => describeOf(rest),
				(error) => {
					assert.ok(error instanceof ImError && error.kind === "config");
					assert.match(error.message, line instanceof RegExp ? line : /^/);
					if (typeof line === "string") assert.equal(error.message, line);
					assert.doesNotMatch(error.message, /shadow|TIM_SECRET_KEY|HOME/);
					return true;
				},
			);
		});
	}

	const unreadable: readonly (readonly [string, unknown, string])[] = [
		["an encrypted secret", encrypted(), "is a secret"],
		["a secret in plain text", inClear("seoul"), "is a secret"],
		["a lost secret", inClear(null), "is a secret"],
		["the mask of a preview", "[secret]", "is a secret"],
		["an unknown value", unknownValue, "is unknown until the next up"],
		["null", null, "has the wrong type"],
		["a list", ["seoul"], "has the wrong type"],
	];
	const settings: readonly (readonly [key: string, variable?: string])[] = [
		["tim:sdkAppId", "TIM_SDK_APP_ID"],
		["tim:identifier", "TIM_IDENTIFIER"],
		["tim:region", "TIM_REGION"],
		["tim:endpoint", "TIM_ENDPOINT"],
		["tim:secretKeyFile", "TIM_SECRET_KEY_FILE"],
		["tim:secretKeyEnv"],
		["tim:timeoutMs", "TIM_TIMEOUT_MS"],
		["tim:callsPerSecond", "TIM_CALLS_PER_SECOND"],
		["tim:explicit"],
	];
	for (const [name, value, problem] of unreadable) {
		it(`rejects settings that are ${name}`, () => {
			for (const [key, variable] of settings) {
				const plain = "declare it in plain text and run pulumi up";
				const message = (provider: string, nextStep: string) => ({
					...{ kind: "config", setting: key },
					message: `${provider}: ${key} ${problem} in the state or preview; ${nextStep}`,
				});
				assert.throws(
					() => describeOf({ inputs: { "tim:explicit": true, [key]: value }, env: { [variable ?? ""]: "5" } }),
					message("second", plain),
				);
				if (key === "tim:explicit") continue;
				assert.throws(
					() => describeOf({ inputs: { [key]: value }, provider: DEFAULT_PROVIDER }),
					message("default", variable === undefined ? plain : `set ${variable} in the environment`),
				);
			}
		});

		it(`accepts settings of a default provider that are ${name} if the environment has its own`, () => {
			for (const [key, variable] of settings) {
				if (variable === undefined) continue;
				const env = { [variable]: key === "tim:endpoint" ? "http://127.0.0.1:1" : "5" };
				assert.equal(describeOf({ inputs: { [key]: value }, provider: DEFAULT_PROVIDER, env }), undefined);
			}
		});
	}

	it("makes no call to an endpoint of a default provider that is marked as explicit, if the environment has one", () => {
		const env = { TIM_REGION: "seoul" };
		assert.equal(describeOf({ inputs: listener, provider: DEFAULT_PROVIDER, env }), undefined);
	});

	it("rejects a path through a link to another folder that only looks like an allowed key file", function () {
		if (process.platform === "win32") this.skip(); // links require a privilege
		const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-trusted-"));
		mkdirSync(join(folder, "other", "inner"), { recursive: true });
		symlinkSync(join(folder, "other", "inner"), join(folder, "link"));
		for (const name of ["key", "other/key"]) writeFileSync(join(folder, name), name);
		const describe = (path: string) =>
			describeOf({
				inputs: { ...inRegion, "tim:secretKeyFile": `${folder}/${path}` },
				options: { allowKeyFile: [join(folder, "key")] },
			});
		assert.throws(() => describe("link/../key"), { message: keyFile });
		assert.match(describe("other/../key") ?? "", /^second: /);
		rmSync(folder, { recursive: true });
	});

	it("rejects settings that are one secret", () => {
		assert.throws(() => describeOf({ inputs: { ...inClear({ "tim:region": "seoul" }) } }), /tim:\w+ is a secret/);
	});

	it("lets no document select another host or key than those that are allowed", () => {
		const text = fc.oneof(
			fc.string(),
			fc.webUrl(),
			fc.constantFrom(
				"http://127.0.0.1:1",
				"https://adminapisgp.im.qcloud.com",
				"seoul",
				"true",
				"key.txt",
				"KEY",
				"HOME",
			),
		);
		const value = fc.oneof({ weight: 8, arbitrary: text }, fc.boolean(), fc.jsonValue());
		const keys = ["endpoint", "region", "secretKeyFile", "secretKeyEnv", "explicit", "sdkAppId", "identifier"];
		const inputs = fc.dictionary(fc.constantFrom(...keys.map((key) => `tim:${key}`)), value);
		const hosts: readonly string[] = Object.values(regions).map(({ host }) => `https://${host}`);
		const env = { TIM_SDK_APP_ID: "7", TIM_SECRET_KEY: "k", KEY: "allowed", HOME: "canary" };
		let resolved = 0;
		fc.assert(
			fc.property(inputs, fc.constantFrom(DEFAULT_PROVIDER, SECOND_PROVIDER), (document, provider) => {
				const sources = providerSettings(provider, new Map([[provider, document]]), env);
				const resolvedSettings = orConfigError(() => {
					describeCalls(provider, () => sources, parseTrustOptions({ allowKeyEnv: ["KEY"] }, env));
					return resolveSettings(sources);
				});
				if (resolvedSettings === undefined) return;
				resolved += 1;
				const { endpoint, credential } = resolvedSettings;
				assert.ok(hosts.includes(endpoint), endpoint);
				assert.ok(credential.kind === "key" && ["k", "allowed"].includes(credential.secretKey));
			}),
			{ numRuns: 5000 },
		);
		assert.ok(resolved > 20, `only ${resolved} documents were accepted`);
	});
});

/** Returns the result of a function, or `undefined` if it throws a `config` error. */
function orConfigError<T>(run: () => T): T | undefined {
	try {
		return run();
	} catch (error) {
		assert.ok(error instanceof ImError && error.kind === "config", String(error));
		return undefined;
	}
}

describe("parseTrustOptions", () => {
	for (const origin of ["", "x", "127.0.0.1:80", "ftp://a.example", "file:///key"]) {
		it(`rejects the origin ${JSON.stringify(origin)}`, () => {
			assert.throws(() => parseTrustOptions({ allowEndpoint: [origin] }, {}), {
				message: "--allow-endpoint: must be an origin such as https://chat.example.com",
			});
		});
	}
});
