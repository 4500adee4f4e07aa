import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { prepareBrowser } from "./browser.mjs";
import { locateEngine, prepareEngine } from "./engine/index.mjs";
import { step } from "./log.mjs";
import { npm, root, run, stopChildren, tail } from "./run.mjs";

/** Installs the packages in the lock file, unless all of them are already installed. */
async function installDependencies() {
	if (missingPackages().length === 0) return;
	const { code, output } = await step("installing the dependencies of the lock file", () => npm(["ci"]));
	if (code !== 0) throw new Error(`npm ci failed:\n${tail(output, 20)}`);
}

/**
 * Returns the packages in the lock file that are not installed, or are installed in another version. Ignores optional
 * packages.
 */
function missingPackages() {
	const wanted = readJson(join(root, "package-lock.json")).packages;
	const installed = readJson(join(root, "node_modules", ".package-lock.json"))?.packages ?? {};
	return Object.entries(wanted).filter(([path, entry]) => {
		if (!path.startsWith("node_modules/") || entry.optional || entry.devOptional || entry.peer) return false;
		return entry.link ? !existsSync(join(root, path)) : installed[path]?.version !== entry.version;
	});
}

/** Compiles `provider`, `cli` and `emulator` to `dist`, unless `dist` was compiled from the same sources. */
export async function build() {
	const stamp = join(root, "dist", ".built-from");
	const sources = ["provider", "cli", "emulator"].flatMap((folder) => filesUnder(join(root, folder), ".ts"));
	const settings = ["tsconfig.json", "tsconfig.build.json", "package-lock.json"].map((name) => join(root, name));
	const digest = digestOf([...sources, ...settings]);
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
	const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
	const { code, output } = await step("compiling to dist", () =>
		run(process.execPath, [compiler, "-p", "tsconfig.build.json"]),
	);
	if (code !== 0) throw new Error(`the sources do not compile:\n${tail(output, 40)}`);
	await bundleScales();
	removeOrphans(new Set(sources.map((file) => relative(root, file).replace(/(\.d)?\.ts$/, ""))));
	writeFileSync(stamp, digest);
}

/**
 * Replaces a compiled module by a bundle with d3-scale and the licences of the bundled packages. Node.js 20 cannot load
 * d3-scale, which consists of ES modules, from CommonJS.
 */
async function bundleScales() {
	const { build: bundle } = await import("esbuild");
	const options = { bundle: true, minify: true, format: "cjs", platform: "node", target: "node20", metafile: true };
	const { metafile, outputFiles } = await bundle({
		...{ ...options, absWorkingDir: root, write: false },
		entryPoints: ["cli/drift/formats/scales.ts"],
	});
	const packages = Object.keys(metafile.inputs).flatMap((file) => file.match(/^node_modules\/[^/]+/) ?? []);
	const licences = [...new Set(packages)].map(
		(folder) => `${folder.split("/")[1]}\n\n${readFileSync(join(root, folder, "LICENSE"), "utf8")}`,
	);
	const comment = `/*\nThis file contains the following packages.\n\n${licences.join("\n")}*/\n`;
	writeFileSync(join(root, "dist/cli/drift/formats/scales.js"), comment + outputFiles[0].text);
}

/** Removes compiled files whose source no longer exists. */
function removeOrphans(sources) {
	const dist = join(root, "dist");
	for (const file of filesUnder(dist, "")) {
		const name = relative(dist, file).replace(/(\.d\.ts|\.js)(\.map)?$/, "");
		if (name !== ".built-from" && !sources.has(name)) rmSync(file, { force: true });
	}
}

function filesUnder(folder, ending) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(ending))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

function digestOf(files) {
	const hash = createHash("sha256");
	for (const file of files)
		hash
			.update(`${relative(root, file)}\0`)
			.update(readFileSync(file))
			.update("\0");
	return hash.digest("hex");
}

function readJson(file) {
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

async function installAndBuild() {
	await installDependencies();
	await build();
}

/**
 * Sets up a checkout: installs the dependencies and compiles `dist`. With `browser: true`, also obtains a browser. With
 * `engine: true`, also obtains the engine and returns it. The engine is downloaded or built while the dependencies are
 * installed, because `npm ci` mostly waits for the network.
 */
export async function setUp({ engine = false, browser = false } = {}) {
	if (browser) await prepareBrowser();
	if (!engine) return installAndBuild();
	const located = locateEngine();
	located.catch(() => {}); // handled by the await below, after the dependencies are installed
	try {
		await installAndBuild();
	} catch (error) {
		stopChildren("SIGTERM");
		throw error;
	}
	return prepareEngine(await located);
}
