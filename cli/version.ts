import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What of this package's manifest the command needs. */
export interface PackageManifest {
	readonly version: string;
	readonly peerDependencies: Readonly<Record<string, string>>;
}

/** This package's manifest: the nearest `package.json` above the command. */
export function packageManifest(): PackageManifest {
	return JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as PackageManifest;
}

/** The version of this package. */
export function packageVersion(): string {
	return packageManifest().version;
}

/** Where a file of this package is, by its path in the package. */
export function packageFile(path: string): string {
	return join(dirname(manifestAbove(__dirname)), path);
}

function manifestAbove(folder: string): string {
	const file = join(folder, "package.json");
	return existsSync(file) ? file : manifestAbove(dirname(folder));
}
