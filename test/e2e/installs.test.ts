import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { dependencyLimits } from "@/bench/scenarios/install";
import { checkout } from "@/test/support/engine";
import {
	createProject,
	installNode,
	measureDependencies,
	npm,
	packageManagerEnvironment,
	packCheckout,
	pnpmPackage,
	pnpmScript,
	type RunOptions,
	runCommand,
} from "@/test/support/package";

/**
 * The supported major versions of Node.js. Each has the exact version to install and the newest Pulumi SDK that runs on
 * it.
 */
const nodes = [
	{ major: 20, release: "20.20.2", sdk: "@pulumi/pulumi@3.248.0" },
	{ major: 22, release: "22.23.5", sdk: "@pulumi/pulumi@3.270.0" },
	{ major: 24, release: "24.21.0", sdk: "@pulumi/pulumi@3.270.0" },
] as const;

const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { readonly version: string };

const ownMajor = Number.parseInt(process.versions.node, 10);
const ownSdk = nodes.find(({ major }) => major === ownMajor)?.sdk ?? "@pulumi/pulumi@3.270.0";

interface InstallRequest {
	/** The folder of the npm project in which the package manager is installed. */
	readonly manager: string;
	readonly packages: readonly string[];
	readonly run: (command: string, args: readonly string[]) => Promise<string>;
}

interface PackageManager {
	readonly name: string;
	/** The npm package that contains the package manager, with the version of the package. */
	readonly from: string;
	install(request: InstallRequest): Promise<string>;
}

const bunPackage = `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`;

/**
 * The package managers other than npm. Yarn 1 always rejects an unsupported version of Node.js, pnpm rejects it only
 * with `engine-strict`, and Bun never rejects it.
 */
const packageManagers: readonly PackageManager[] = [
	{
		name: "pnpm",
		from: pnpmPackage,
		install: ({ manager, packages, run }) =>
			run(process.execPath, [
				pnpmScript(manager),
				"add",
				...packages,
				"--config.engine-strict=true",
				"--ignore-scripts",
			]),
	},
	{
		name: "Yarn 1",
		from: "yarn@1.22.22",
		install: ({ manager, packages, run }) => {
			const script = join(manager, "node_modules/yarn/bin/yarn.js");
			const specifiers = packages.map((each) => (each.endsWith(".tgz") ? `file:${each}` : each));
			return run(process.execPath, [script, "add", ...specifiers, "--non-interactive", "--ignore-scripts"]);
		},
	},
	{
		name: "Bun",
		from: `${bunPackage}@1.4.5`,
		install: ({ manager, packages, run }) =>
			run(join(manager, "node_modules", bunPackage, "bin/bun"), ["add", ...packages, "--ignore-scripts"]),
	},
];

/** Asserts that the installed package can be imported, and that its command starts. */
async function assertWorks(options: RunOptions): Promise<void> {
	const script = 'process.stdout.write(typeof require("pulumi-tim").Profile);';
	assert.equal(await runCommand("node", ["--eval", script], options), "function");
	const command = join(options.cwd, "node_modules/.bin/pulumi-tim");
	assert.equal((await runCommand(command, ["--version"], options)).trim(), version);
}

/** Copies the files of this checkout that git does not ignore. */
function copyCheckout(folder: string): void {
	const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
	const paths = execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).split("\0").filter(Boolean);
	for (const path of paths.filter((each) => existsSync(join(checkout, each)))) {
		cpSync(join(checkout, path), join(folder, path));
	}
}

async function filesIn(tarball: string): Promise<readonly string[]> {
	const list = await runCommand("tar", ["-tzf", tarball], { cwd: checkout });
	return list.trim().split("\n").sort();
}

describe("the packed package", function () {
	this.timeout(240_000);
	let base: string;
	let tarball: string;

	before(async () => {
		base = mkdtempSync(join(tmpdir(), "pulumi-tim-installs-"));
		tarball = await packCheckout(base);
	});
	after(() => rmSync(base, { recursive: true, force: true }));

	for (const { major, release, sdk } of nodes) {
		it(`installs with npm --engine-strict on Node.js ${major}`, async () => {
			const node = major === ownMajor ? process.execPath : await installNode(join(base, `node-${major}`), release);
			const cwd = createProject(join(base, `npm-${major}`));
			const versions = JSON.parse(await npm(["version", "--json"], { cwd, node })) as { readonly node: string };
			assert.equal(Number.parseInt(versions.node, 10), major);
			await npm(["install", "--engine-strict", "--ignore-scripts", tarball, sdk], { cwd, node });
			await assertWorks({ cwd, node });
		});
	}

	for (const { name, from, install } of packageManagers) {
		it(`installs with ${name}`, async () => {
			const manager = createProject(join(base, `manager-${name}`));
			await npm(["install", "--ignore-scripts", "--omit=optional", from], { cwd: manager });
			const cwd = createProject(join(base, `project-${name}`));
			const env = await packageManagerEnvironment(base);
			await install({
				manager,
				packages: [tarball, ownSdk],
				run: (command, args) => runCommand(command, args, { cwd, env }),
			});
			await assertWorks({ cwd });
		});
	}

	it(`installs at most ${dependencyLimits.packages} packages and ${dependencyLimits.megabytes} MB of dependencies`, async () => {
		const { packages, megabytes } = await measureDependencies(join(base, "production"), tarball);
		assert.ok(packages <= dependencyLimits.packages, `${packages} packages`);
		assert.ok(megabytes <= dependencyLimits.megabytes, `${megabytes} MB`);
	});
});

describe("npm ci && npm pack in a fresh clone", function () {
	this.timeout(240_000);
	let base: string;

	before(() => {
		base = mkdtempSync(join(tmpdir(), "pulumi-tim-clone-"));
	});
	after(() => rmSync(base, { recursive: true, force: true }));

	it("packs the same files as a compiled checkout", async () => {
		const [clone, packed] = [join(base, "clone"), join(base, "packed")];
		copyCheckout(clone);
		mkdirSync(packed);
		await npm(["ci", "--prefer-offline", "--ignore-scripts"], { cwd: clone });
		await npm(["pack", "--pack-destination", packed], { cwd: clone });
		const tarball = await packCheckout(base);
		assert.deepEqual(await filesIn(join(packed, basename(tarball))), await filesIn(tarball));
	});
});
