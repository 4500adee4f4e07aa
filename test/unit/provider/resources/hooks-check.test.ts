import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { checkHooks } from "@/provider/resources/hooks-check";
import { writeFiles } from "@/test/support/program";

interface Case {
	readonly name: string;
	/** The folder in which the package is installed. */
	readonly installed?: string;
	readonly cwd: string;
	/** The folder of the script that Node.js runs. @defaultValue the folder of the SDK, whose script runs the program */
	readonly script?: string;
	/** Whether the program is an inline program of the Automation API, and not run by the language host. */
	readonly isInline?: boolean;
	readonly isFound: boolean;
}

const cases: readonly Case[] = [
	{ name: "the program depends on the package", installed: "project", cwd: "project", isFound: true },
	{ name: "the program is in a subfolder of its project", installed: "project", cwd: "project/src", isFound: true },
	{ name: "the workspace hoists the package", installed: ".", cwd: "project", isFound: true },
	{ name: "only a library depends on the package", installed: "library", cwd: "project", isFound: false },
	{ name: "no package is installed", cwd: "project", isFound: false },
	{
		name: "only the folder of the SDK's script can resolve the package",
		installed: "sdk",
		cwd: "project",
		isFound: false,
	},
	{
		name: "an inline program runs in the folder of its project",
		installed: "project",
		cwd: "project",
		script: "scripts",
		isInline: true,
		isFound: true,
	},
	{
		name: "the script of an inline program is in the folder of its project",
		installed: "project",
		cwd: ".",
		script: "project",
		isInline: true,
		isFound: true,
	},
	{
		name: "only a library of an inline program depends on the package",
		installed: "library",
		cwd: "project",
		script: "project",
		isInline: true,
		isFound: false,
	},
];

describe("checkHooks", () => {
	let base = "";
	beforeEach(() => {
		base = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tim-hooks-")));
	});
	afterEach(() => rmSync(base, { recursive: true }));

	for (const { name, installed, cwd, script = "sdk", isInline = false, isFound } of cases) {
		it(`${isFound ? "accepts" : "rejects"} a program if ${name}`, () => {
			for (const folder of [cwd, script]) mkdirSync(join(base, folder), { recursive: true });
			if (installed !== undefined) {
				writeFiles(join(base, installed, "node_modules/pulumi-tim"), {
					"package.json": JSON.stringify({ name: "pulumi-tim", exports: { "./hooks": "./hooks.js" } }),
					"hooks.js": "",
				});
			}
			const env = isInline ? {} : { PULUMI_NODEJS_MONITOR: "127.0.0.1:1" };
			const check = () => checkHooks({ env, cwd: join(base, cwd), script: join(base, script, "index.js") });
			if (isFound) return check();
			return assert.throws(check, (error: Error) => {
				assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack trace of any other error");
				assert.equal(
					error.message,
					`pulumi-tim: pulumi-tim/hooks cannot be found from ${join(base, cwd)}; add pulumi-tim to this project's dependencies`,
				);
				return true;
			});
		});
	}
});
