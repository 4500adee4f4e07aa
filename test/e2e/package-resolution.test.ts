import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import {
	createProject,
	npm,
	packageManagerEnvironment,
	packCheckout,
	pnpmPackage,
	pnpmScript,
	runCommand,
} from "@/test/support/package";
import { assertExitCode, storedTags } from "@/test/support/profile-stack";
import { type Files, writeFiles } from "@/test/support/program";
import { createStack, type Stack } from "@/test/support/stack";

const sdk = { "@pulumi/pulumi": "3.248.0" };

/** Returns the package.json of a member of a workspace. */
function manifestOf(name: string, dependencies: Readonly<Record<string, string>>): string {
	return JSON.stringify({ name, version: "1.0.0", main: "index.js", dependencies: { ...sdk, ...dependencies } });
}

/**
 * Returns the files of a workspace with a program and a library. Only the library depends on pulumi-tim. `libraryRange`
 * is the version of the library on which the program depends.
 */
function workspaceFiles(tarball: string, libraryRange: string): Files {
	return {
		"package.json": JSON.stringify({ private: true, workspaces: ["packages/*"] }),
		"pnpm-workspace.yaml": "packages: [packages/*]\n",
		"packages/bots/package.json": manifestOf("@team/bots", { "pulumi-tim": `file:${tarball}` }),
		"packages/bots/index.js": `
const tim = require("pulumi-tim");
exports.createBot = () => new tim.Profile("bot", { account: "bot", nick: "Bot" });
`,
		"packages/deploy/package.json": manifestOf("deploy", { "@team/bots": libraryRange }),
		"packages/deploy/index.js": `require("@team/bots").createBot();`,
		"packages/deploy/Pulumi.yaml": JSON.stringify({ name: "deploy", runtime: "nodejs" }),
	};
}

describe("a workspace in which only a library depends on the package", function () {
	this.timeout(240_000);
	let base: string;
	let tarball: string;
	let emulator: Emulator;

	before(async () => {
		base = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tim-workspaces-")));
		tarball = await packCheckout(base);
		emulator = await startEmulator({ accounts: { bot: {} } });
	});
	beforeEach(() => emulator.reset());
	after(async () => {
		rmSync(base, { recursive: true, force: true });
		await emulator.close();
	});

	/** Creates a stack of the program in a workspace, and disposes it after `use`. */
	async function withStack(workspace: string, use: (stack: Stack) => Promise<void>): Promise<void> {
		const stack = await createStack({ folder: join(workspace, "packages/deploy"), env: emulator.env });
		try {
			await use(stack);
		} finally {
			stack.dispose();
		}
	}

	it("is rejected in one line with pnpm, and works after the dependency was added to the program", async () => {
		const manager = createProject(join(base, "manager"));
		await npm(["install", "--ignore-scripts", "--omit=optional", pnpmPackage], { cwd: manager });
		const env = await packageManagerEnvironment(base);
		const workspace = join(base, "pnpm");
		const install = () => {
			const args = [pnpmScript(manager), "install", "--no-frozen-lockfile", "--ignore-scripts"];
			return runCommand(process.execPath, args, { cwd: workspace, env });
		};
		writeFiles(workspace, workspaceFiles(tarball, "workspace:*"));
		await install();
		await withStack(workspace, async (stack) => {
			const output = assertExitCode(await stack.preview(), 1);
			const from = join(workspace, "packages/deploy");
			const message = `error: pulumi-tim: pulumi-tim/hooks cannot be found from ${from}; add pulumi-tim to this project's dependencies\n`;
			assert.ok(output.includes(message), output);
			assert.doesNotMatch(output, /MODULE_NOT_FOUND|^\s+at /m);
			const dependencies = { "@team/bots": "workspace:*", "pulumi-tim": `file:${tarball}` };
			stack.write({ "package.json": manifestOf("deploy", dependencies) });
			await install();
			assertExitCode(await stack.up(), 0);
			assert.equal(storedTags(emulator, "bot").Nick, "Bot");
		});
	});

	it("works with npm, which installs the package in the root of the workspace", async () => {
		const workspace = join(base, "npm");
		writeFiles(workspace, workspaceFiles(tarball, "1.0.0"));
		await npm(["install", "--ignore-scripts"], { cwd: workspace });
		await withStack(workspace, async (stack) => {
			assertExitCode(await stack.up(), 0);
			assert.equal(storedTags(emulator, "bot").Nick, "Bot");
			assertExitCode(await stack.destroy(), 0);
		});
	});
});

describe("a program from which the package is removed", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	let stack: Stack;
	/** The link to the package in the `node_modules` of the program. */
	let link: string;

	before(async () => {
		emulator = await startEmulator({ accounts: { bot: {}, other: {} } });
		const program = `
const tim = require("pulumi-tim");
for (const account of ["bot", "other"]) new tim.Profile(account, { account, nick: "Mine", onDelete: "reset" });
`;
		stack = await createStack({ files: { "index.js": program }, env: emulator.env });
		link = join(stack.folder, "../node_modules/pulumi-tim");
		assertExitCode(await stack.up(), 0);
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
	});

	it("cannot delete its resources, and keeps them in the state", async () => {
		rmSync(link);
		stack.write({ "index.js": "" });
		assert.match(assertExitCode(await stack.up(), 1), /Cannot find module 'pulumi-tim\/hooks'/);
		assert.equal((await stack.resources()).filter(({ type }) => type.includes("tim:Profile")).length, 2);
	});

	it("can remove them with pulumi state delete, which leaves the values on the service", async () => {
		const profiles = (await stack.resources()).filter(({ type }) => type.includes("tim:Profile"));
		for (const { urn } of profiles) assertExitCode(await stack.run("state", "delete", urn, "--yes"), 0);
		assertExitCode(await stack.up(), 0);
		assert.deepEqual([storedTags(emulator, "bot").Nick, storedTags(emulator, "other").Nick], ["Mine", "Mine"]);
	});
});
