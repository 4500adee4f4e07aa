import { dirname } from "node:path";
import { EventLineError } from "../profile-events";
import { cutFile, EventsFileError, requireCutFile } from "./companion-files";
import { digestEvent, parseLine, readLines } from "./event-lines";
import { APPEND_FLAGS, type FileSystem, NO_FOLLOW, READ_FLAGS } from "./file-system";

/** An events file that is open for appending. */
export interface EventFile {
	/** Digests of the last events that the file contained when it was opened. See {@link digestEvent}. */
	readonly lastDigests: readonly string[];
	/** Size in bytes of the incomplete last line that was moved to `FILE.cut` when the file was opened. */
	readonly cutBytes: number;
	/** Whether all users of this machine can write to the file. */
	readonly isWorldWritable: boolean;
	/** Returns the size in bytes, without the rest of an append that failed. */
	size(): Promise<number>;
	/** Whether the path still refers to the open file. */
	isAtPath(): Promise<boolean>;
	/**
	 * Appends lines. Resolves when the lines are on disk. If the append fails, the lines are removed from the file, at
	 * the latest by the next call.
	 *
	 * @throws FileMovedError, or the file system error.
	 */
	append(lines: string): Promise<void>;
	/**
	 * Removes the rest of an append that failed.
	 *
	 * @throws the file system error.
	 */
	repair(): Promise<void>;
	/**
	 * Writes a block to disk and removes it again.
	 *
	 * @throws FileMovedError, or the file system error.
	 */
	probe(): Promise<void>;
	close(): Promise<void>;
}

/** The part of an events file that does not depend on the content when it was opened. */
export type WritableFile = Omit<EventFile, "lastDigests" | "cutBytes" | "isWorldWritable">;

/** The error of an append to a file that was removed, renamed or replaced while it was open. */
export class FileMovedError extends Error {
	override readonly name = "FileMovedError";
}

/** Maximum number of events whose digests are kept. A new event is a duplicate if it equals one of these events. */
export const MAX_RECENT = 1000;

/** The bytes of a probe: a block of most file systems. Empty lines are skipped, if a crash leaves them in the file. */
const PROBE = Buffer.alloc(4096, "\n");

/**
 * Opens an events file, or creates one that only its owner can access. Moves an incomplete last line, which a crash can
 * leave, to `FILE.cut`. The event in such a line was never acknowledged to the service. Appends a missing line break to
 * a complete last line.
 *
 * @throws EventsFileError if the file is not a regular file that contains only events, or cannot be opened, or if
 * `FILE.cut` is not a file of the watch.
 */
export async function openEventFile(path: string, fileSystem: FileSystem): Promise<EventFile> {
	const descriptor = await fileSystem.open(path, APPEND_FLAGS).catch((error: unknown) => {
		throw openError(path, error);
	});
	try {
		const { mode } = await requireRegularFile(path, descriptor, fileSystem);
		const recovered = await recoverTail(path, descriptor, fileSystem);
		await syncFolder(path, fileSystem);
		return { ...createEventFile(path, descriptor, fileSystem), ...recovered, isWorldWritable: isWorldWritable(mode) };
	} catch (error) {
		await fileSystem.close(descriptor).catch(() => undefined);
		throw error;
	}
}

/** Creates the interface to an events file that is open and contains only complete lines. */
export function createEventFile(path: string, descriptor: number, fileSystem: FileSystem): WritableFile {
	/** The sizes before and after the last append, if its bytes must be removed. */
	let unwanted: { readonly start: number; readonly end: number } | undefined;
	const currentSize = async () => Number((await fileSystem.statOpen(descriptor)).size);
	const repair = async () => {
		if (unwanted === undefined) return;
		const { start, end } = unwanted;
		// a larger file contains lines of another process, which are kept
		if ((await currentSize()) <= end) {
			await fileSystem.truncate(descriptor, start);
			await fileSystem.sync(descriptor);
		}
		unwanted = undefined;
	};
	const size = async () => unwanted?.start ?? (await currentSize());
	const isAtPath = () => isSameFile(path, descriptor, fileSystem);
	/** Writes bytes to disk. Removes them again if an operation fails or `isKept` is false. */
	const write = async (bytes: Uint8Array, isKept: boolean) => {
		await repair();
		const start = await currentSize();
		unwanted = { start, end: start + bytes.length };
		try {
			await fileSystem.append(descriptor, bytes);
			await fileSystem.sync(descriptor);
			if (!(await isAtPath())) throw new FileMovedError(`${path}: was removed or replaced; restore the file`);
			if (isKept) unwanted = undefined;
		} finally {
			await repair().catch(() => undefined);
		}
	};
	return {
		size,
		isAtPath,
		repair,
		append: (lines) => write(Buffer.from(lines), true),
		probe: () => write(PROBE, false),
		close: () => fileSystem.close(descriptor),
	};
}

/**
 * Syncs the folder of a file to disk, so that a new file name survives a crash. Does nothing on Windows, which does not
 * support this operation.
 */
export async function syncFolder(path: string, fileSystem: FileSystem): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await fileSystem.open(dirname(path), READ_FLAGS);
	await fileSystem.sync(folder).finally(() => fileSystem.close(folder));
}

async function isSameFile(path: string, descriptor: number, fileSystem: FileSystem): Promise<boolean> {
	try {
		const [atPath, opened] = [await fileSystem.stat(path), await fileSystem.statOpen(descriptor)];
		return atPath.ino === opened.ino && atPath.dev === opened.dev;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENOTDIR") return false;
		throw error;
	}
}

async function requireRegularFile(path: string, descriptor: number, fileSystem: FileSystem) {
	const status = await fileSystem.statOpen(descriptor);
	if (!status.isFile()) throw new EventsFileError(`${path}: not a regular file; pass another file to --events`);
	return status;
}

function openError(path: string, error: unknown): Error {
	const { code = "unknown" } = error as NodeJS.ErrnoException;
	if (code === "EISDIR") return new EventsFileError(`${path}: not a regular file; pass another file to --events`);
	if (code === "ENOENT") return new EventsFileError(`${path}: no such folder; create it, or check --events`);
	return new EventsFileError(`${path}: cannot be opened (${code}); check --events`);
}

function isWorldWritable(mode: bigint): boolean {
	return process.platform !== "win32" && (mode & 0o002n) !== 0n;
}

type RecoveredFile = Pick<EventFile, "lastDigests" | "cutBytes">;

async function recoverTail(path: string, descriptor: number, fileSystem: FileSystem): Promise<RecoveredFile> {
	const lastDigests: string[] = [];
	let cutBytes = 0;
	for await (const line of readLines(descriptor, fileSystem)) {
		const content = parseLine(line);
		if (content === "other") {
			const { message } = new EventLineError(line.lineNumber);
			throw new EventsFileError(`${path}: ${message}, or pass another file to --events`);
		}
		if (typeof content === "object") lastDigests.push(digestEvent(content));
		if (lastDigests.length > 2 * MAX_RECENT) lastDigests.splice(0, MAX_RECENT);
		if (line.isComplete) continue;
		if (typeof content === "object") await fileSystem.append(descriptor, Buffer.from("\n"));
		else cutBytes = await cutTail(path, descriptor, line.bytes, fileSystem);
	}
	return { lastDigests, cutBytes };
}

/** Moves the bytes of an incomplete last line to `FILE.cut`. Returns their number. */
async function cutTail(path: string, descriptor: number, bytes: Buffer, fileSystem: FileSystem): Promise<number> {
	await keepCutBytes(cutFile(path), bytes, fileSystem);
	const { size } = await fileSystem.statOpen(descriptor);
	await fileSystem.truncate(descriptor, Number(size) - bytes.length);
	await fileSystem.sync(descriptor);
	return bytes.length;
}

/** Appends the bytes of an incomplete line to a file beside the events file, which contains only such lines. */
async function keepCutBytes(path: string, bytes: Uint8Array, fileSystem: FileSystem): Promise<void> {
	const last = await requireCutFile(path, fileSystem);
	const lineBreak = Buffer.from("\n");
	const before = last?.isComplete === false ? [lineBreak] : []; // an append that failed
	const descriptor = await fileSystem.open(path, APPEND_FLAGS | NO_FOLLOW);
	try {
		await requireRegularFile(path, descriptor, fileSystem);
		await fileSystem.append(descriptor, Buffer.concat([...before, bytes, lineBreak]));
		await fileSystem.sync(descriptor);
	} finally {
		await fileSystem.close(descriptor);
	}
	await syncFolder(path, fileSystem);
}
