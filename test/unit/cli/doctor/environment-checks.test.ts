import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCli, checkEnvironment, checkPackage, checkSdk } from "@/cli/doctor/environment-checks";
import { createProgram } from "@/cli/program";
import { settingVariables } from "@/provider/settings/table";
import { createFakeContext } from "./doctor-context";

/** The variable that each case sets, because any environment without it has a finding. */
const base = { PULUMI_PARALLEL_DIFF: "true" };

const cases: readonly { name: string; env: Readonly<Record<string, string>>; found: readonly string[] }[] = [
	{ name: "reads that are not batched", env: { PULUMI_PARALLEL_DIFF: "" }, found: ["ok PULUMI_PARALLEL_DIFF"] },
	{ name: "skipped checkpoints", env: { PULUMI_SKIP_CHECKPOINTS: "1" }, found: ["warning PULUMI_SKIP_CHECKPOINTS"] },
	{ name: "checkpoints that are not skipped", env: { PULUMI_SKIP_CHECKPOINTS: "false" }, found: [] },
	{
		name: "skipped confirmations",
		env: { PULUMI_SKIP_CONFIRMATIONS: "TRUE" },
		found: ["warning PULUMI_SKIP_CONFIRMATIONS"],
	},
	{
		name: "a self-managed backend without a passphrase",
		env: { PULUMI_BACKEND_URL: "file:///canary" },
		found: ["warning PULUMI_CONFIG_PASSPHRASE"],
	},
	{
		name: "a self-managed backend with an empty passphrase",
		env: { PULUMI_BACKEND_URL: "file:///canary", PULUMI_CONFIG_PASSPHRASE: "" },
		found: [],
	},
	{
		name: "a self-managed backend with the passphrase in a file",
		env: { PULUMI_BACKEND_URL: "s3://canary", PULUMI_CONFIG_PASSPHRASE_FILE: "/canary" },
		found: [],
	},
	{ name: "Pulumi Cloud", env: { PULUMI_BACKEND_URL: "https://api.pulumi.com" }, found: [] },
	{
		name: "certificates that are not verified",
		env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
		found: ["failure NODE_TLS_REJECT_UNAUTHORIZED"],
	},
	{ name: "a proxy", env: { HTTPS_PROXY: "http://canary:canary@proxy:3128" }, found: ["ok HTTPS_PROXY"] },
	{ name: "a proxy without a scheme", env: { https_proxy: "10.0.0.1:3128" }, found: ["failure HTTPS_PROXY"] },
	{ name: "an invalid proxy", env: { HTTPS_PROXY: "http://" }, found: ["failure HTTPS_PROXY"] },
	{
		name: "additional certificate authorities",
		env: { NODE_EXTRA_CA_CERTS: __filename },
		found: ["ok NODE_EXTRA_CA_CERTS"],
	},
	{
		name: "a missing file of certificate authorities",
		env: { NODE_EXTRA_CA_CERTS: "/no/such/canary" },
		found: ["failure NODE_EXTRA_CA_CERTS"],
	},
];

const variables: readonly { readonly name: string; readonly words: string | undefined }[] = [
	{ name: "TIM_REGOIN", words: "TIM_REGOIN: not a variable of pulumi-tim; did you mean TIM_REGION?" },
	{ name: "tim_region", words: "tim_region: not a variable of pulumi-tim; did you mean TIM_REGION?" },
	{ name: "TIM_SDKAPPID", words: "TIM_SDKAPPID: not a variable of pulumi-tim; did you mean TIM_SDK_APP_ID?" },
	{ name: "TIM_APP_ID", words: "TIM_APP_ID: not a variable of pulumi-tim; did you mean TIM_SDK_APP_ID?" },
	{
		name: "TIM_SECRET_KEYFILE",
		words: "TIM_SECRET_KEYFILE: not a variable of pulumi-tim; did you mean TIM_SECRET_KEY_FILE?",
	},
	{
		name: "TIM_WEBHOOK_TOKN",
		words: "TIM_WEBHOOK_TOKN: not a variable of pulumi-tim; did you mean TIM_WEBHOOK_TOKEN?",
	},
	{ name: "TIM_XYZ", words: "TIM_XYZ: not a variable of pulumi-tim" },
	{ name: "TIMEZONE", words: undefined },
	{ name: "MY_TIM_REGION", words: undefined },
];

describe("checkEnvironment", () => {
	for (const { name, words } of variables) {
		it(`reports ${words === undefined ? "nothing" : "a warning"} for the variable ${name}`, async () => {
			const findings = await checkEnvironment(createFakeContext({ env: { ...base, [name]: "canary" } }));
			assert.deepEqual(
				findings.map((finding) => [finding.status, finding.words]),
				words === undefined ? [] : [["warning", words]],
			);
			assert.doesNotMatch(JSON.stringify(findings), /canary/);
		});
	}

	it("accepts each variable of the settings, and each variable that the help of a command names", async () => {
		const help = createProgram().commands.map((command) => command.helpInformation());
		const inHelp = [...help.join("\n").matchAll(/\bTIM_[A-Z_]+/g)].map(([name]) => name);
		assert.ok(inHelp.includes("TIM_WEBHOOK_TOKEN"));
		const env = Object.fromEntries([...settingVariables, ...inHelp].map((name) => [name, "x"]));
		assert.deepEqual(await checkEnvironment(createFakeContext({ env: { ...base, ...env } })), []);
	});

	it("ignores an unknown variable without a value", async () => {
		assert.deepEqual(await checkEnvironment(createFakeContext({ env: { ...base, TIM_REGOIN: "" } })), []);
	});

	for (const { name, env, found } of cases) {
		it(`reports ${found.join(", ") || "nothing"}, and no value of a variable, for ${name}`, async () => {
			const findings = await checkEnvironment(createFakeContext({ env: { ...base, ...env } }));
			assert.deepEqual(
				findings.map(({ status, words }) => `${status} ${words.split(":")[0]}`),
				found,
			);
			assert.doesNotMatch(JSON.stringify(findings), /canary/);
		});
	}
});

describe("checkCli", () => {
	const cases = [
		{ printed: "v3.259.0\n", status: "ok", words: "version 3.259.0 is supported (>=3.216.0 <4)" },
		{ printed: "v3.259.0-dev.0\n", status: "ok", words: "version 3.259.0-dev.0 is supported (>=3.216.0 <4)" },
		{ printed: "v3.215.9\n", status: "failure", words: "version 3.215.9 is not supported (>=3.216.0 <4)" },
		{ printed: "v4.0.0\n", status: "failure", words: "version 4.0.0 is not supported (>=3.216.0 <4)" },
		{ printed: "canary\n", status: "failure", words: "the output of pulumi version is not a version" },
		{ printed: undefined, status: "warning", words: "the pulumi command does not respond" },
	];
	for (const { printed, status, words } of cases) {
		it(`reports ${status} if pulumi version prints ${printed?.trim() ?? "nothing"}`, async () => {
			const commands: string[] = [];
			const runPulumi = async (...command: readonly string[]) => {
				commands.push(command.join(" "));
				return printed;
			};
			const [finding] = await checkCli(createFakeContext({ runPulumi }));
			assert.deepEqual([finding?.status, finding?.words, commands], [status, words, ["version"]]);
		});
	}
});

describe("checkSdk", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-sdk-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const node = process.versions.node;
	const cases = [
		{
			sdk: { version: "3.248.0" },
			status: "ok",
			words: `version 3.248.0 is supported (>=3.216.0 <4), on Node.js ${node}`,
		},
		{ sdk: { version: "3.100.0" }, status: "failure", words: "version 3.100.0 is not supported (>=3.216.0 <4)" },
		{
			sdk: { version: "3.300.0", engines: { node: ">=99" } },
			status: "failure",
			words: `version 3.300.0 requires Node.js >=99, not ${node}`,
		},
		{ sdk: undefined, status: "warning", words: "@pulumi/pulumi was not found from this folder" },
	];
	for (const { sdk, status, words } of cases) {
		it(`reports ${status} for ${sdk === undefined ? "no SDK" : `SDK ${sdk.version}`} in the program's folder`, () => {
			const sdkFolder = join(folder, "node_modules", "@pulumi", "pulumi");
			if (sdk !== undefined) {
				mkdirSync(sdkFolder, { recursive: true });
				writeFileSync(join(sdkFolder, "package.json"), JSON.stringify(sdk));
			}
			const [finding] = checkSdk(createFakeContext({ cwd: folder }));
			assert.deepEqual([finding?.status, finding?.words], [status, words]);
		});
	}
});

describe("checkPackage", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-package-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const missing = "failure pulumi-tim cannot be found from this folder; add pulumi-tim to this project's dependencies";
	const found = "ok pulumi-tim can be found from this folder";
	const cases = [
		{ name: "the program's folder has the SDK and pulumi-tim", installed: ["@pulumi/pulumi", "pulumi-tim"], found },
		{ name: "the program's folder has only the SDK", installed: ["@pulumi/pulumi"], found: missing },
		{
			name: "only a library of the program has pulumi-tim",
			installed: ["@pulumi/pulumi", "library/node_modules/pulumi-tim"],
			found: missing,
		},
		{ name: "the folder has neither, so it is not the folder of a program", installed: [], found: undefined },
	];
	for (const { name, installed, found } of cases) {
		it(`reports ${found ?? "nothing"} if ${name}`, () => {
			for (const each of installed) {
				const target = join(folder, "node_modules", each);
				mkdirSync(target, { recursive: true });
				writeFileSync(join(target, "package.json"), JSON.stringify({ exports: { "./*": "./*" } }));
				writeFileSync(join(target, "hooks"), "");
			}
			const findings = checkPackage(createFakeContext({ cwd: folder }));
			assert.deepEqual(
				findings.map(({ status, words, next }) => [`${status} ${words}`, next].filter(Boolean).join("; ")),
				found === undefined ? [] : [found],
			);
		});
	}
});
