import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../run.mjs";

/** The Pulumi version that is downloaded or built if no engine is installed. */
export const engineVersion = "3.259.0";

/** The oldest version of an installed Pulumi that the tools accept. */
export const oldestVersion = "3.216.0";

const windows = process.platform === "win32";

/** Returns the file name of an executable on this platform. */
export const executable = (name) => (windows ? `${name}.exe` : name);

/** Returns whether a file exists and is executable. */
export function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

/** Returns the first folder of PATH (or of `folders`) that contains the executable, or `undefined`. */
export function folderOf(name, folders = (process.env.PATH ?? "").split(delimiter)) {
	return folders.find((folder) => folder !== "" && isExecutable(join(folder, executable(name))));
}

/**
 * Compares two versions (`3.216.0`, `3.9.1`) part by part as numbers. The result is negative if the first version is
 * older, 0 if the versions are equal, and positive otherwise.
 */
export function compareVersions(a, b) {
	const [left, right] = [a, b].map((version) => version.split(".").map((part) => Number.parseInt(part, 10)));
	for (let i = 0; i < 3; i++) {
		if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) - (right[i] ?? 0);
	}
	return 0;
}

/** Returns the version that a `pulumi` executable prints (`3.259.0`), or `undefined` if the executable does not run. */
export async function versionOf(pulumi) {
	const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
	const { code, output } = await run(pulumi, ["version"], { env, timeoutMs: 60_000 });
	return code === 0 ? /^v?(\d+\.\d+\.\d+)/m.exec(output)?.[1] : undefined;
}
