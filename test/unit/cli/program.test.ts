import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "@/cli/files";
import { createProgram } from "@/cli/program";
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

	it("prints its version, and exits with 1 for an unknown subcommand", async () => {
		const [version, unknown] = await Promise.all([runCommand("--version").ended(), runCommand("emulatr").ended()]);
		assert.deepEqual(version, { code: 0, out: `${packageVersion()}\n`, err: "" });
		assert.equal(unknown.code, 1);
		assert.match(unknown.err, /unknown command 'emulatr'/);
	});
});
