import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "tls-sig-api-v2";
import { type EmulatorCommandOptions, emulatorOptionsOf, runEmulator } from "@/cli/emulator/command";
import { startEmulator } from "@/emulator";
import { runCommand } from "@/test/unit/cli/child";

const NICK = "Tag_Profile_IM_Nick";

describe("pulumi-tim emulator", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-cli-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	const seedFile = (text: string) => {
		const file = join(folder, "seed.json");
		writeFileSync(file, text);
		return file;
	};

	it("prints its settings, serves its seed until SIGTERM and ends with 0", async () => {
		const seed = seedFile(JSON.stringify({ accounts: { support_bot: { [NICK]: "Support" } } }));
		const child = runCommand("emulator", "--port", "0", "--seed", seed);
		const lines = (await child.until("ready")).trimEnd().split("\n");
		const env = Object.fromEntries(lines.slice(0, -1).map((line) => line.split(/=(.*)/).slice(0, 2)));
		assert.deepEqual(Object.keys(env), ["TIM_SDK_APP_ID", "TIM_IDENTIFIER", "TIM_ENDPOINT", "TIM_SECRET_KEY"]);
		assert.deepEqual(await readNick(env, "support_bot"), [{ Tag: NICK, Value: "Support" }]);
		child.process.kill("SIGTERM");
		assert.deepEqual(await child.ended(), { code: 0, out: `${lines.join("\n")}\n`, err: "" });
	});

	it("says when it can be reached from other machines", async () => {
		const child = runCommand("emulator", "--host", "0.0.0.0");
		await child.until("ready");
		child.process.kill("SIGTERM");
		assert.match((await child.ended()).err, /^pulumi-tim: http:\/\/0\.0\.0\.0:\d+ can be reached from other machines/);
	});

	it("says in one line what is wrong, and ends with 1", async () => {
		const seed = seedFile('{"accounts":{"bot":{"Nick":"x"}}}');
		const ended = await runCommand("emulator", "--seed", seed).ended();
		const reason = "accounts.bot.Nick: no such tag; declare it in customFields or extraTags";
		assert.deepEqual(ended, { code: 1, out: "", err: `pulumi-tim: ${seed}: ${reason}\n` });
	});

	it("names the port that is in use", async () => {
		const other = await startEmulator();
		const port = new URL(other.endpoint).port;
		await assert.rejects(runEmulator({ port }), { message: `port ${port} is in use; choose another with --port` });
		await other.close();
	});

	it("plays a trial app, allows deletion and calls a webhook, the seed's own settings kept", async () => {
		const seed = seedFile(JSON.stringify({ accounts: { "@RBT#faq": {} }, quirks: { order: "shuffled" } }));
		const options = {
			...{ seed, trial: true, allowDeletion: true },
			...{ webhookUrl: "http://127.0.0.1:8095/", webhookTokenEnv: "TOKEN" },
		};
		assert.deepEqual(await emulatorOptionsOf(options, { TOKEN: "abc" }), {
			accounts: { "@RBT#faq": {} },
			quirks: { order: "shuffled", deletion: "allowed" },
			trial: true,
			webhook: { url: "http://127.0.0.1:8095/", token: "abc" },
		});
		assert.deepEqual(await emulatorOptionsOf({ webhookUrl: "http://127.0.0.1:8095/" }, {}), {
			webhook: { url: "http://127.0.0.1:8095/" },
		});
		assert.deepEqual(await emulatorOptionsOf({}, {}), {});
	});

	const wrong: readonly { name: string; options: EmulatorCommandOptions; reason: RegExp }[] = [
		{
			name: "a port that is no number",
			options: { port: "x" },
			reason: /^--port: "x" is no whole number up to 65535$/,
		},
		{ name: "a port above 65535", options: { port: "65536" }, reason: /^--port: "65536"/ },
		{ name: "another site", options: { site: "moon" }, reason: /^--site: "moon" is neither china nor international$/ },
		{ name: "an app id that is text", options: { sdkAppId: "x" }, reason: /^--sdk-app-id: "x" is no whole number$/ },
		{ name: "a negative latency", options: { latencyMs: "-1" }, reason: /^--latency-ms: "-1" is no whole number$/ },
		{ name: "a rate that is a fraction", options: { callsPerSecond: "0.5" }, reason: /^--calls-per-second: "0.5"/ },
		{
			name: "a token without a URL",
			options: { webhookTokenEnv: "TOKEN" },
			reason: /^--webhook-token-env: give --webhook-url too$/,
		},
		{
			name: "a token that is not there",
			options: { webhookUrl: "http://127.0.0.1/", webhookTokenEnv: "NO_SUCH_VARIABLE" },
			reason: /^--webhook-token-env: the variable NO_SUCH_VARIABLE is not set$/,
		},
		{ name: "a URL that is none", options: { webhookUrl: "x" }, reason: /^webhook.url: is no http or https URL$/ },
		{
			name: "a file that is not there",
			options: { seed: "no-such-file.json" },
			reason: /^no-such-file.json: no such file$/,
		},
	];
	for (const c of wrong) {
		it(`refuses ${c.name} in one line`, async () => {
			await assert.rejects(runEmulator(c.options), { message: c.reason });
		});
	}
});

async function readNick(env: Readonly<Record<string, string>>, account: string): Promise<unknown> {
	const { TIM_SDK_APP_ID = "", TIM_IDENTIFIER = "", TIM_ENDPOINT = "", TIM_SECRET_KEY = "" } = env;
	const usersig = new Api(Number(TIM_SDK_APP_ID), TIM_SECRET_KEY).genUserSig(TIM_IDENTIFIER, 3600);
	const query = { sdkappid: TIM_SDK_APP_ID, identifier: TIM_IDENTIFIER, usersig, random: "1", contenttype: "json" };
	const response = await fetch(`${TIM_ENDPOINT}/v4/profile/portrait_get?${new URLSearchParams(query)}`, {
		method: "POST",
		body: JSON.stringify({ To_Account: [account], TagList: [NICK] }),
	});
	const answer = (await response.json()) as { readonly UserProfileItem: readonly { readonly ProfileItem: unknown }[] };
	return answer.UserProfileItem[0]?.ProfileItem;
}
