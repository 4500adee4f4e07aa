import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../run.mjs";

/** The release that is built or downloaded where no other is found. */
export const engineVersion = "3.259.0";

/** The oldest release that the tools accept from PATH. */
export const oldestVersion = "3.216.0";

const windows = process.platform === "win32";

/** The file name of a program on this system. */
export const executable = (name) => (windows ? `${name}.exe` : name);

/** Tells whether a file is there and may be run. */
export function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

/** The first folder of PATH (or of the folders given) that holds the program, or `undefined`. */
export function folderOf(name, folders = (process.env.PATH ?? "").split(delimiter)) {
	return folders.find((folder) => folder !== "" && isExecutable(join(folder, executable(name))));
}

/** Compares `3.216.0` with `3.9.1` by number. Negative when the first is older. */
export function compareVersions(a, b) {
	const [left, right] = [a, b].map((version) => version.split(".").map((part) => Number.parseInt(part, 10)));
	for (let i = 0; i < 3; i++) {
		if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) - (right[i] ?? 0);
	}
	return 0;
}

/** The version that a `pulumi` answers (`3.259.0`), or `undefined` when it does not run here. */
export async function versionOf(pulumi) {
	const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
	const { code, output } = await run(pulumi, ["version"], { env, timeoutMs: 60_000 });
	return code === 0 ? /^v?(\d+\.\d+\.\d+)/m.exec(output)?.[1] : undefined;
}
