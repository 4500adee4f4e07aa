import { existsSync, readFileSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

/** The parts of this package's manifest that the commands use. */
export interface PackageManifest {
	readonly version: string;
	readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The widest set of users that can read a file. */
export type FileReaders = "owner" | "group" | "everyone";

/**
 * Reads a text file that the user named, or standard input for `-`.
 *
 * @throws Error with one line: the file, and why it cannot be read.
 */
export async function readText(file: string): Promise<string> {
	return file === "-" ? text(process.stdin) : readTextFile(file);
}

/**
 * Reads a text file that the user named.
 *
 * @throws Error with one line: the file, and why it cannot be read.
 */
export async function readTextFile(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw fileError(file, error, { missing: "no such file", otherwise: "cannot be read" });
	}
}

/**
 * Writes a text file that the user named.
 *
 * @throws Error with one line: the file, and why it cannot be written.
 */
export async function writeTextFile(file: string, content: string): Promise<void> {
	try {
		await writeFile(file, content);
	} catch (error) {
		throw fileError(file, error, { missing: "no such folder", otherwise: "cannot be written" });
	}
}

/**
 * Returns which users can read a file, by its mode. On Windows, which has no modes, it is always the owner.
 *
 * @throws the system's error, such as `ENOENT`.
 */
export async function fileReaders(path: string): Promise<FileReaders> {
	const { mode } = await stat(path);
	if (process.platform === "win32") return "owner";
	if ((mode & 0o004) !== 0) return "everyone";
	return (mode & 0o040) !== 0 ? "group" : "owner";
}

/** Returns the version of this package. */
export function packageVersion(): string {
	return packageManifest().version;
}

/** Returns the manifest of this package: the nearest `package.json` above the command. */
export function packageManifest(): PackageManifest {
	return JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as PackageManifest;
}

/** Returns where a file of this package is, by its path in the package. */
export function packageFile(path: string): string {
	return join(packageFolder(__dirname), path);
}

function packageFolder(folder: string): string {
	return existsSync(join(folder, "package.json")) ? folder : packageFolder(dirname(folder));
}

function fileError(
	file: string,
	error: unknown,
	{ missing, otherwise }: { readonly missing: string; readonly otherwise: string },
): Error {
	const { code = "unknown" } = error as NodeJS.ErrnoException;
	return new Error(`${file}: ${code === "ENOENT" ? missing : `${otherwise} (${code})`}`);
}
