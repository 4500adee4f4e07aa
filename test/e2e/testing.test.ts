import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "@/test/support/engine";
import { createProject, npm, packCheckout, runCommand } from "@/test/support/package";
import { type Files, writeFiles } from "@/test/support/program";

/** The versions of the packages that the page installs. All of them run on the oldest supported Node.js. */
const versions: Readonly<Record<string, string>> = {
	"@jest/globals": "29.7.0",
	"@types/mocha": "10.0.10",
	jest: "29.7.0",
	mocha: "11.7.5",
	"ts-jest": "29.4.5",
	tsx: "4.20.6",
	vitest: "3.2.4",
};

/** Packages that the page does not name: those of the project itself, and a version of a dependency of Vitest. */
const projectPackages = ["@pulumi/pulumi@3.248.0", "typescript@5.9.3", "vite@6.4.1"];

/** The compiler options of the template for Pulumi programs in TypeScript. */
const tsconfig = {
	compilerOptions: {
		strict: true,
		target: "es2020",
		module: "commonjs",
		moduleResolution: "node",
		noFallthroughCasesInSwitch: true,
		noImplicitReturns: true,
		forceConsistentCasingInFileNames: true,
	},
};

const page = readFileSync(join(checkout, "docs/testing.md"), "utf8");
const [, shared = "", ...runners] = page.split(/^## /m);

/** Returns the files in the code blocks of a text. The first line of each block is a comment with the file's name. */
function filesIn(text: string): Files {
	const blocks = text.matchAll(/^```(?:ts|js)\n(\/\/ ([\w.]+)\n[\s\S]*?)^```/gm);
	return Object.fromEntries([...blocks].map(([, content = "", name = ""]) => [name, content]));
}

/** Returns the arguments of the commands in a text that start with some words. */
function commandsIn(text: string, start: string): readonly (readonly string[])[] {
	const commands = text.matchAll(new RegExp(`^${start} (.+)$`, "gm"));
	return [...commands].map(([, rest = ""]) => rest.split(" "));
}

describe("the examples in docs/testing.md", function () {
	this.timeout(240_000);
	let base: string;

	before(async () => {
		base = createProject(mkdtempSync(join(tmpdir(), "pulumi-tim-testing-")));
		const named = commandsIn(page, "npm install --save-dev")
			.flat()
			.map((name) => `${name}@${versions[name] ?? assert.fail(`no version of ${name}`)}`);
		const packages = [await packCheckout(base), ...projectPackages, ...named];
		await npm(["install", "--ignore-scripts", ...packages], { cwd: base });
	});
	after(() => rmSync(base, { recursive: true, force: true }));

	for (const runner of runners.filter((section) => section.includes("\nnpx "))) {
		const [name = ""] = runner.split("\n");
		it(`pass in ${name}`, async () => {
			const cwd = join(base, name);
			writeFiles(cwd, { "tsconfig.json": JSON.stringify(tsconfig), ...filesIn(shared), ...filesIn(runner) });
			const [[command = "", ...args] = []] = commandsIn(runner, "npx");
			await runCommand(join(base, "node_modules/.bin", command), args, { cwd, env: { TMPDIR: base } });
		});
	}
});
