import assert from "node:assert/strict";
import { type ConfigError, ImError } from "@/provider/errors/im-error";
import {
	resolveAllowAccountDeletion,
	resolveApp,
	resolveCompare,
	resolveSettings,
	type SettingSources,
} from "@/provider/settings/resolve";
import { EXPLICIT_MARK, regions, type Setting, settingsTable } from "@/provider/settings/table";

type Config = Readonly<Record<string, unknown>>;

type Env = Readonly<Record<string, string>>;

const sources = (config: Config = {}, env: Env = {}): SettingSources => ({ config: (key) => config[key], env });

const goodConfig: Config = { "tim:sdkAppId": "1400000000", "tim:region": "singapore", "tim:secretKey": "config-key" };

const goodEnv: Env = { TIM_SDK_APP_ID: "1400000000", TIM_REGION: "singapore", TIM_SECRET_KEY: "env-key" };

/** The arguments of an explicit provider: typed values, and the mark that identifies an explicit provider. */
const explicit: Config = {
	[EXPLICIT_MARK]: true,
	"tim:sdkAppId": 1400000001,
	"tim:region": "tokyo",
	"tim:secretKeyEnv": "SECOND_KEY",
};

function errorOf(work: () => unknown): ConfigError {
	try {
		work();
	} catch (error) {
		assert.ok(error instanceof ImError && error.kind === "config", String(error));
		assert.equal(error.retryable, false);
		assert.doesNotMatch(error.message, /\n/);
		return error;
	}
	return assert.fail("nothing was thrown");
}

describe("resolveSettings", () => {
	const expected = {
		sdkAppId: 1400000000,
		identifier: "administrator",
		endpoint: "https://adminapisgp.im.qcloud.com",
		backupEndpoint: "https://adminapisgp.my-imcloud.com",
		region: "singapore",
		loopback: false,
		timeoutMs: 5000,
		callsPerSecond: 100,
	};

	it("reads settings from the stack configuration, and uses default values for other settings", () => {
		const credential = { kind: "key", secretKey: "config-key" };
		assert.deepEqual(resolveSettings(sources(goodConfig)), { ...expected, credential });
	});

	it("reads settings from the environment", () => {
		const credential = { kind: "key", secretKey: "env-key" };
		assert.deepEqual(resolveSettings(sources({}, goodEnv)), { ...expected, credential });
	});

	const picks = [
		{ name: "sdkAppId", config: { "tim:sdkAppId": "5" }, env: { TIM_SDK_APP_ID: "6" }, fromConfig: 5, fromEnv: 6 },
		{
			name: "identifier",
			config: { "tim:identifier": "c" },
			env: { TIM_IDENTIFIER: "e" },
			fromConfig: "c",
			fromEnv: "e",
		},
		{
			name: "timeoutMs",
			config: { "tim:timeoutMs": "4000" },
			env: { TIM_TIMEOUT_MS: "6000" },
			fromConfig: 4000,
			fromEnv: 6000,
		},
		{
			name: "callsPerSecond",
			config: { "tim:callsPerSecond": "7" },
			env: { TIM_CALLS_PER_SECOND: "8" },
			fromConfig: 7,
			fromEnv: 8,
		},
		{
			name: "endpoint",
			config: { "tim:region": "seoul" },
			env: { TIM_REGION: "tokyo" },
			fromConfig: `https://${regions.seoul.host}`,
			fromEnv: `https://${regions.tokyo.host}`,
		},
	] as const;
	for (const { name, config, env, fromConfig, fromEnv } of picks) {
		it(`prefers ${name} in the environment to the stack configuration`, () => {
			const plain = { ...goodConfig, ...config };
			assert.equal(resolveSettings(sources(plain))[name], fromConfig);
			assert.equal(resolveSettings(sources(plain, env))[name], fromEnv);
		});
	}

	it("prefers an endpoint in the environment to a region in the stack configuration", () => {
		const { endpoint, region } = resolveSettings(sources(goodConfig, { TIM_ENDPOINT: "http://127.0.0.1:8080" }));
		assert.deepEqual({ endpoint, region }, { endpoint: "http://127.0.0.1:8080", region: undefined });
	});

	it("has no backup host for an endpoint, even if the endpoint is the host of a region", () => {
		const env = { TIM_ENDPOINT: `https://${regions.singapore.host}` };
		assert.equal(resolveSettings(sources(goodConfig, env)).backupEndpoint, undefined);
	});

	it("accepts numbers and strings as integer settings", () => {
		const typed = { ...goodConfig, "tim:sdkAppId": 5, "tim:timeoutMs": 4000, "tim:callsPerSecond": 7 };
		const { sdkAppId, timeoutMs, callsPerSecond } = resolveSettings(sources(typed));
		assert.deepEqual({ sdkAppId, timeoutMs, callsPerSecond }, { sdkAppId: 5, timeoutMs: 4000, callsPerSecond: 7 });
	});

	it("ignores empty values, and trims whitespace", () => {
		const env = { ...goodEnv, TIM_IDENTIFIER: " ", TIM_ENDPOINT: "", TIM_SDK_APP_ID: " 7 " };
		const { identifier, sdkAppId } = resolveSettings(sources({ "tim:identifier": "c" }, env));
		assert.deepEqual({ identifier, sdkAppId }, { identifier: "c", sdkAppId: 7 });
	});
});

describe("resolveSettings credential", () => {
	const { "tim:secretKey": _, ...noKey } = goodConfig;
	const credentials: readonly { name: string; config?: Config; env?: Env; is: object }[] = [
		{
			name: "the secret key in the stack configuration",
			config: { "tim:secretKey": "k" },
			is: { kind: "key", secretKey: "k" },
		},
		{
			name: "the secret key file in the stack configuration",
			config: { "tim:secretKeyFile": "./key" },
			is: { kind: "file", path: "./key", label: "tim:secretKeyFile" },
		},
		{ name: "the secret key in the environment", env: { TIM_SECRET_KEY: "k" }, is: { kind: "key", secretKey: "k" } },
		{
			name: "the secret key file in the environment",
			env: { TIM_SECRET_KEY_FILE: "./key" },
			is: { kind: "file", path: "./key", label: "TIM_SECRET_KEY_FILE" },
		},
		{ name: "a UserSig in the environment", env: { TIM_USER_SIG: "sig" }, is: { kind: "userSig", userSig: "sig" } },
		{
			name: "the environment variable whose name is in the stack configuration",
			config: { "tim:secretKeyEnv": "MY_KEY" },
			env: { MY_KEY: "k" },
			is: { kind: "key", secretKey: "k" },
		},
		{
			name: "a credential in the environment rather than another one in the stack configuration",
			config: { "tim:secretKey": "k" },
			env: { TIM_USER_SIG: "sig" },
			is: { kind: "userSig", userSig: "sig" },
		},
	];
	for (const { name, config, env, is } of credentials) {
		it(`is ${name}`, () => {
			assert.deepEqual(resolveSettings(sources({ ...noKey, ...config }, env)).credential, is);
		});
	}
});

describe("resolveSettings for a credential that was copied with other text", () => {
	const { "tim:secretKey": _, ...noKey } = goodConfig;
	const cases: readonly { name: string; config?: Config; env?: Env; message: string }[] = [
		{
			name: "the secret key in the environment",
			env: { TIM_SECRET_KEY: '"canary"' },
			message: "TIM_SECRET_KEY: contains quotation marks; set it to the key only",
		},
		{
			name: "the secret key in the stack configuration",
			config: { "tim:secretKey": "TIM_SECRET_KEY=canary" },
			message: "tim:secretKey: has the form NAME=value; set it to the key only",
		},
		{
			name: "the variable whose name is in the stack configuration",
			config: { "tim:secretKeyEnv": "MY_KEY" },
			env: { MY_KEY: '{"key":"canary"}' },
			message:
				"tim:secretKeyEnv: contains brackets, as JSON does; set the environment variable with this name to the key only",
		},
		{
			name: "the UserSig in the environment",
			env: { TIM_USER_SIG: "can\nary" },
			message: "TIM_USER_SIG: contains spaces or several lines; set it to the UserSig only",
		},
	];
	for (const { name, config, env, message } of cases) {
		it(`reports ${name}, but not the text`, () => {
			const error = errorOf(() => resolveSettings(sources({ ...noKey, ...config }, env)));
			assert.equal(error.message, message);
		});
	}

	it("ignores white space around the variable whose name is in the stack configuration", () => {
		const settings = sources({ ...noKey, "tim:secretKeyEnv": "MY_KEY" }, { MY_KEY: " k\r\n" });
		assert.deepEqual(resolveSettings(settings).credential, { kind: "key", secretKey: "k" });
	});
});

describe("resolveSettings for an explicit provider", () => {
	const env = {
		...goodEnv,
		SECOND_KEY: "second-key",
		TIM_IDENTIFIER: "someone",
		TIM_USER_SIG: "",
		TIM_TIMEOUT_MS: "6000",
	};

	it("ignores the app, identifier, endpoint and secret key in the environment", () => {
		assert.deepEqual(resolveSettings(sources(explicit, env)), {
			sdkAppId: 1400000001,
			identifier: "administrator",
			endpoint: `https://${regions.tokyo.host}`,
			backupEndpoint: `https://${regions.tokyo.backupHost}`,
			region: "tokyo",
			loopback: false,
			credential: { kind: "key", secretKey: "second-key" },
			timeoutMs: 6000,
			callsPerSecond: 100,
		});
	});

	for (const mark of [true, "true"]) {
		it(`recognises the mark ${JSON.stringify(mark)}`, () => {
			assert.equal(resolveApp(sources({ ...explicit, [EXPLICIT_MARK]: mark }, env)), 1400000001);
		});
	}

	it("prefers its other arguments to the environment", () => {
		const args = { ...explicit, "tim:timeoutMs": 4000, "tim:callsPerSecond": 7, "tim:compare": "state" };
		const other = sources(args, { ...env, TIM_CALLS_PER_SECOND: "9", TIM_COMPARE: "live" });
		const { timeoutMs, callsPerSecond } = resolveSettings(other);
		assert.deepEqual([timeoutMs, callsPerSecond, resolveCompare(other)], [4000, 7, "state"]);
	});

	it("takes a setting without an argument from the environment, unless the setting identifies the app", () => {
		assert.equal(resolveCompare(sources(explicit, { TIM_COMPARE: "state" })), "state");
	});

	const lacking: readonly { name: string; without: string; message: RegExp }[] = [
		{ name: "app", without: "tim:sdkAppId", message: /^not set: tim:sdkAppId or TIM_SDK_APP_ID/ },
		{ name: "region", without: "tim:region", message: /^not set: tim:region or TIM_REGION, or tim:endpoint/ },
		{ name: "key", without: "tim:secretKeyEnv", message: /^not set: tim:secretKeyFile or TIM_SECRET_KEY_FILE, or / },
	];
	for (const { name, without, message } of lacking) {
		it(`requires the argument for the ${name}`, () => {
			const error = errorOf(() => resolveSettings(sources({ ...explicit, [without]: undefined }, env)));
			assert.match(error.message, message);
			assert.ok(error.kind === "config" && error.isMissing === true);
		});
	}

	for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) {
		it(`does not read the property ${name} of the environment as a key`, () => {
			const config = { "tim:sdkAppId": "7", "tim:region": "seoul", "tim:secretKeyEnv": name };
			const sources = { config: (key: string) => new Map(Object.entries(config)).get(key), env: {} };
			assert.throws(() => resolveSettings(sources), {
				message: "tim:secretKeyEnv: the environment variable with this name is not set",
			});
		});
	}

	it("requires the environment variable whose name is in secretKeyEnv", () => {
		const error = errorOf(() => resolveSettings(sources(explicit, goodEnv)));
		assert.equal(error.message, "tim:secretKeyEnv: the environment variable with this name is not set");
	});

	it("does not recognise a mark of false", () => {
		assert.equal(resolveApp(sources({ ...explicit, [EXPLICIT_MARK]: "false" }, env)), 1400000000);
	});
});

describe("missing setting", () => {
	const cases: readonly { without: string; setting: string; message: string }[] = [
		{
			without: "tim:sdkAppId",
			setting: "sdkAppId",
			message: "not set: tim:sdkAppId or TIM_SDK_APP_ID; use pulumi config set, or the environment",
		},
		{
			without: "tim:region",
			setting: "region",
			message:
				"not set: tim:region or TIM_REGION, or tim:endpoint or TIM_ENDPOINT; use pulumi config set, or the environment",
		},
		{
			without: "tim:secretKey",
			setting: "secretKeyFile",
			message:
				"not set: tim:secretKeyFile or TIM_SECRET_KEY_FILE, or tim:secretKey or TIM_SECRET_KEY, or TIM_USER_SIG; use pulumi config set, or the environment",
		},
	];
	for (const { without, setting, message } of cases) {
		it(`is reported with its config key and its environment variable: ${setting}`, () => {
			const error = errorOf(() => resolveSettings(sources({ ...goodConfig, [without]: undefined })));
			assert.deepEqual({ setting: error.setting, message: error.message }, { setting, message });
		});
	}
});

describe("missing setting in a command that runs without Pulumi", () => {
	const cases: readonly { without: string; message: string }[] = [
		{ without: "TIM_SDK_APP_ID", message: "not set: TIM_SDK_APP_ID; set it in the environment" },
		{ without: "TIM_REGION", message: "not set: TIM_REGION, or TIM_ENDPOINT; set it in the environment" },
		{
			without: "TIM_SECRET_KEY",
			message: "not set: TIM_SECRET_KEY_FILE, or TIM_SECRET_KEY, or TIM_USER_SIG; set it in the environment",
		},
	];
	for (const { without, message } of cases) {
		it(`is reported with its environment variable: ${without}`, () => {
			assert.throws(() => resolveSettings({ env: { ...goodEnv, [without]: undefined } }), { message });
		});
	}
});

describe("resolveSettings with an invalid setting", () => {
	const range = (min: number, max: number) => `must be an integer from ${min} to ${max}`;
	const integers = [
		{
			config: "tim:sdkAppId",
			env: "TIM_SDK_APP_ID",
			words: range(1, 4294967295),
			values: ["0", "4294967296", "77x", "-77", "77.5", "0x77", "7e7", "true"],
		},
		{
			config: "tim:timeoutMs",
			env: "TIM_TIMEOUT_MS",
			words: range(3001, 600000),
			values: ["3000", "600001", "77s", "Infinity"],
		},
		{
			config: "tim:callsPerSecond",
			env: "TIM_CALLS_PER_SECOND",
			words: range(1, 10000),
			values: ["0", "10001", "77/s"],
		},
	];
	for (const { config, env, words, values } of integers) {
		for (const value of values) {
			it(`rejects ${value} as ${config}, and reports the config key or the environment variable`, () => {
				const fromConfig = errorOf(() => resolveSettings(sources({ ...goodConfig, [config]: value })));
				const fromEnv = errorOf(() => resolveSettings(sources(goodConfig, { [env]: value })));
				assert.deepEqual([fromConfig.message, fromEnv.message], [`${config}: ${words}`, `${env}: ${words}`]);
			});
		}
	}

	it("rejects an unknown region", () => {
		const { message } = errorOf(() => resolveSettings(sources(goodConfig, { TIM_REGION: "atlantis" })));
		assert.equal(message, `TIM_REGION: must be one of ${Object.keys(regions).join(", ")}`);
	});

	it("rejects a region that is named like a property of every object", () => {
		errorOf(() => resolveSettings(sources(goodConfig, { TIM_REGION: "toString" })));
	});

	it("rejects a value of compare other than live and state", () => {
		const { message, setting } = errorOf(() => resolveCompare(sources({ "tim:compare": "canary" })));
		assert.deepEqual([message, setting], ["tim:compare: must be live or state", "compare"]);
	});
});

describe("mutually exclusive settings", () => {
	const both: readonly { name: string; config?: Config; env?: Env; message: string }[] = [
		{
			name: "region and endpoint in the stack configuration",
			config: { "tim:endpoint": "https://canary.example" },
			message: "tim:region and tim:endpoint exclude each other; set only one of them",
		},
		{
			name: "region and endpoint in the environment",
			env: { TIM_REGION: "china", TIM_ENDPOINT: "https://canary.example" },
			message: "TIM_REGION and TIM_ENDPOINT exclude each other; set only one of them",
		},
		{
			name: "secret key and secret key file in the stack configuration",
			config: { "tim:secretKeyFile": "canary" },
			message: "tim:secretKey and tim:secretKeyFile exclude each other; set only one of them",
		},
		{
			name: "secret key, secret key file and UserSig in the environment",
			env: { TIM_SECRET_KEY: "canary", TIM_SECRET_KEY_FILE: "canary", TIM_USER_SIG: "canary" },
			message: "TIM_SECRET_KEY and TIM_SECRET_KEY_FILE and TIM_USER_SIG exclude each other; set only one of them",
		},
	];
	for (const { name, config, env, message } of both) {
		it(`are reported: ${name}`, () => {
			const error = errorOf(() => resolveSettings(sources({ ...goodConfig, ...config }, env)));
			assert.equal(error.message, message);
		});
	}
});

describe("resolveSettings region", () => {
	for (const name of ["singapore", "Singapore", "SINGAPORE", " sINGAPORE "]) {
		it(`accepts ${JSON.stringify(name)} in the stack configuration and in the environment`, () => {
			for (const read of [sources({ ...goodConfig, "tim:region": name }), sources(goodConfig, { TIM_REGION: name })]) {
				const { region, endpoint } = resolveSettings(read);
				assert.deepEqual([region, endpoint], ["singapore", `https://${regions.singapore.host}`]);
			}
		});
	}

	it("accepts Silicon-Valley as an argument of an explicit provider", () => {
		const { region } = resolveSettings(sources({ ...explicit, "tim:region": "Silicon-Valley" }, { SECOND_KEY: "k" }));
		assert.equal(region, "silicon-valley");
	});

	/** The host and the backup host of each region. Source: REST overview, https://trtc.io/document/34620 */
	const hosts: Readonly<Record<string, readonly [string, string]>> = {
		china: ["console.tim.qq.com", "adminapi.my-imcloud.com"],
		singapore: ["adminapisgp.im.qcloud.com", "adminapisgp.my-imcloud.com"],
		seoul: ["adminapikr.im.qcloud.com", "adminapikr.my-imcloud.com"],
		tokyo: ["adminapijpn.im.qcloud.com", "adminapijpn.my-imcloud.com"],
		frankfurt: ["adminapiger.im.qcloud.com", "adminapiger.my-imcloud.com"],
		"silicon-valley": ["adminapiusa.im.qcloud.com", "adminapiusa.my-imcloud.com"],
		jakarta: ["adminapiidn.im.qcloud.com", "adminapiidn.my-imcloud.com"],
		mumbai: ["adminapiind.im.qcloud.com", "adminapiind.my-imcloud.com"],
	};

	it("determines the documented host and backup host", () => {
		const found = Object.keys(regions).map((name) => {
			const { endpoint, backupEndpoint } = resolveSettings(sources(goodConfig, { TIM_REGION: name }));
			return [name, [endpoint, backupEndpoint]];
		});
		const expected = Object.entries(hosts).map(([name, each]) => [name, each.map((host) => `https://${host}`)]);
		assert.deepEqual(found, expected);
	});
});

describe("resolveSettings endpoint", () => {
	const endpointOf = (endpoint: string) => {
		const { endpoint: origin, loopback } = resolveSettings(sources(goodConfig, { TIM_ENDPOINT: endpoint }));
		return { origin, loopback };
	};

	const taken: readonly { endpoint: string; origin: string; loopback: boolean }[] = [
		{ endpoint: "https://console.tim.qq.com", origin: "https://console.tim.qq.com", loopback: false },
		{ endpoint: "https://console.tim.qq.com/", origin: "https://console.tim.qq.com", loopback: false },
		{ endpoint: "HTTPS://Console.TIM.qq.com:443", origin: "https://console.tim.qq.com", loopback: false },
		{ endpoint: "https://gateway.example:8443", origin: "https://gateway.example:8443", loopback: false },
		{ endpoint: "https://localhost:8443", origin: "https://localhost:8443", loopback: true },
		{ endpoint: "http://localhost:8080", origin: "http://localhost:8080", loopback: true },
		{ endpoint: "http://127.0.0.1:8080", origin: "http://127.0.0.1:8080", loopback: true },
		{ endpoint: "http://127.9.8.7", origin: "http://127.9.8.7", loopback: true },
		{ endpoint: "http://[::1]:8080", origin: "http://[::1]:8080", loopback: true },
		{ endpoint: "http://[0:0:0:0:0:0:0:1]", origin: "http://[::1]", loopback: true },
		{ endpoint: "http://2130706433", origin: "http://127.0.0.1", loopback: true },
		{ endpoint: "http://0x7f.1", origin: "http://127.0.0.1", loopback: true },
	];
	for (const { endpoint, origin, loopback } of taken) {
		it(`accepts ${endpoint}${loopback ? " as a loopback address" : ""}`, () => {
			assert.deepEqual(endpointOf(endpoint), { origin, loopback });
		});
	}

	const plain = "http:// is allowed only for loopback addresses; use https://";
	const alone = "must have only a scheme, a host and a port";
	const origin = "must be an origin such as https://adminapisgp.im.qcloud.com";
	const refused: readonly { endpoint: string; words: string }[] = [
		...[
			"http://console.tim.qq.com",
			"http://localhost.evil.example",
			"http://127.0.0.1.evil.example",
			"http://127.evil.example",
			"http://evil.example:127",
			"http://3232235777",
			"http://192.168.1.1",
			"http://0.0.0.0",
			"http://[::ffff:10.0.0.1]",
			"http://[fe80::1]",
			"http://[::]",
		].map((endpoint) => ({ endpoint, words: plain })),
		...[
			"http://localhost@evil.example",
			"http://127.0.0.1:80@evil.example",
			"https://user@evil.example",
			"https://user:canary@evil.example",
			"https://:canary@evil.example",
			"http://localhost\\@evil.example",
			"https://evil.example/v4",
			"https://evil.example?usersig=canary",
			"https://evil.example#canary",
		].map((endpoint) => ({ endpoint, words: alone })),
		...[
			"evil.example",
			"//evil.example",
			"localhost:8080",
			"ftp://localhost",
			"file:///etc/hosts",
			"http://",
			"canary",
		].map((endpoint) => ({ endpoint, words: origin })),
	];
	for (const { endpoint, words } of refused) {
		it(`rejects ${endpoint}`, () => {
			const { setting, message } = errorOf(() => endpointOf(endpoint));
			assert.deepEqual({ setting, message }, { setting: "endpoint", message: `TIM_ENDPOINT: ${words}` });
		});
	}
});

describe("resolveApp", () => {
	it("returns undefined if sdkAppId is absent", () => assert.equal(resolveApp(sources()), undefined));
	it("does not require any other setting", () => assert.equal(resolveApp(sources({ "tim:sdkAppId": 5 })), 5));
});

describe("resolveCompare", () => {
	const cases: readonly { config?: Config; env?: Env; is: string }[] = [
		{ is: "live" },
		{ config: { "tim:compare": "state" }, is: "state" },
		{ config: { "tim:compare": "state" }, env: { TIM_COMPARE: "live" }, is: "live" },
		{ env: { TIM_COMPARE: "state" }, is: "state" },
	];
	for (const { config, env, is } of cases) {
		it(`returns ${is} for the settings ${JSON.stringify({ ...config, ...env })}`, () => {
			assert.equal(resolveCompare(sources(config, env)), is);
		});
	}
});

describe("resolveAllowAccountDeletion", () => {
	const cases: readonly { config?: Config; env?: Env; is: boolean }[] = [
		{ is: false },
		{ config: { "tim:allowAccountDeletion": "true" }, is: true },
		{ config: { "tim:allowAccountDeletion": true }, is: true },
		{ config: { "tim:allowAccountDeletion": "true" }, env: { TIM_ALLOW_ACCOUNT_DELETION: "false" }, is: false },
		{ env: { TIM_ALLOW_ACCOUNT_DELETION: "true" }, is: true },
		{ config: explicit, env: { TIM_ALLOW_ACCOUNT_DELETION: "true" }, is: false },
		{ config: { ...explicit, "tim:allowAccountDeletion": true }, is: true },
	];
	for (const { config, env, is } of cases) {
		it(`returns ${is} for the settings ${JSON.stringify({ ...config, ...env })}`, () => {
			assert.equal(resolveAllowAccountDeletion(sources(config, env)), is);
		});
	}

	it("rejects values other than true and false", () => {
		const { message } = errorOf(() => resolveAllowAccountDeletion(sources({ "tim:allowAccountDeletion": "canary" })));
		assert.equal(message, "tim:allowAccountDeletion: must be true or false");
	});
});

describe("settingsTable", () => {
	const rows = Object.entries<Setting>(settingsTable);

	it("has config keys and environment variables that are derived from the setting names", () => {
		for (const [name, { config, env }] of rows) {
			if (config !== undefined) assert.equal(config, `tim:${name}`);
			if (env !== undefined)
				assert.equal(env, `TIM_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`);
			assert.ok(config ?? env);
		}
	});

	it("lists all regions in the description of region", () => {
		for (const region of Object.keys(regions)) assert.match(settingsTable.region.doc, new RegExp(`\`${region}\``));
	});
});
