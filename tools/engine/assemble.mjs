import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../run.mjs";
import { engineVersion } from "./versions.mjs";

/** Returns the folder of the Pulumi SDK, which contains the script that starts dynamic providers. */
export function sdkFolder() {
	return dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
}

/**
 * Creates a folder that has the layout of an official Pulumi download: the engine, the language host of `tools/engine`,
 * and the SDK's provider script. If the host and the script were only on PATH, the engine would print a warning for
 * each in every run.
 *
 * Shape: the path of `pulumi` in the new folder. The folder is created atomically, in `node_modules/.cache`.
 */
export function assemble(pulumi) {
	const { size, mtimeMs } = statSync(pulumi);
	const folder = join(root, "node_modules", ".cache", "pulumi-tim", `v${engineVersion}-${size}-${Math.round(mtimeMs)}`);
	const target = join(folder, basename(pulumi));
	if (existsSync(target)) return target;
	const unfinished = `${folder}.${process.pid}`;
	mkdirSync(unfinished, { recursive: true });
	try {
		linkOrCopy(pulumi, join(unfinished, basename(pulumi)));
		const host = "pulumi-language-nodejs";
		symlinkSync(join(dirname(fileURLToPath(import.meta.url)), host), join(unfinished, host));
		const script = "pulumi-resource-pulumi-nodejs";
		symlinkSync(join(sdkFolder(), script), join(unfinished, script));
		renameSync(unfinished, folder);
	} catch (error) {
		if (!existsSync(target)) throw error;
	} finally {
		rmSync(unfinished, { recursive: true, force: true });
	}
	return target;
}

function linkOrCopy(from, to) {
	try {
		linkSync(from, to);
	} catch {
		copyFileSync(from, to);
	}
}
