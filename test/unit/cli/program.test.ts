import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "@/cli/files";
import { createProgram, reportError } from "@/cli/program";
import { runCommand } from "./child";

describe("pulumi-tim", () => {
	it("has the version of the package", () => {
		const manifest = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));
		assert.equal(packageVersion(), manifest.version);
	});

	it("lists its subcommands", () => {
		assert.match(createProgram().helpInformation(), /emulator/);
	});

	for (const command of createProgram().commands) {
		it(`prints help for ${command.name()} in at most 80 columns`, () => {
			const help: string[] = [];
			command.configureOutput({ writeOut: (text) => void help.push(text) });
			command.outputHelp(); // includes the text after the options
			assert.match(help.join(""), /^Usage: /);
			const long = help
				.join("")
				.split("\n")
				.filter((line) => line.length > 80);
			assert.deepEqual(long, []);
		});
	}

	it("reports a current folder that does not exist in one line", () => {
		const write = process.stderr.write;
		const [printed, exitCode]: [string[], typeof process.exitCode] = [[], process.exitCode];
		process.stderr.write = (text) => printed.push(String(text)) > 0;
		try {
			reportError(Object.assign(new Error("ENOENT: no such file or directory, uv_cwd"), { syscall: "uv_cwd" }));
		} finally {
			process.stderr.write = write;
		}
		assert.equal(process.exitCode, 1);
		process.exitCode = exitCode;
		assert.deepEqual(printed, ["pulumi-tim: current folder: does not exist; change to another folder\n"]);
	});

	it("prints its version, and exits with 1 for an unknown subcommand", async () => {
		const [version, unknown] = await Promise.all([runCommand("--version").ended(), runCommand("emulatr").ended()]);
		assert.deepEqual(version, { code: 0, out: `${packageVersion()}\n`, err: "" });
		assert.equal(unknown.code, 1);
		assert.match(unknown.err, /unknown command 'emulatr'/);
	});
});
