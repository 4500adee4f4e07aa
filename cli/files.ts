import { createReadStream, existsSync, readFileSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { decodeChunks, decodeText, EncodingError } from "../provider/util/text-encoding";

/** The properties of this package's `package.json` that the commands use. */
export interface PackageManifest {
	readonly version: string;
	readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The users that can read a file: only its owner, also its group, or all users of the machine. */
export type FileReaders = "owner" | "group" | "everyone";

/**
 * Reads the text file at a path, or standard input if the path is `-`.
 *
 * @throws Error with a one-line message: the file and the reason.
 */
export async function readText(
	file: string,
	openStdin: () => AsyncIterable<Uint8Array> = () => process.stdin,
): Promise<string> {
	if (file !== "-") return readTextFile(file);
	return withReadErrors("standard input", async () => decodeText(await buffer(openStdin())));
}

/**
 * Reads the text file at a path, or standard input if the path is `-`, in parts.
 *
 * @throws Error with a one-line message: the file and the reason.
 */
export async function* readTextParts(file: string): AsyncGenerator<string> {
	if (file !== "-") await rejectDevice(file);
	try {
		yield* decodeChunks(file === "-" ? process.stdin : createReadStream(file));
	} catch (error) {
		throw readError(file === "-" ? "standard input" : file, error);
	}
}

/**
 * Reads a text file in UTF-8 or UTF-16.
 *
 * @throws Error with a one-line message: the file and the reason.
 */
export async function readTextFile(file: string): Promise<string> {
	await rejectDevice(file);
	return withReadErrors(file, async () => decodeText(await readFile(file)));
}

/**
 * Reads the bytes of a file.
 *
 * @throws Error with a one-line message: the file and the reason.
 */
export async function readBytes(file: string): Promise<Uint8Array> {
	await rejectDevice(file);
	return withReadErrors(file, () => readFile(file));
}

/**
 * Rejects a device, such as `/dev/full`, whose content may have no end. Accepts pipes, such as those of process
 * substitution in a shell.
 *
 * @throws Error with a one-line message that contains the file.
 */
export async function rejectDevice(file: string): Promise<void> {
	const found = await stat(file).catch(() => undefined); // reading the file reports the error
	if (found?.isCharacterDevice() || found?.isBlockDevice()) {
		throw new Error(`${file}: a device, not a file; pass a regular file`);
	}
}

/** Describes why the file of an option could not be read, and what to do. */
export function describeReadError(error: unknown, option: string): string {
	if (error instanceof EncodingError) return error.message;
	if (codeOf(error) === "EISDIR") return systemProblem(error, readProblems);
	return `cannot be read (${codeOf(error)}); check ${option}`;
}

/**
 * Writes a text file. An existing file is replaced as a whole.
 *
 * @throws Error with a one-line message: the file and the reason.
 */
export async function writeTextFile(file: string, content: string): Promise<void> {
	try {
		await replaceFile(file, content);
	} catch (error) {
		throw writeError(file, error);
	}
}

/**
 * Replaces a file atomically: readers see the old or the new content. Keeps the mode of the file, unless `mode` is set.
 * A device or pipe, such as `/dev/stdout`, is written to, because it cannot be replaced.
 *
 * @throws the file system error, such as `ENOENT`.
 */
export async function replaceFile(file: string, content: string, options: { readonly mode?: number } = {}) {
	const found = await stat(file).catch(() => undefined);
	if (found !== undefined && !found.isFile()) return writeFile(file, content);
	const writeFileAtomic = require("write-file-atomic") as typeof import("write-file-atomic");
	return writeFileAtomic(file, content, options);
}

/**
 * Returns the users that can read a file, according to the file mode. Returns `"owner"` on Windows, because files on
 * Windows have no mode.
 *
 * @throws the file system error, such as `ENOENT`.
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

/** Reads the `package.json` of this package. */
export function packageManifest(): PackageManifest {
	return JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as PackageManifest;
}

/** Returns the absolute path of a file in this package, given its path relative to the package's root. */
export function packageFile(path: string): string {
	return join(packageFolder(__dirname), path);
}

function packageFolder(folder: string): string {
	return existsSync(join(folder, "package.json")) ? folder : packageFolder(dirname(folder));
}

async function withReadErrors<T>(file: string, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw readError(file, error);
	}
}

function readError(file: string, error: unknown): Error {
	if (error instanceof EncodingError) return new Error(`${file}: ${error.message}`);
	return new Error(`${file}: ${systemProblem(error, readProblems)}`);
}

/** Returns the error for a file that could not be written, with a one-line message: the file, the reason, what to do. */
export function writeError(file: string, error: unknown): Error {
	return new Error(`${file}: ${systemProblem(error, writeProblems)}`);
}

interface SystemProblems {
	/** The problem if a file or its folder does not exist. */
	readonly missing: string;
	readonly otherwise: string;
}

const readProblems: SystemProblems = {
	missing: "the file does not exist; check the path",
	otherwise: "cannot be read",
};
const writeProblems: SystemProblems = {
	missing: "the folder does not exist; create it",
	otherwise: "cannot be written",
};

function systemProblem(error: unknown, { missing, otherwise }: SystemProblems): string {
	const code = codeOf(error);
	if (code === "ENOENT") return missing;
	return code === "EISDIR" ? "a folder, not a file; pass a file" : `${otherwise} (${code}); check its permissions`;
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? "unknown";
}
