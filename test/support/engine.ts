import { execFile } from "node:child_process";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";

/** The folder of the checkout. */
export const checkout = resolve(__dirname, "../..");

/** The real engine: the program, and the folders to put at the front of PATH for it. */
export interface Engine {
	readonly pulumi: string;
	readonly version: string;
	readonly path: readonly string[];
}

let found: Promise<Engine> | undefined;

/** Finds the engine as the tools do, once in a process. Errors: what was tried and what to install. */
export function findEngine(): Promise<Engine> {
	found ??= promisify(execFile)(process.execPath, [resolve(checkout, "tools/engine/index.mjs")], {
		cwd: checkout,
		timeout: 1_800_000,
	}).then(({ stdout }) => JSON.parse(stdout) as Engine);
	return found;
}

/** What an environment for one run of the engine is made of. */
export interface EngineEnvironmentOptions {
	readonly engine: Engine;
	/** A folder of its own: the file backend in `state`, the engine's home in `home`. */
	readonly folder: string;
	/** The `node` for language host, program and provider. @default the one that runs the tests */
	readonly node?: string | undefined;
	/** Added last; `undefined` takes a variable away. */
	readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * The environment for a run that touches nothing outside its folder: of the outer one everything but `PULUMI_*`, `TIM_*`
 * and what npm and Node add for their own children.
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
