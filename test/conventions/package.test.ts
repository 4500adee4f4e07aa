import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const checkout = resolve(__dirname, "../..");

/** The paths of scripts that check the package. Each script belongs to a development dependency. */
const commands = {
	publint: join(dirname(require.resolve("publint")), "cli.js"),
	attw: join(dirname(require.resolve("@arethetypeswrong/cli/package.json")), "dist/index.js"),
	typedoc: join(dirname(require.resolve("typedoc/package.json")), "bin/typedoc"),
};

interface Packed {
	readonly filename: string;
	readonly files: readonly { readonly path: string }[];
}

interface Manifest {
	readonly version: string;
	readonly bin: Readonly<Record<string, string>>;
	readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

describe("the packed package", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-pack-"));
	const manifest = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as Manifest;
	let tarball = "";
	let paths: readonly string[] = [];

	before(async () => {
		const packed = JSON.parse(
			await npm("pack", "--json", "--ignore-scripts", "--pack-destination", folder),
		) as readonly Packed[];
		tarball = join(folder, packed[0]?.filename ?? "");
		paths = packed[0]?.files.map(({ path }) => path) ?? [];
		await run("tar", "-xzf", tarball, "-C", folder);
		symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"), "junction");
	});

	after(() => rmSync(folder, { recursive: true, force: true }));

	it("contains only compiled code, schemas, LICENSE, README.md and package.json", () => {
		const isNeeded = (path: string) =>
			["LICENSE", "README.md", "package.json"].includes(path) ||
			/^(dist\/.+\.(js|js\.map|d\.ts)|schema\/[\w-]+\.schema\.json)$/.test(path);
		assert.deepEqual(
			paths.filter((path) => !isNeeded(path)),
			[],
		);
		for (const path of ["LICENSE", "README.md", "package.json"]) assert.ok(paths.includes(path), path);
	});

	it("contains every file that its exports and its command refer to", () => {
		const named = [...Object.values(manifest.exports), manifest.bin].flatMap((entry) =>
			typeof entry === "string" ? [entry] : Object.values(entry),
		);
		for (const path of named) assert.ok(paths.includes(path.replace(/^\.\//, "")), path);
	});

	it("contains no tests, tools or examples", () => {
		assert.deepEqual(
			paths.filter((path) => /(^|\/)(test|tools|bench|examples)\//.test(path)),
			[],
		);
	});

	it("contains a bundle of d3-scale with its licence, which loads no other package", () => {
		const bundle = readFileSync(join(folder, "package/dist/cli/drift/formats/scales.js"), "utf8");
		assert.doesNotMatch(bundle, /\brequire\(/);
		assert.match(bundle, /^d3-scale\n\nCopyright .* Mike Bostock/m);
	});

	it("contains a command that prints its version and its help", async () => {
		const command = join(folder, "package", manifest.bin["pulumi-tim"] ?? "");
		assert.match(readFileSync(command, "utf8"), /^#!\/usr\/bin\/env node\n/);
		assert.equal((await run(process.execPath, command, "--version")).trim(), manifest.version);
		assert.match(await run(process.execPath, command, "--help"), /Usage: pulumi-tim/);
	});

	it("passes publint", () => run(process.execPath, commands.publint, tarball, "--strict"));

	it("has types for every kind of module resolution", () => run(process.execPath, commands.attw, tarball));

	it("has a docstring for every exported name", () =>
		run(process.execPath, commands.typedoc, "--emit", "none", "--logLevel", "Warn"));
});

/**
 * Runs a command in the checkout and returns its stdout.
 *
 * @throws Error with the command's output, if the exit code is not 0
 */
async function run(command: string, ...args: readonly string[]): Promise<string> {
	try {
		return (await promisify(execFile)(command, args, { cwd: checkout, maxBuffer: 2 ** 26 })).stdout;
	} catch (error) {
		const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
		throw new Error(`${args.join(" ")} failed:\n${stdout}${stderr}`);
	}
}

function npm(...args: readonly string[]): Promise<string> {
	const script = process.env.npm_execpath;
	return script?.endsWith(".js") ? run(process.execPath, script, ...args) : run("npm", ...args);
}
