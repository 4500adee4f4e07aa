import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { NICK } from "@/test/support/builders";
import { buildResource, buildStateExport } from "@/test/support/stack-export";
import { runCompiled } from "@/test/unit/cli/child";

const root = join(__dirname, "../../..");
const SHOW_CURSOR = "\u001b[?25h";
const CTRL_C = "\u0003";

describe("pulumi-tim drift --every", function () {
	this.timeout(60_000);
	let folder: string;
	let state: string;
	let emulator: Emulator;
	const children: ChildProcess[] = [];

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-every-"));
		state = join(folder, "state.json");
		writeFileSync(state, JSON.stringify(buildStateExport([buildResource("alice", { nick: "Alice" })])));
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Alice" } } });
	});
	afterEach(async () => {
		for (const child of children.splice(0)) child.kill("SIGKILL"); // a test that failed leaves its command running
		rmSync(folder, { recursive: true });
		await emulator.close();
	});

	/**
	 * Runs the command in a pseudo-terminal, which the program `script` provides, and then prints its exit code. The shell
	 * keeps the terminal open until it reads a line: `script` can lose the output that is written just before the last
	 * process ends.
	 */
	function startOnTerminal(...args: readonly string[]) {
		const drift = [process.execPath, "dist/cli/main.js", "drift", ...args].map((arg) => `'${arg}'`).join(" ");
		const command = `trap : INT; ${drift}; echo "exit code $?"; read -r line`;
		const env = { ...process.env, ...emulator.env, NO_COLOR: "1", TERM: "xterm" };
		const child = spawn("script", ["-qefc", command, "/dev/null"], { cwd: root, env });
		children.push(child);
		const ended = new AbortController();
		child.once("close", () => ended.abort());
		let output = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
		return {
			child,
			/** Waits until the output contains a text, or text that matches a pattern. */
			async until(text: string | RegExp) {
				const isWritten = () => (typeof text === "string" ? output.includes(text) : text.test(output));
				const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(40_000)]);
				while (!isWritten()) {
					await once(child.stdout, "data", { signal }).catch(() =>
						assert.fail(`no ${text} in ${JSON.stringify(output)}`),
					);
				}
			},
		};
	}

	it("draws each run in place, marks new findings, continues after a failed run, and ends at Ctrl-C", async function () {
		if (spawnSync("script", ["--version"]).status !== 0) this.skip();
		const { child, until } = startOnTerminal("--state", state, "--every", "10");
		await until("\u001b[?25l");
		await until(/\[H[\d: -]+ UTC.*clean: 1 account: 1 as declared/s);
		emulator.setProfile("alice", { [NICK]: "Hand" });
		await until(/live moved.*new since/s);
		renameSync(state, `${state}.moved`);
		await until("state.json: the file does not exist; check the path");
		child.stdin.write(CTRL_C);
		await until(`${SHOW_CURSOR}exit code 2\r\n`);
		child.stdin.write("\n");
		await once(child, "close");
	});

	it("prints each report without terminal codes to a pipe, and ends at SIGTERM with the code of the last run", async () => {
		const { process: child, until, ended } = runCompiled(emulator.env, "drift", "--state", state, "--every", "10");
		await until(/^clean: /);
		emulator.setProfile("alice", { [NICK]: "Hand" });
		const out = await until(/^drift: /);
		assert.ok(!out.includes("\u001b"));
		const sent = Date.now();
		child.kill("SIGTERM");
		assert.equal((await ended()).code, 2);
		assert.ok(Date.now() - sent < 1000);
	});

	it("ends with 143 at SIGTERM before the first run has finished", async () => {
		emulator.faults.add({ effect: { do: "delay", ms: 60_000 } });
		const { process: child, ended } = runCompiled(emulator.env, "drift", "--state", state, "--every", "10");
		while (emulator.calls() === 0) await new Promise(setImmediate);
		child.kill("SIGTERM");
		assert.equal((await ended()).code, 143);
	});
});
