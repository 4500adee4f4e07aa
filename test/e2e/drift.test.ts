import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { parseSeed } from "@/emulator/seed";
import { type CommandResult, type RunningCommand, startCommand } from "@/test/support/command";
import { checkout } from "@/test/support/engine";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const NICK = "Tag_Profile_IM_Nick";
const TOKEN = "canary-of-the-token";
const rules = `rules: [{ account: "ops_*", tag: nick, reason: "a party", until: 2999-12-31 }]`;

describe("pulumi-tim drift of a stack on the real engine, with events from pulumi-tim watch", () => {
	let stack: Stack;
	let watch: RunningCommand;
	let emulator: Emulator;

	const tim = (...args: readonly string[]) =>
		startCommand(process.execPath, [join(checkout, "dist/cli/main.js"), ...args], {
			cwd: stack.folder,
			env: stack.env,
		});
	const drift = (...args: readonly string[]): Promise<CommandResult> =>
		tim("drift", "--stack", "dev", "--events", "events.jsonl", ...args).result;

	before(async () => {
		const settings = { TIM_SDK_APP_ID: "1400000000", TIM_WEBHOOK_TOKEN: TOKEN };
		stack = await createStack({ program: "examples/admins", env: settings, files: { "rules.yaml": rules } });
		watch = tim("watch", "--port", "0", "--events", "events.jsonl");
		await watch.waitFor(/^ready$/m);
		const [, url = ""] = /^listening on (\S+)$/m.exec(watch.outputSoFar()) ?? [];
		const seed = parseSeed(readFileSync(join(checkout, "examples/admins/seed.json"), "utf8"));
		emulator = await startEmulator({ ...seed, webhook: { url, token: TOKEN } });
		Object.assign(stack.env, emulator.env);
		assertExitCode(await stack.up(), 0);
	});
	after(async () => {
		watch?.kill("SIGTERM");
		await watch?.result;
		await emulator?.close();
		stack?.dispose();
	});

	it("finds no drift after an up whose writes are in the event file", async () => {
		await emulator.webhook.idle();
		assert.match(readFileSync(join(stack.folder, "events.jsonl"), "utf8"), /"account":"administrator".*"ours":true/);
		assert.match(assertExitCode(await drift(), 0), /^clean: 2 accounts: 2 as declared \(stack dev, /m);
	});

	it("reports the changed attribute with the time and the author of the change, and writes nothing", async () => {
		emulator.change({ account: "ops_admin", operator: "carol", items: { [NICK]: "Win a prize" } });
		await emulator.webhook.idle();
		const output = assertExitCode(await drift(), 2);
		assert.match(
			output,
			/^ops_admin +nick +"Operations" +"Win a prize" +live moved\n +by carol \(Web\), \d{4}-\d\d-\d\d/m,
		);
		assert.match(output, /^drift: 2 accounts: 1 as declared, 1 drifted \(1 attribute\)/m);
		assert.equal(emulator.profile("ops_admin")?.[NICK], "Win a prize");
	});

	it("hides a finding that an ignore rule matches, but never a missing account", async () => {
		assert.match(assertExitCode(await drift("--ignore", "rules.yaml"), 0), /^clean: .*, 1 finding ignored/m);
		emulator.removeAccount("ops_admin");
		assert.match(assertExitCode(await drift("--ignore", "rules.yaml"), 3), /^ops_admin +account gone$/m);
	});

	it("writes no value to the event file, and writes no token to the event file or the output", async () => {
		watch.kill("SIGTERM");
		const { code, output } = await watch.result;
		assert.equal(code, 0);
		assert.match(output, /^ops_admin: Tag_Profile_IM_Nick changed by carol \(Web\) at /m);
		const kept = readFileSync(join(stack.folder, "events.jsonl"), "utf8");
		assert.doesNotMatch(kept, /Win a prize|Operations/);
		assert.doesNotMatch(output + kept, new RegExp(TOKEN));
	});
});
