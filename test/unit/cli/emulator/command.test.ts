import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "tls-sig-api-v2";
import { type EmulatorCommandOptions, parseEmulatorOptions, runEmulator } from "@/cli/emulator/command";
import { startEmulator } from "@/emulator";
import { encoders } from "@/test/support/encodings";
import { runCommand } from "@/test/unit/cli/child";

const NICK = "Tag_Profile_IM_Nick";

describe("pulumi-tim emulator", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-cli-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	const seedFile = (text: string | Buffer) => {
		const file = join(folder, "seed.json");
		writeFileSync(file, text);
		return file;
	};

	it("prints its settings, serves the accounts of the seed until SIGTERM, and exits with 0", async () => {
		const seed = seedFile(JSON.stringify({ accounts: { support_bot: { [NICK]: "Support" } } }));
		const child = runCommand("emulator", "--port", "0", "--seed", seed);
		const lines = (await child.until("ready")).trimEnd().split("\n");
		const env = Object.fromEntries(lines.slice(0, -1).map((line) => line.split(/=(.*)/).slice(0, 2)));
		assert.deepEqual(Object.keys(env), ["TIM_SDK_APP_ID", "TIM_IDENTIFIER", "TIM_ENDPOINT", "TIM_SECRET_KEY"]);
		assert.deepEqual(await readNick(env, "support_bot"), [{ Tag: NICK, Value: "Support" }]);
		child.process.kill("SIGTERM");
		assert.deepEqual(await child.ended(), { code: 0, out: `${lines.join("\n")}\n`, err: "" });
	});

	it("prints a warning if the emulator is reachable from other machines", async () => {
		const child = runCommand("emulator", "--host", "0.0.0.0");
		await child.until("ready");
		child.process.kill("SIGTERM");
		assert.match(
			(await child.ended()).err,
			/^pulumi-tim: http:\/\/0\.0\.0\.0:\d+ is reachable from other machines; the emulator's key is not a secret/,
		);
	});

	it("prints a one-line message for an invalid seed, and exits with 1", async () => {
		const seed = seedFile('{"accounts":{"bot":{"Nick":"x"}}}');
		const ended = await runCommand("emulator", "--seed", seed).ended();
		const reason = "accounts.bot.Nick: unknown tag; declare it in customFields or extraTags";
		assert.deepEqual(ended, { code: 1, out: "", err: `pulumi-tim: ${seed}: ${reason}\n` });
	});

	it("rejects a port that is in use", async () => {
		const other = await startEmulator();
		const port = new URL(other.endpoint).port;
		await assert.rejects(runEmulator({ port }), (error: Error) => error.message.includes(`${port} is in use`));
		await other.close();
	});

	it("accepts --trial, --allow-deletion and the webhook options together with a seed", async () => {
		const seed = seedFile(JSON.stringify({ accounts: { "@RBT#faq": {} }, quirks: { order: "shuffled" } }));
		const options = {
			...{ seed, trial: true, allowDeletion: true },
			...{ webhookUrl: "http://127.0.0.1:8095/", webhookTokenEnv: "TOKEN" },
		};
		assert.deepEqual(await parseEmulatorOptions(options, { TOKEN: "abc" }), {
			accounts: { "@RBT#faq": {} },
			quirks: { order: "shuffled", deletion: "allowed" },
			trial: true,
			webhook: { url: "http://127.0.0.1:8095/", token: "abc" },
		});
		assert.deepEqual(await parseEmulatorOptions({ webhookUrl: "http://127.0.0.1:8095/" }, {}), {
			webhook: { url: "http://127.0.0.1:8095/" },
		});
		assert.deepEqual(await parseEmulatorOptions({}, {}), {});
	});

	for (const [name, encode] of Object.entries(encoders)) {
		it(`reads a seed in ${name}`, async () => {
			const accounts = { bot: { [NICK]: "語" } };
			const seed = seedFile(encode(JSON.stringify({ accounts })));
			assert.deepEqual(await parseEmulatorOptions({ seed }, {}), { accounts });
		});
	}

	const invalid: readonly { name: string; options: EmulatorCommandOptions; reason: RegExp }[] = [
		{
			name: "a port that is not a number",
			options: { port: "x" },
			reason: /^--port: .*65535/,
		},
		{ name: "a port above 65535", options: { port: "65536" }, reason: /^--port: / },
		{
			name: "an unknown site",
			options: { site: "moon" },
			reason: /^--site: unknown site "moon"; expected china or international$/,
		},
		{ name: "an SDKAppID that is not a number", options: { sdkAppId: "x" }, reason: /^--sdk-app-id: / },
		{
			name: "an SDKAppID of 0",
			options: { sdkAppId: "0" },
			reason: /^--sdk-app-id: must be an integer from 1 to 4294967295, not "0"$/,
		},
		{ name: "an SDKAppID above 32 bits", options: { sdkAppId: "4294967296" }, reason: /^--sdk-app-id: / },
		{ name: "a negative latency", options: { latencyMs: "-1" }, reason: /^--latency-ms: / },
		{ name: "a fractional rate", options: { callsPerSecond: "0.5" }, reason: /^--calls-per-second: / },
		{
			name: "a webhook token without a webhook URL",
			options: { webhookTokenEnv: "TOKEN" },
			reason: /^--webhook-token-env: requires a webhook; add --webhook-url URL$/,
		},
		{
			name: "a webhook token whose variable is not set",
			options: { webhookUrl: "http://127.0.0.1/", webhookTokenEnv: "NO_SUCH_VARIABLE" },
			reason: /^--webhook-token-env: the variable NO_SUCH_VARIABLE is not set; set it to the webhook token$/,
		},
		{
			name: "a webhook token whose variable has the name of a property of every object",
			options: { webhookUrl: "http://127.0.0.1/", webhookTokenEnv: "toString" },
			reason: /^--webhook-token-env: the variable toString is not set; /,
		},
		{
			name: "an invalid webhook URL",
			options: { webhookUrl: "x" },
			reason: /^webhook.url: must be an http or https URL$/,
		},
		{
			name: "a seed file that does not exist",
			options: { seed: "no-such-file.json" },
			reason: /^no-such-file\.json: /,
		},
	];
	for (const c of invalid) {
		it(`rejects ${c.name} with a one-line message`, async () => {
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
