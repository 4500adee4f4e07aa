import type { BigIntStats } from "node:fs";
import { isTruncatedEvent, parseEvent } from "../profile-events";
import { digestEvent, type Line, parseLine, readLines } from "./event-lines";
import { type FileSystem, READ_FLAGS } from "./file-system";

/** The error of an events file that cannot be used, with a one-line message for the user. */
export class EventsFileError extends Error {
	override readonly name = "EventsFileError";
}

/** The error of a file whose name the watch uses, but which the watch did not write. Such a file is never changed. */
export class ForeignFileError extends EventsFileError {
	constructor(readonly path: string) {
		super(`${path}: not a file of the watch, which uses this name; move it, or pass another file to --events`);
	}
}

/** Size of a read of a first line, in bytes. */
const FIRST_LINE_BYTES = 65_536;

/** Returns the path of the file that keeps the incomplete lines of an events file. */
export function cutFile(file: string): string {
	return `${file}.cut`;
}

/** Returns the path of the empty file with which a rotation starts. */
export function nextFile(file: string): string {
	return `${file}.next`;
}

/** Returns the paths of the rotated files, the newest first. */
export function rotatedFiles(file: string, keep: number): readonly string[] {
	return Array.from({ length: keep }, (_, index) => `${file}.${index + 1}`);
}

/** Returns the paths of all files that the watch creates, changes or removes next to an events file. */
export function companionFiles(file: string, keep: number): readonly string[] {
	return [...rotatedFiles(file, keep), nextFile(file), cutFile(file)];
}

/**
 * Checks that the watch wrote each existing file whose name it uses next to an events file.
 *
 * @throws EventsFileError if a file is foreign or cannot be read. No file is changed.
 */
export async function assertOwnFiles(file: string, keep: number, fileSystem: FileSystem): Promise<void> {
	const check = async (path: string, requireOwn: (path: string, fileSystem: FileSystem) => Promise<unknown>) => {
		await requireOwn(path, fileSystem).catch((error: unknown) => {
			if (error instanceof EventsFileError) throw error;
			const { code = "unknown" } = error as NodeJS.ErrnoException;
			throw new EventsFileError(`${path}: cannot be read (${code}); check --events`);
		});
	};
	for (const path of rotatedFiles(file, keep)) await check(path, requireRotatedFile);
	await check(nextFile(file), requireEmptyFile);
	await check(cutFile(file), requireCutFile);
}

/**
 * Returns whether a rotated file exists. Its first line must be an event, because the file can be large.
 *
 * @throws ForeignFileError, or the file system error.
 */
export async function requireRotatedFile(path: string, fileSystem: FileSystem): Promise<boolean> {
	return requireOwnFile(path, fileSystem, async (descriptor) => {
		for await (const line of readLines(descriptor, fileSystem, FIRST_LINE_BYTES)) {
			const content = parseLine(line);
			if (content !== "empty") return typeof content === "object";
		}
		return true;
	});
}

/**
 * Checks that a file does not exist, or is an empty file, which a rotation that failed can leave.
 *
 * @throws ForeignFileError, or the file system error.
 */
export async function requireEmptyFile(path: string, fileSystem: FileSystem): Promise<void> {
	await requireOwnFile(path, fileSystem, async () => false);
}

/**
 * Checks that a file does not exist, or contains only starts of events. Returns the last line, if there is one.
 *
 * @throws ForeignFileError, or the file system error.
 */
export async function requireCutFile(path: string, fileSystem: FileSystem): Promise<Line | undefined> {
	let last: Line | undefined;
	await requireOwnFile(path, fileSystem, async (descriptor) => {
		for await (const line of readLines(descriptor, fileSystem)) {
			const text = line.bytes.toString();
			if (!isTruncatedEvent(text) || parseEvent(text) !== undefined) return false;
			last = line;
		}
		return true;
	});
	return last;
}

/**
 * Checks that a path leads to a regular file and not to a link, if it exists.
 *
 * @throws ForeignFileError, or the file system error.
 */
export async function requireNoLink(path: string, fileSystem: FileSystem): Promise<void> {
	await requireOwnFile(path, fileSystem, async () => true);
}

/** Reads the digests of the events of a rotated file, at most the last `count` ones. */
export async function readDigests(path: string, count: number, fileSystem: FileSystem): Promise<readonly string[]> {
	const digests: string[] = [];
	await requireOwnFile(path, fileSystem, async (descriptor) => {
		for await (const line of readLines(descriptor, fileSystem)) {
			const content = parseLine(line);
			if (typeof content === "object") digests.push(digestEvent(content));
			if (digests.length > 2 * count) digests.splice(0, count);
		}
		return true;
	});
	return digests.slice(-count);
}

/** Returns whether a file exists. If it is not empty, `isOwn` decides about its content. */
async function requireOwnFile(
	path: string,
	fileSystem: FileSystem,
	isOwn: (descriptor: number) => Promise<boolean>,
): Promise<boolean> {
	const status = await statIfExists(path, fileSystem);
	if (status === undefined) return false;
	if (!status.isFile()) throw new ForeignFileError(path);
	if (status.size === 0n) return true;
	const descriptor = await fileSystem.open(path, READ_FLAGS);
	const found = await isOwn(descriptor).finally(() => fileSystem.close(descriptor));
	if (!found) throw new ForeignFileError(path);
	return true;
}

async function statIfExists(path: string, fileSystem: FileSystem): Promise<BigIntStats | undefined> {
	try {
		return await fileSystem.lstat(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENOTDIR") return undefined;
		throw error;
	}
}
