import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../run.mjs";
import { engineVersion } from "./probe.mjs";

/** The folder of the SDK, where the script is that starts dynamic providers. */
export function sdkFolder() {
	return dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
}

/**
 * Puts an engine without its release into a folder of this checkout that looks like one: `pulumi`, the language host of
 * this folder and the SDK's provider script side by side. Found elsewhere, the engine warns of each in every run.
 *
 * Shape: the path of `pulumi` in the new folder, which appears as a whole or not at all.
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
