import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setImmediate as nextTurn, setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { PulumiError, type PulumiOptions, runPulumi, streamPulumi } from "@/cli/pulumi";

describe("runPulumi", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-pulumi-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	/** Runs a shell script in place of `pulumi`. */
	function run(script: string, args: readonly string[] = [], options: PulumiOptions = {}): Promise<string> {
		writeFileSync(join(folder, "pulumi"), `#!/bin/sh\n${script}\n`);
		chmodSync(join(folder, "pulumi"), 0o755);
		const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, ...options.env };
		return runPulumi(args, { ...options, env });
	}

	it("returns standard output, and passes each argument unchanged", async () => {
		const output = await run('printf "%s\\n" "$@"', ["stack", "a b", "$HOME", "支持"]);
		assert.equal(output, "stack\na b\n$HOME\n支持\n");
	});

	it("returns output of several megabytes", async () => {
		const output = await run("head -c 5000000 /dev/zero | tr '\\0' x");
		assert.equal(output.length, 5_000_000);
	});

	it("passes the environment and the working folder", async () => {
		assert.equal(await run('echo "$STACK $(pwd)"', [], { cwd: folder, env: { STACK: "dev" } }), `dev ${folder}\n`);
	});

	it("runs pulumi with empty standard input", async () => {
		assert.equal(await run("cat; echo end"), "end\n");
	});

	it("returns the output if a process in the background keeps the output open", async () => {
		const start = Date.now();
		const output = await run("sleep 5 & head -c 5000000 /dev/zero | tr '\\0' x");
		assert.equal(output.length, 5_000_000);
		assert.ok(Date.now() - start < 4000);
	});

	it("does not keep output that has been read while pulumi runs", async () => {
		setFlagsFromString("--expose-gc");
		const collectGarbage: () => void = runInNewContext("gc");
		writeFileSync(join(folder, "pulumi"), "#!/bin/sh\nhead -c 5000000 /dev/zero\nread -r line < go\n", { mode: 0o755 });
		execFileSync("mkfifo", [join(folder, "go")]); // keeps the command running until the test writes a line
		const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };
		const chunks: WeakRef<Buffer>[] = [];
		let length = 0;
		for await (const chunk of streamPulumi([], { cwd: folder, env })) {
			chunks.push(new WeakRef(chunk));
			length += chunk.length;
			if (length < 5_000_000) continue;
			await nextTurn();
			collectGarbage();
			const kept = chunks.filter((each) => each.deref() !== undefined).length;
			assert.ok(kept <= 5, `${kept} of ${chunks.length} parts are kept`);
			writeFileSync(join(folder, "go"), "\n");
		}
		assert.equal(length, 5_000_000);
	});

	it("returns all output if the reader is slower than pulumi", async () => {
		writeFileSync(join(folder, "pulumi"), "#!/bin/sh\nsleep 5 & head -c 500000 /dev/zero\n", { mode: 0o755 });
		let length = 0;
		for await (const chunk of streamPulumi([], { env: { PATH: `${folder}${delimiter}${process.env.PATH}` } })) {
			length += chunk.length;
			if (length === chunk.length) await setTimeout(1200); // longer than the pause after which a pipe is closed
		}
		assert.equal(length, 500_000);
	});

	const failures: readonly {
		readonly name: string;
		readonly script: string;
		readonly options?: PulumiOptions;
		readonly message: string;
	}[] = [
		{
			name: "the last line of standard error",
			script: "echo warning >&2; echo 'error: no stack named dev' >&2; exit 255",
			message: "no stack named dev",
		},
		{ name: "the exit code if there is no error message", script: "exit 3", message: "exit code 3" },
		{ name: "the signal that killed pulumi", script: "kill -KILL $$", message: "killed by SIGKILL" },
		{
			name: "the signal that killed pulumi after a timeout",
			script: "exec sleep 60",
			options: { timeoutMs: 50 },
			message: "killed by SIGKILL",
		},
		{
			name: "the signal that killed a pulumi that ignores SIGTERM",
			script: "trap '' TERM; while :; do sleep 1; done",
			options: { timeoutMs: 50 },
			message: "killed by SIGKILL",
		},
		{
			name: "the exit code if a process in the background keeps the output open",
			script: "sleep 5 & exit 3",
			message: "exit code 3",
		},
	];
	for (const { name, script, options, message } of failures) {
		it(`throws an error that contains ${name}`, async () => {
			await assert.rejects(
				run(script, [], options),
				(error) => error instanceof PulumiError && error.message === message,
			);
		});
	}

	it("throws an error that contains the system's error code if pulumi is not on the PATH", async () => {
		await assert.rejects(runPulumi([], { env: { PATH: join(folder, "none") } }), {
			name: "PulumiError",
			systemCode: "ENOENT",
			message: "cannot be started (ENOENT)",
		});
	});
});
