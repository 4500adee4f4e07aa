import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { checkout } from "./engine";
import { writeFiles } from "./program";

/** How to run a command of a package manager. */
export interface RunOptions {
	readonly cwd: string;
	/** The `node` that runs the command. @defaultValue the one that runs the tests */
	readonly node?: string;
	/** Added to the environment. */
	readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command and returns its stdout. The variables that the outer npm sets for its scripts are removed, and `node` is the
 * first one on PATH.
 *
 * @throws with the output of the command, when its exit code is not 0
 */
export async function runCommand(command: string, args: readonly string[], options: RunOptions): Promise<string> {
	const { cwd, node = process.execPath, env } = options;
	const outer = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
	const path = [dirname(node), process.env.PATH ?? ""].join(delimiter);
	try {
		const settings = { cwd, env: { ...Object.fromEntries(outer), PATH: path, ...env }, timeout: 180_000 };
		return (await promisify(execFile)(command, args, { ...settings, maxBuffer: 2 ** 26 })).stdout;
	} catch (error) {
		const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
		throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
	}
}

/** Runs npm without audit, funding messages and progress. */
export function npm(args: readonly string[], options: RunOptions): Promise<string> {
	return runCommand("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], options);
}

/** Packs this checkout, which must be compiled, into a folder. Returns the path of the tarball. */
export async function packCheckout(folder: string): Promise<string> {
	const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
	const [packed] = JSON.parse(await npm(args, { cwd: checkout })) as readonly { readonly filename: string }[];
	return join(folder, packed?.filename ?? "");
}

/** Creates a folder with a private `package.json`, in which packages can be installed. */
export function createProject(folder: string): string {
	writeFiles(folder, { "package.json": JSON.stringify({ name: "installed", private: true }) });
	return folder;
}

/** The package that contains a Node.js for this platform. */
export const nodePackage = `node-${process.platform}-${process.arch}`;

/** Installs a version of Node.js from npm into a folder. Returns the path of its executable. */
export async function installNode(folder: string, version: string): Promise<string> {
	await npm(["install", `${nodePackage}@${version}`], { cwd: createProject(folder) });
	return join(folder, "node_modules", nodePackage, "bin/node");
}

/** The dependencies that an installation of this package has added to a project. */
export interface InstalledSize {
	/** Packages, without this one. */
	readonly packages: number;
	/** Disk usage in megabytes, without this package, rounded up. */
	readonly megabytes: number;
}

/** Installs a tarball as a production dependency, without its peer, and measures what its own dependencies take. */
export async function measureDependencies(folder: string, tarball: string): Promise<InstalledSize> {
	const cwd = createProject(folder);
	await npm(["install", "--omit=dev", "--omit=peer", "--legacy-peer-deps", "--ignore-scripts", tarball], { cwd });
	const modules = join(cwd, "node_modules");
	const lock = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")) as {
		readonly packages: Readonly<Record<string, unknown>>;
	};
	const kilobytes = (await diskUsage(modules)) - (await diskUsage(join(modules, "pulumi-tim")));
	const nested = join(modules, "pulumi-tim/node_modules");
	const nestedKilobytes = existsSync(nested) ? await diskUsage(nested) : 0;
	return {
		packages: Object.keys(lock.packages).filter((path) => path !== "node_modules/pulumi-tim").length,
		megabytes: Math.ceil((kilobytes + nestedKilobytes) / 1024),
	};
}

async function diskUsage(folder: string): Promise<number> {
	return Number.parseInt(await runCommand("du", ["-sk", folder], { cwd: folder }), 10);
}
