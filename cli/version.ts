import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The version of this package, from the nearest `package.json` above the command. */
export function packageVersion(): string {
	const file = manifestAbove(__dirname);
	const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
	return version;
}

function manifestAbove(folder: string): string {
	const file = join(folder, "package.json");
	return existsSync(file) ? file : manifestAbove(dirname(folder));
}
