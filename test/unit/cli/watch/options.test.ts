import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Env, parseWatchOptions, type WatchCommandOptions } from "@/cli/watch/options";
import { encoders } from "@/test/support/encodings";

const env: Env = { TIM_SDK_APP_ID: "1400000000" };
const CANARY = "canary-of-the-token";

describe("parseWatchOptions", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-token-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	function tokenFile(text: string | Buffer, mode = 0o600): string {
		const file = join(folder, "token");
		writeFileSync(file, text);
		chmodSync(file, mode);
		return file;
	}

	it("applies the defaults: loopback address, 60 seconds, 16 MiB and eight rotated files", async () => {
		assert.deepEqual(await parseWatchOptions({ events: "e" }, { ...env, TIM_WEBHOOK_TOKEN: CANARY }), {
			...{
				file: "e",
				state: undefined,
				host: "127.0.0.1",
				allowedHosts: ["127.0.0.1"],
				port: 8095,
				sdkAppId: 1_400_000_000,
			},
			...{ ours: ["administrator"], token: CANARY, windowSeconds: 60, maxBytes: 16_777_216, keep: 8, warnings: [] },
		});
	});

	it("reads every option", async () => {
		const options: WatchCommandOptions = {
			...{
				events: "e",
				state: "s",
				port: "1",
				host: "::1",
				allowedHost: ["hooks"],
				tokenFile: tokenFile(`${CANARY}\n`),
			},
			...{ identifier: ["a", "b"], windowSeconds: "5", rotateMb: "1", keep: "2" },
		};
		assert.deepEqual(await parseWatchOptions(options, { ...env, TIM_IDENTIFIER: "c" }), {
			...{ file: "e", state: "s", host: "::1", allowedHosts: ["::1", "hooks"], port: 1, sdkAppId: 1_400_000_000 },
			...{ ours: ["a", "b"], token: CANARY, windowSeconds: 5, maxBytes: 1_048_576, keep: 2, warnings: [] },
		});
	});

	for (const [name, encode] of Object.entries(encoders)) {
		it(`reads a token file in ${name}`, async () => {
			const { token } = await parseWatchOptions({ events: "e", tokenFile: tokenFile(encode(`${CANARY}\r\n`)) }, env);
			assert.equal(token, CANARY);
		});
	}

	it("uses TIM_IDENTIFIER as the identifier of this package", async () => {
		const { ours } = await parseWatchOptions({ events: "e" }, { ...env, TIM_IDENTIFIER: "deployer" });
		assert.deepEqual(ours, ["deployer"]);
	});

	const warned: readonly { name: string; options?: Partial<WatchCommandOptions>; env?: Env; warning: RegExp }[] = [
		{
			name: "there is no webhook token",
			warning: /^no webhook token: calls are not authenticated, so every process on this machine can record events$/,
		},
		{
			name: "the server listens on a non-loopback address",
			options: { host: "0.0.0.0" },
			env: { TIM_WEBHOOK_TOKEN: CANARY },
			warning: /^--host: 0\.0\.0\.0 is reachable from other machines; put a proxy with TLS in front of the command$/,
		},
	];
	for (const c of warned) {
		it(`returns a warning if ${c.name}`, async () => {
			const { warnings } = await parseWatchOptions({ events: "e", ...c.options }, { ...env, ...c.env });
			assert.equal(warnings.length, 1);
			assert.match(warnings[0] ?? "", c.warning);
		});
	}

	it("returns a warning if every user can read the token file", async function () {
		if (process.platform === "win32") this.skip();
		const { warnings } = await parseWatchOptions({ events: "e", tokenFile: tokenFile(CANARY, 0o644) }, env);
		assert.deepEqual(warnings, [
			"--token-file: every user of this machine can read the file; restrict access with chmod 600",
		]);
	});

	it("replaces a link by the events file, and returns a warning", async function () {
		if (process.platform === "win32") this.skip();
		const real = join(realpathSync(folder), "real.jsonl");
		const link = join(folder, "link.jsonl");
		writeFileSync(real, "");
		symlinkSync(real, link);
		const { file, warnings } = await parseWatchOptions({ events: link }, { ...env, TIM_WEBHOOK_TOKEN: CANARY });
		assert.equal(file, real);
		assert.deepEqual(warnings, [
			`--events: ${link} is a link; rotated files are created beside ${real}, so pass that path to drift --events`,
		]);
	});

	for (const suffix of ["", ".1", ".2", ".next", ".cut"]) {
		for (const option of ["--state", "--token-file"] as const) {
			it(`rejects FILE${suffix} as the file of ${option}`, async () => {
				const token = tokenFile(CANARY);
				const events = suffix === "" ? token : join(folder, "events");
				const other = `${events}${suffix}`;
				if (other !== token) renameSync(token, other);
				const options = option === "--state" ? { state: other } : { tokenFile: other };
				const settings = parseWatchOptions({ events, keep: "2", ...options }, env);
				await assert.rejects(settings, {
					message: `--events: ${other} is also the file of ${option}; use different files`,
				});
			});
		}
	}

	it("accepts a state whose number is higher than those of the rotated files", async () => {
		await parseWatchOptions({ events: join(folder, "e"), state: join(folder, "e.3"), keep: "2" }, env);
	});

	const rejected: readonly { name: string; options?: () => Partial<WatchCommandOptions>; env?: Env; reason: RegExp }[] =
		[
			{ name: "a missing SDKAppID", env: { TIM_SDK_APP_ID: "" }, reason: /^not set: TIM_SDK_APP_ID/ },
			{
				name: "a non-loopback address without a token",
				options: () => ({ host: "0.0.0.0" }),
				reason: /^--host: a non-loopback address requires a token; set TIM_WEBHOOK_TOKEN or --token-file$/,
			},
			{
				name: "a token file together with TIM_WEBHOOK_TOKEN",
				options: () => ({ tokenFile: tokenFile(CANARY) }),
				env: { TIM_WEBHOOK_TOKEN: CANARY },
				reason: /^--token-file and TIM_WEBHOOK_TOKEN exclude each other; set only one of them$/,
			},
			{
				name: "an empty token file",
				options: () => ({ tokenFile: tokenFile("\n") }),
				reason: /^--token-file: the file is empty/,
			},
			{
				name: "a token file in another encoding",
				options: () => ({ tokenFile: tokenFile(Buffer.from(`${CANARY}\u00e9`, "latin1")) }),
				reason: /^--token-file: the file is not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8$/,
			},
			{
				name: "a folder as token file",
				options: () => ({ tokenFile: folder }),
				reason: /^--token-file: the file is not a regular file; use a regular file or a link$/,
			},
			{
				name: "a token file of more than 4 KiB",
				options: () => ({ tokenFile: tokenFile(CANARY.repeat(1000)) }),
				reason: /^--token-file: the file is larger than 4096 bytes; use a file that contains only the secret$/,
			},
			{
				name: "a missing token file",
				options: () => ({ tokenFile: join(folder, CANARY) }),
				reason: /^--token-file: the file cannot be read \(ENOENT\)/,
			},
			{
				name: "a port above 65535",
				options: () => ({ port: "65536" }),
				reason: /^--port: must be an integer from 0 to 65535, not "65536"$/,
			},
			{
				name: "a time window of 0 seconds",
				options: () => ({ windowSeconds: "0" }),
				reason: /^--window-seconds: must be an integer from 1 to 86400, not "0"$/,
			},
			{
				name: "a maximum size that is not a number",
				options: () => ({ rotateMb: "x" }),
				reason: /^--rotate-mb: must be an integer from 1 to 4096, not "x"$/,
			},
			{
				name: "zero rotated files",
				options: () => ({ keep: "0" }),
				reason: /^--keep: must be an integer from 1 to 1000, not "0"$/,
			},
		];
	for (const c of rejected) {
		it(`rejects ${c.name} with a message that does not contain the token`, async () => {
			const settings = parseWatchOptions({ events: "e", ...c.options?.() }, { ...env, ...c.env });
			await assert.rejects(settings, (error: Error) => c.reason.test(error.message) && !error.message.includes(CANARY));
		});
	}
});
