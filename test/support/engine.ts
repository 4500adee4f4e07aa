import { execFile } from "node:child_process";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";

/** The root of the checkout. */
export const checkout = resolve(__dirname, "../..");

/** The Pulumi engine: the path of its executable, and the folders to prepend to `PATH`. */
export interface Engine {
	readonly pulumi: string;
	readonly version: string;
	readonly path: readonly string[];
}

let found: Promise<Engine> | undefined;

/**
 * Finds the engine as `tools/engine` does, at most once in each process. @throws Error with the sources that were tried
 */
export function findEngine(): Promise<Engine> {
	found ??= promisify(execFile)(process.execPath, [resolve(checkout, "tools/engine/index.mjs")], {
		cwd: checkout,
		timeout: 1_800_000,
	}).then(({ stdout }) => JSON.parse(stdout) as Engine);
	return found;
}

/** Options of {@link createEngineEnvironment}. */
export interface EngineEnvironmentOptions {
	readonly engine: Engine;
	/** The folder that contains the file backend (`state`) and the home folder of the engine (`home`). */
	readonly folder: string;
	/**
	 * The `node` that runs the language host, the program and the provider. @defaultValue the `node` that runs the
	 * tests
	 */
	readonly node?: string | undefined;
	/** Environment variables that override all others; `undefined` removes a variable. */
	readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Returns environment variables that make Pulumi write only to the given folder. They include all variables of the test
 * process except `PULUMI_*`, `TIM_*` and the variables that npm and Node.js set for child processes.
 */
export function createEngineEnvironment({
	engine,
	folder,
	node,
	env,
}: EngineEnvironmentOptions): Record<string, string> {
	const outer = Object.entries(process.env).filter(([name]) => !/^((PULUMI|TIM|npm|NODE)_|FORCE_COLOR$)/.test(name));
	const nodeFolder = dirname(node ?? process.execPath);
	const all = {
		...Object.fromEntries(outer),
		PATH: [nodeFolder, ...engine.path, process.env.PATH ?? ""].join(":"),
		PULUMI_HOME: `${folder}/home`,
		PULUMI_BACKEND_URL: `file://${folder}/state`,
		PULUMI_CONFIG_PASSPHRASE: "",
		PULUMI_SKIP_UPDATE_CHECK: "true",
		PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
		PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
		...env,
	};
	return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
