import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { say } from "../log.mjs";
import { assemble, sdkFolder } from "./assemble.mjs";
import { engineVersion, oldestVersion } from "./probe.mjs";
import { cacheFolder, fromCache, fromGo, fromNpm, fromOverride, fromPath } from "./ways.mjs";

const ways = [
	{ name: "installed on PATH", find: fromPath },
	{ name: "kept from an earlier run", find: fromCache },
	{ name: `release ${engineVersion}, through npm`, find: fromNpm },
	{ name: `built from the Go modules of ${engineVersion}`, find: fromGo },
];

/**
 * Finds the Pulumi engine, or gets it: an installed one, one that an earlier run kept, the official release, or a
 * build from the published Go modules, in this order. `PULUMI_TIM_ENGINE=/folder` takes the one of that folder.
 *
 * Shape: `{ pulumi, version, path }`: the program, and the folders to put at the front of PATH for it.
 * Errors: one message which says what was tried and what to install.
 */
export async function findEngine() {
	const folder = process.env.PULUMI_TIM_ENGINE;
	const candidates = folder ? [{ name: "PULUMI_TIM_ENGINE", find: () => fromOverride(folder) }] : ways;
	const reasons = [];
	for (const way of candidates) {
		const found = await way.find();
		if (found.pulumi !== undefined) {
			say(`engine: Pulumi ${found.version}, ${way.name}`);
			return withPath(found);
		}
		reasons.push(`  - ${way.name}: ${found.reason}`);
	}
	throw new Error(missing(reasons));
}

function withPath({ pulumi, version, ownHost }) {
	const placed = ownHost ? assemble(pulumi) : pulumi;
	return { pulumi: placed, version, path: [dirname(placed), sdkFolder()] };
}

function missing(reasons) {
	return [
		"The Pulumi engine is needed and could not be had:",
		...reasons,
		`Install Pulumi ${oldestVersion} or newer (https://www.pulumi.com/docs/install/), so that \`pulumi version\` answers,`,
		`or Go (https://go.dev/doc/install), from which the engine is built once into ${cacheFolder()}; then run this again.`,
	].join("\n");
}

function pathLine({ path }) {
	return `export PATH="${path.join(delimiter)}${delimiter}$PATH"`;
}

/** The environment with the engine's folders at the front of PATH. */
export function withEngine(engine, env = process.env) {
	return { ...env, PATH: [...engine.path, env.PATH ?? ""].join(delimiter) };
}

/** Run as a program: prints what `findEngine` answers as JSON; with `--path`, a line for a shell to evaluate. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
	findEngine().then(
		(engine) =>
			process.stdout.write(`${process.argv.includes("--path") ? pathLine(engine) : JSON.stringify(engine)}\n`),
		(error) => {
			process.stderr.write(`${error.message}\n`);
			process.exitCode = 1;
		},
	);
}
