import { type BigIntStats, fstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The file descriptors of standard input, standard output and standard error. */
export const descriptors = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** A file that a command reads or writes. */
export interface UsedFile {
	/** The option or the setting that names the file, for messages. */
	readonly option: string;
	/** The path of the file, or the descriptor of an open file. */
	readonly file: number | string;
}

/**
 * Throws if a command would overwrite a file that it reads, or write two texts to one file. Paths through links refer to
 * the same file. Pipes and devices are not compared, because they can be used more than once.
 *
 * @throws Error with a one-line message that contains both options.
 */
export function assertDistinctFiles(written: readonly UsedFile[], read: readonly UsedFile[]): void {
	const users = new Map(read.map(({ option, file }) => [identify(file), option]));
	users.delete(undefined);
	for (const { option, file } of written) {
		const identity = identify(file);
		if (identity === undefined) continue;
		const other = users.get(identity);
		if (other !== undefined) {
			const name = typeof file === "number" ? "" : `${file} `;
			const use = other === option ? "is used twice" : `is also the file of ${other}`;
			throw new Error(`${option}: ${name}${use}; use different files`);
		}
		users.set(identity, option);
	}
}

/** Whether two paths lead to the same file, or to the same place of a file that does not exist. */
export function isSameFile(a: string, b: string): boolean {
	return identify(a) === identify(b);
}

/** Returns a text that identifies a regular file, or the place of a file that does not exist. */
function identify(file: number | string): string | undefined {
	const found = readStatus(file);
	if (found !== undefined) return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
	return typeof file === "number" ? undefined : realPlace(file);
}

function readStatus(file: number | string): BigIntStats | undefined {
	try {
		return typeof file === "number" ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
	} catch {
		return undefined; // reading or writing the file reports the error
	}
}

/**
 * Returns the path of a file without links. If the file does not exist, resolves the links in its folder, and follows
 * links to the place of the file. Returns a path without links unchanged, also if it is relative.
 */
export function realPath(file: string): string {
	let real: string;
	try {
		real = realpathSync.native(file);
	} catch {
		real = realPlace(file);
	}
	return real === resolve(file) ? file : real;
}

/** The maximum number of links in a path, as on Linux. */
const MAX_LINKS = 40;

/** Returns the place of a file that does not exist. Follows links whose target does not exist. */
function realPlace(file: string, links = MAX_LINKS): string {
	const place = placeInFolder(file);
	const target = links === 0 ? undefined : readLink(place);
	return target === undefined ? place : realPlace(resolve(dirname(place), target), links - 1);
}

function placeInFolder(file: string): string {
	try {
		return join(realpathSync.native(dirname(file)), basename(file));
	} catch {
		return resolve(file);
	}
}

function readLink(file: string): string | undefined {
	try {
		return readlinkSync(file);
	} catch {
		return undefined;
	}
}
