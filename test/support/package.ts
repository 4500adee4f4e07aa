import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { checkout } from "./engine";
import { writeFiles } from "./program";

/** Options of {@link runCommand}. */
export interface RunOptions {
	readonly cwd: string;
	/** The `node` that runs the command. @defaultValue the `node` that runs the tests */
	readonly node?: string;
	/** Environment variables that are added to those of the test process. */
	readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command and returns its stdout. The environment does not contain the variables that npm sets for scripts, and
 * the folder of `node` is the first one on PATH.
 *
 * @throws Error with the output of the command, if its exit code is not 0
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

/** Runs npm without audit, funding messages and progress. Returns its stdout. */
export function npm(args: readonly string[], options: RunOptions): Promise<string> {
	return runCommand("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], options);
}

/** Packs this checkout into a folder, without compiling it first. Returns the path of the tarball. */
export async function packCheckout(folder: string): Promise<string> {
	const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
	const [packed] = JSON.parse(await npm(args, { cwd: checkout })) as readonly { readonly filename: string }[];
	return join(folder, packed?.filename ?? "");
}

/** Creates an npm project in a folder. Returns the path of the folder. */
export function createProject(folder: string): string {
	writeFiles(folder, { "package.json": JSON.stringify({ name: "installed", private: true }) });
	return folder;
}

/** The npm package that contains pnpm, with the version of the package. */
export const pnpmPackage = "pnpm@10.34.9";

/** The script of pnpm in a project in which {@link pnpmPackage} is installed. */
export function pnpmScript(project: string): string {
	return join(project, "node_modules/pnpm/bin/pnpm.cjs");
}

/**
 * Returns environment variables with which package managers other than npm use the registry of npm, and write only to
 * a folder.
 */
export async function packageManagerEnvironment(folder: string): Promise<Readonly<Record<string, string>>> {
	return {
		npm_config_registry: (await npm(["config", "get", "registry"], { cwd: folder })).trim(),
		XDG_CACHE_HOME: join(folder, "cache"),
		XDG_DATA_HOME: join(folder, "data"),
		XDG_STATE_HOME: join(folder, "state"),
		BUN_INSTALL: join(folder, "bun"),
	};
}

/** The npm package that contains Node.js for this platform. */
export const nodePackage = `node-${process.platform}-${process.arch}`;

/** Installs a version of Node.js from npm into a folder. Returns the path of its executable. */
export async function installNode(folder: string, version: string): Promise<string> {
	await npm(["install", `${nodePackage}@${version}`], { cwd: createProject(folder) });
	return join(folder, "node_modules", nodePackage, "bin/node");
}

/** The size of the dependencies that an installation of pulumi-tim adds to a project. */
export interface InstalledSize {
	/** The number of added packages, without pulumi-tim itself. */
	readonly packages: number;
	/** The disk usage of the added packages in megabytes, rounded up. Does not include pulumi-tim itself. */
	readonly megabytes: number;
}

/**
 * Installs a tarball of pulumi-tim as a production dependency without peer dependencies, and measures the added
 * packages.
 */
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
