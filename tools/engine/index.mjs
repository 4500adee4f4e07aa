import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { log } from "../log.mjs";
import { assemble, sdkFolder } from "./assemble.mjs";
import { buildFromGo, cacheFolder, findInCache, findInFolder, findOnPath, findWithNpm } from "./sources.mjs";
import { engineVersion, oldestVersion } from "./versions.mjs";

const engineSources = [
	{ name: "installed on PATH", find: findOnPath },
	{ name: "cached by an earlier run", find: findInCache },
	{ name: `release ${engineVersion} from npm`, find: findWithNpm },
	{ name: `built from the Go modules of ${engineVersion}`, find: buildFromGo },
];

/**
 * Finds or obtains the Pulumi engine. Tries an installed engine, the cache, the official release and a build from the
 * published Go modules, in this order. With `PULUMI_TIM_ENGINE=/folder`, tries only that folder. Needs no
 * `node_modules`, so that this function can run while the dependencies are installed.
 *
 * Shape: `{ pulumi, version, ownHost }`, for `prepareEngine`.
 * Errors: an error that lists the sources that were tried, and the software that the user must install.
 */
export async function locateEngine() {
	const folder = process.env.PULUMI_TIM_ENGINE;
	const candidates = folder ? [{ name: "PULUMI_TIM_ENGINE", find: () => findInFolder(folder) }] : engineSources;
	const reasons = [];
	for (const { name, find } of candidates) {
		const found = await find();
		if (found.pulumi !== undefined) {
			log(`engine: Pulumi ${found.version}, ${name}`);
			return found;
		}
		reasons.push(`  - ${name}: ${found.reason}`);
	}
	throw new Error(notFound(reasons));
}

/**
 * Adds a language host and the SDK's provider script to a located engine if necessary. Needs `node_modules`.
 *
 * Shape: `{ pulumi, version, path }`: the executable, its version, and the folders to put at the front of PATH.
 */
export function prepareEngine({ pulumi, version, ownHost }) {
	const prepared = ownHost ? assemble(pulumi) : pulumi;
	return { pulumi: prepared, version, path: [dirname(prepared), sdkFolder()] };
}

function notFound(reasons) {
	return [
		"The Pulumi engine is required but was not found:",
		...reasons,
		`Install Pulumi ${oldestVersion} or newer (https://www.pulumi.com/docs/install/), so that \`pulumi version\` works,`,
		`or Go (https://go.dev/doc/install), with which the engine is built once in ${cacheFolder()}; then run the command again.`,
	].join("\n");
}

function exportLine({ path }) {
	return `export PATH="${path.join(delimiter)}${delimiter}$PATH"`;
}

/** Returns the environment with the engine's folders at the front of PATH. */
export function withEngine(engine, env = process.env) {
	return { ...env, PATH: [...engine.path, env.PATH ?? ""].join(delimiter) };
}

async function main() {
	const engine = prepareEngine(await locateEngine());
	process.stdout.write(`${process.argv.includes("--path") ? exportLine(engine) : JSON.stringify(engine)}\n`);
}

// As a script: prints the engine as JSON or, with `--path`, as a line for `eval` in a shell.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
	main().catch((error) => {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = 1;
	});
}
