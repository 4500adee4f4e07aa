import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DoctorCommandOptions, runDoctor } from "@/cli/doctor/command";
import { type Emulator, startEmulator } from "@/emulator";
import { buildResource, buildStateExport } from "@/test/support/stack-export";
import { runCommandIn } from "@/test/unit/cli/child";

const KEY = "canary-of-the-key";
const CANARIES = { PULUMI_CONFIG_PASSPHRASE: "canary-1", HTTPS_PROXY: "http://canary-2:canary-3@127.0.0.1:9" };

interface Row {
	readonly name: string;
	readonly options?: DoctorCommandOptions;
	readonly env?: () => Readonly<Record<string, string>>;
	/** Changes the emulator so that the service fails. */
	readonly service?: (emulator: Emulator) => void;
	/** Time in milliseconds by which the service's clock is ahead of this machine's clock. */
	readonly skewMs?: number;
	readonly code: number;
	/** The expected failures and warnings of all checks except the check of the `pulumi` command. */
	readonly found: readonly string[];
}

describe("pulumi-tim doctor", () => {
	let emulator: Emulator;
	let folder: string;
	let serviceClock = Date.now;
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-doctor-"));
		emulator = await startEmulator({ secretKey: KEY, customFields: ["Team"], now: () => serviceClock() });
	});
	after(async () => {
		await emulator.close();
		rmSync(folder, { recursive: true });
	});
	beforeEach(() => {
		serviceClock = Date.now;
		emulator.reset();
	});

	const keyFile = (mode: number, text = `${KEY}\n`) => {
		const file = join(folder, `key-${mode}-${text.length}`);
		writeFileSync(file, text);
		chmodSync(file, mode);
		return file;
	};
	const envOf = (changes: Readonly<Record<string, string>> = {}) => {
		const { TIM_SECRET_KEY: _, ...env } = emulator.env;
		return { ...env, ...CANARIES, PATH: folder, TIM_SECRET_KEY_FILE: keyFile(0o600), ...changes };
	};

	/** Runs the command in this process. Returns the exit code and both reports. */
	async function doctor(options: DoctorCommandOptions, env: Readonly<Record<string, string>>, now = Date.now) {
		const written: string[] = [];
		const stdout = { write: (text: string) => written.push(text) > 0 };
		const io = { env, cwd: join(__dirname, "../../.."), now, stdout, stderr: { write: () => true } };
		const code = await runDoctor({ ...options, json: true }, io);
		assert.equal(await runDoctor(options, io), code);
		const [json = "", text = ""] = written;
		return { code, json, text };
	}

	const rows: readonly Row[] = [
		{ name: "nothing is wrong", options: { custom: "Team" }, code: 0, found: [] },
		{
			name: "the SDKAppID is not set",
			env: () => ({ TIM_SDK_APP_ID: "" }),
			code: 4,
			found: ["failure settings not set: TIM_SDK_APP_ID"],
		},
		{
			name: "the key belongs to another app",
			env: () => ({ TIM_SECRET_KEY_FILE: "", TIM_SECRET_KEY: "canary-of-another-key" }),
			code: 4,
			found: ["failure signature api 70009 verification of the UserSig failed"],
		},
		{
			name: "every user can read the key",
			env: () => ({ TIM_SECRET_KEY_FILE: keyFile(0o644) }),
			code: 4,
			found: ["failure key the file of TIM_SECRET_KEY_FILE can be read by every user of this machine"],
		},
		{
			name: "the key file contains more than the key",
			env: () => ({ TIM_SECRET_KEY_FILE: keyFile(0o600, `TIM_SECRET_KEY="${KEY}"\n`) }),
			code: 4,
			found: ["failure key TIM_SECRET_KEY_FILE: the secret key file has the form NAME=value"],
		},
		{
			name: "the key in the environment has quotes",
			env: () => ({ TIM_SECRET_KEY_FILE: "", TIM_SECRET_KEY: `"${KEY}"` }),
			code: 4,
			found: ["failure settings TIM_SECRET_KEY: contains quotation marks"],
		},
		{
			name: "the identifier is not an admin",
			env: () => ({ TIM_IDENTIFIER: "alice" }),
			code: 4,
			found: ["failure admin api 60010 the call requires admin rights"],
		},
		{
			name: "the region is wrong",
			service: ({ faults }) => void faults.add({ effect: { do: "answer", code: 60026 } }),
			code: 4,
			found: ["failure region api 60026 the app was created in another region than that of the endpoint"],
		},
		{
			name: "the host does not respond",
			env: () => ({ TIM_ENDPOINT: "http://127.0.0.1:9" }),
			code: 1,
			found: ["failure service network ECONNREFUSED: no response"],
		},
		{
			name: "a custom field is missing",
			options: { custom: "Team, Level" },
			code: 1,
			found: ["failure fields Level: api 40009 tag does not exist"],
		},
		{
			name: "the service's clock is two hours ahead",
			skewMs: 7_200_000,
			code: 4,
			found: [
				"failure clock the service rejects a new UserSig as expired",
				"failure signature api 70001 UserSig has expired",
			],
		},
		{
			name: "callsPerSecond leaves no calls for production",
			env: () => ({ TIM_CALLS_PER_SECOND: "250" }),
			code: 0,
			found: ["warning rate up to 250 of the app's 200 calls per second of each REST command"],
		},
	];
	for (const { name, options = {}, env, service, skewMs = 0, code, found } of rows) {
		it(`reports that ${name}, and exits with ${code}`, async () => {
			service?.(emulator);
			serviceClock = () => Date.now() + skewMs;
			const report = await doctor(options, envOf(env?.()));
			const { findings } = JSON.parse(report.json) as { readonly findings: readonly Record<string, string>[] };
			const isProblem = ({ status = "", check = "" }) => !["ok", "skipped"].includes(status) && check !== "Pulumi";
			const problems = findings.filter(isProblem);
			assert.deepEqual(
				problems.map(({ status, check, words = "" }) => `${status} ${check} ${words.split(/; |;$/)[0]}`),
				found,
			);
			assert.ok(problems.every(({ next = "" }) => next !== ""));
			assert.equal(report.code, code);
			for (const text of [report.json, report.text]) assert.doesNotMatch(text, /canary/);
		});
	}

	it("reads config and custom fields from a stack export, but not the secret key", async () => {
		const state = join(folder, "state.json");
		const env = envOf({ TIM_SDK_APP_ID: "", TIM_ENDPOINT: "" });
		const { sdkAppId, endpoint } = emulator;
		const config = { "tim:sdkAppId": String(sdkAppId), "tim:endpoint": endpoint, "tim:secretKey": "canary-in-state" };
		const resources = [buildResource("alice", { nick: "canary", custom: { Team: "canary", Desk: "canary" } })];
		writeFileSync(state, JSON.stringify(buildStateExport(resources, config)));
		const { code, text } = await doctor({ state, custom: "Level,Team", allowEndpoint: [endpoint] }, env);
		assert.equal(code, 1);
		assert.match(text, /^ok +fields +Team: can be read$/m);
		assert.match(text, /^failure +fields +Level: api 40009/m);
		assert.match(text, /^failure +fields +Desk: api 40009/m);
		assert.doesNotMatch(text, /canary/);
	});

	it("rejects an endpoint that only the stack export names, before any call", async () => {
		const state = join(folder, "state.json");
		const { sdkAppId, endpoint } = emulator;
		const config = { "tim:sdkAppId": String(sdkAppId), "tim:endpoint": endpoint };
		writeFileSync(state, JSON.stringify(buildStateExport([], config)));
		await assert.rejects(doctor({ state }, envOf({ TIM_SDK_APP_ID: "", TIM_ENDPOINT: "" })), {
			kind: "config",
			message: /^default: the state or preview selects the endpoint http:\S+; .*--allow-endpoint/,
		});
		assert.equal(emulator.calls(), 0);
	});

	it("makes only read calls", async () => {
		await doctor({ custom: "Team,Level" }, envOf());
		assert.deepEqual([...new Set(emulator.requests.map(({ command }) => command))], ["portrait_get"]);
	});

	it("compares this machine's clock with the Date header of the response", async () => {
		const now = () => Date.now() + 200_000;
		assert.match(
			(await doctor({}, envOf(), now)).text,
			/^warning {2}clock +this machine's clock is (199|200) s ahead of the service's/m,
		);
	});

	it("rejects an invalid keyword", async () => {
		await assert.rejects(doctor({ custom: "Te am" }, envOf()), { message: /^--custom: Te am/ });
	});

	it("prints the report without colour to a pipe, and exits with 4 for conflicting settings", async () => {
		const { code, out, err } = await runCommandIn({ ...envOf(), TIM_SECRET_KEY: KEY }, "doctor").ended();
		assert.deepEqual([code, err], [4, ""]);
		assert.match(
			out,
			/^failure {2}settings {5}TIM_SECRET_KEY and TIM_SECRET_KEY_FILE exclude each other; set only one of them$/m,
		);
		assert.doesNotMatch(out, /canary|\p{Cc}\[/u);
	});
});
