import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "@/emulator";
import { type RunningCommand, startCommand } from "@/test/support/command";
import { checkout } from "@/test/support/engine";
import { findProviderProcess, listDescendants, type Process, waitForExit } from "@/test/support/processes";
import { assertExitCode, createProfilesProgram } from "@/test/support/profile-stack";
import { createStack } from "@/test/support/stack";

/** A script that reads one profile through the hooks and prints the result. The script does not call `process.exit`. */
const oneRead = `
	const hooks = require("pulumi-tim/hooks").profile();
	const state = { account: "alice", nick: "Alice", app: Number(process.env.TIM_SDK_APP_ID) };
	hooks.configure({ config: { get: () => undefined } });
	hooks.read("alice", state).then(({ id }) => console.log("read", id), (error) => console.log("failed", error.message));
`;

/** The longest time, in milliseconds, that the provider process may run on a busy machine after its work is done. */
const MOST_MS = 1500;

describe("the provider process", function () {
	this.timeout(120_000);
	let emulator: Emulator;

	before(async () => {
		emulator = await startEmulator({ accounts: { alice: { Tag_Profile_IM_Nick: "Alice" } } });
	});
	beforeEach(() => emulator.reset());
	after(() => emulator.close());

	it("exits when the engine that started it exits", async () => {
		const program = createProfilesProgram({ alice: { args: { account: "alice", nick: "Other" } } });
		const stack = await createStack({ files: program, env: emulator.env });
		try {
			const up = stack.start("up", "--yes", "--skip-preview");
			const seen = await watchProcesses(up);
			assertExitCode(await up.result, 0);
			assert.ok(findProviderProcess(seen), "the engine started no provider process");
			assert.deepEqual(await waitForExit(seen, MOST_MS), []);
		} finally {
			stack.dispose();
		}
	});

	const reads = [
		{ name: "succeeds", output: /^read alice$/m, code: undefined },
		{ name: "fails", output: /^failed .*60010/m, code: 60010 },
		{ name: "fails after all retries", output: /^failed .*60007/m, code: 60007 },
	];
	for (const { name, output, code } of reads) {
		it(`exits without a call of process.exit after a read that ${name}`, async () => {
			if (code !== undefined) emulator.faults.add({ effect: { do: "answer", code } });
			const env = { PATH: process.env.PATH ?? "", ...emulator.env };
			const reading = startCommand(process.execPath, ["-e", oneRead], { cwd: checkout, env, timeoutMs: 100_000 });
			await reading.waitFor(output);
			const from = Date.now();
			assertExitCode(await reading.result, 0);
			assert.ok(Date.now() - from < MOST_MS, `the process ran for another ${Date.now() - from} ms`);
		});
	}
});

/** Waits until an engine ends. Returns all processes that the engine started. */
async function watchProcesses({ pid, result }: RunningCommand): Promise<readonly Process[]> {
	const seen = new Map<number, Process>();
	let over = false;
	void result.then(() => {
		over = true;
	});
	while (!over) {
		for (const process of listDescendants(pid)) seen.set(process.pid, process);
		await sleep(100);
	}
	return [...seen.values()];
}
