import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildStateExport } from "@/test/support/stack-export";

const root = join(__dirname, "../../..");

describe("output of pulumi-tim", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-output-"));
	const state = join(folder, "state.json");
	before(() => writeFileSync(state, JSON.stringify(buildStateExport([]))));
	after(() => rmSync(folder, { recursive: true }));

	/** Runs a command line of a shell, in which `pulumi-tim` is the compiled command. */
	function shell(command: string): { readonly code: number | null; readonly out: string; readonly err: string } {
		const script = `pulumi-tim() { "${process.execPath}" dist/cli/main.js "$@"; }\n${command}`;
		const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: root, encoding: "utf8" });
		return { code: status, out: stdout, err: stderr };
	}

	it("ends with one line and exit code 1 if standard output is full", function () {
		if (!existsSync("/dev/full")) this.skip();
		assert.deepEqual(shell(`pulumi-tim drift --state ${state} > /dev/full`), {
			code: 1,
			out: "",
			err: "pulumi-tim: standard output: cannot be written (ENOSPC); redirect it to another place\n",
		});
	});

	for (const command of ["--version", "--help", "drift --help", "help adopt"]) {
		it(`ends with one line and exit code 1 for ${command} if standard output is full`, function () {
			if (!existsSync("/dev/full")) this.skip();
			const { code, out, err } = shell(`pulumi-tim ${command} > /dev/full`);
			assert.deepEqual([code, out], [1, ""]);
			assert.match(err, /^pulumi-tim: standard output: cannot be written \(ENOSPC\); [^\n]*\n$/);
		});
	}

	it("ends with one line and exit code 1 if an emulator cannot print its address", function () {
		if (!existsSync("/dev/full")) this.skip();
		assert.deepEqual(shell("pulumi-tim emulator > /dev/full"), {
			code: 1,
			out: "",
			err: "pulumi-tim: standard output: cannot be written (ENOSPC); redirect it to another place\n",
		});
	});

	it("prints its help and exits with 0, and with 1 for an unknown option, which it prints once", () => {
		const help = shell("pulumi-tim drift --help");
		assert.deepEqual([help.code, help.err], [0, ""]);
		assert.match(help.out, /^Usage: pulumi-tim drift /);
		assert.deepEqual(shell("pulumi-tim drift --stat=x"), {
			code: 1,
			out: "",
			err: "error: unknown option '--stat=x'\n(Did you mean --state?)\n",
		});
	});

	const devices: readonly (readonly [option: string, rest: string])[] = [
		["--state", ""],
		["--preview", ""],
		["--history", `--state ${state}`],
		["--ignore", `--state ${state}`],
	];
	for (const [option, rest] of devices) {
		it(`rejects a device without end as the file of ${option}`, function () {
			if (!existsSync("/dev/full")) this.skip();
			const { code, out, err } = shell(`pulumi-tim drift ${rest} ${option} /dev/full`);
			assert.deepEqual([code, out], [1, ""]);
			assert.match(err, /^pulumi-tim: \/dev\/full: [^\n]* regular file[^\n]*\n$/);
		});
	}

	it("reads a state from standard input and from a process substitution", function () {
		if (process.platform === "win32") this.skip();
		for (const input of [`- < ${state}`, `<(cat ${state})`, `/dev/stdin < ${state}`]) {
			assert.equal(shell(`pulumi-tim drift --state ${input}`).code, 0, input);
		}
	});

	it("keeps its exit code and prints nothing if the reader of standard output has ended", () => {
		const { out, err } = shell(`{ pulumi-tim drift --state ${state}; echo $? >&2; } | true`);
		assert.deepEqual([out, err], ["", "0\n"]);
	});

	it("keeps its exit code if standard error is closed or full", () => {
		for (const target of ["/dev/full", "&-"]) {
			assert.equal(shell(`pulumi-tim drift --state ${folder}/none.json 2>${target}`).code, 1);
		}
	});

	it("overwrites neither standard input nor a file to which standard output is redirected", () => {
		const content = readFileSync(state, "utf8");
		for (const files of [`--state - --output json=${state} < ${state}`, `--state ${state} >> ${state}`]) {
			const { code, out, err } = shell(`pulumi-tim drift ${files}`);
			assert.deepEqual([code, out], [1, ""]);
			assert.match(err, /^pulumi-tim: [^\n]* is also the file of --state; [^\n]*\n$/);
			assert.equal(readFileSync(state, "utf8"), content);
		}
	});

	it("escapes control characters and CI commands in messages, also in those of the parser of options", () => {
		const name = "\u001b[2J##[error]";
		for (const command of [`drift --state '${name}'`, `drift '--${name}'`, `'${name}'`]) {
			const { code, err } = shell(`pulumi-tim ${command}`);
			assert.equal(code, 1);
			assert.ok(err.includes("\\u{1b}[2J\\u{23}#[error]"), err);
			assert.ok(!err.includes("\u001b") && !err.includes("##["));
		}
	});
});
