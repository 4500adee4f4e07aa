import { existsSync, readFileSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

/** The text of a file that a person named. Errors: `Error` with one line: the file, and why it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw new Error(`${file}: ${reasonOf(error, { none: "no such file", otherwise: "cannot be read" })}`);
	}
}

/** The text of a file, or of standard input for `-`. Errors: those of {@link readTextFile}. */
export async function readText(file: string): Promise<string> {
	return file === "-" ? text(process.stdin) : readTextFile(file);
}

/** Writes a file that a person named. Errors: `Error` with one line: the file, and why it cannot be written. */
export async function writeTextFile(file: string, content: string): Promise<void> {
	try {
		await writeFile(file, content);
	} catch (error) {
		throw new Error(`${file}: ${reasonOf(error, { none: "no such folder", otherwise: "cannot be written" })}`);
	}
}

function reasonOf(error: unknown, { none, otherwise }: { readonly none: string; readonly otherwise: string }): string {
	const code = (error as NodeJS.ErrnoException).code ?? "unknown";
	return code === "ENOENT" ? none : `${otherwise} (${code})`;
}

/** Who may read a file besides its owner. */
export type FileReaders = "nobody" | "group" | "everybody";

/**
 * Who may read a file besides its owner, by its rights; nobody on Windows, which has no such rights.
 *
 * Errors: the system's, when there is no such file.
 */
export async function fileReaders(path: string): Promise<FileReaders> {
	const { mode } = await stat(path);
	if (process.platform === "win32") return "nobody";
	if ((mode & 0o004) !== 0) return "everybody";
	return (mode & 0o040) !== 0 ? "group" : "nobody";
}

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
