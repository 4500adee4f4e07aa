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
			assert.match(err, /^pulumi-tim: [^\n]* is the same file as that of --state; [^\n]*\n$/);
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
