import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { parseEvent } from "../profile-events";

/** An events file that is open for appending. */
export interface EventFile {
	/** Size in bytes. */
	readonly size: number;
	/** The last events in the file when it was opened, as lines without line breaks. */
	readonly lastLines: readonly string[];
	/** Size in bytes of the incomplete last line that was removed when the file was opened. */
	readonly cutBytes: number;
	/**
	 * Appends lines. Resolves when the lines are on disk.
	 *
	 * @throws the file system error. The file may then end in an incomplete line; close and reopen the file to repair it.
	 */
	append(lines: string): Promise<void>;
	close(): Promise<void>;
}

/**
 * Number of bytes to read from the end of a file. Every line is shorter, because the size of a webhook call is limited.
 */
const TAIL_BYTES = 1_048_576;

/** The start of every line of an events file. */
const LINE_START = '{"version":';

/**
 * Opens an events file, or creates one that only its owner can access. Removes an incomplete last line, which a crash
 * can leave. The event in such a line was never acknowledged to the service. Appends a missing line break to a complete
 * last line.
 *
 * @throws Error with a one-line message if the file does not contain events; otherwise the file system error.
 */
export async function openEventFile(path: string, openFile: typeof open = open): Promise<EventFile> {
	const handle = await openFile(path, "a+", 0o600);
	try {
		return createEventFile(handle, await recoverTail(handle, path));
	} catch (error) {
		await handle.close();
		throw error;
	}
}

/**
 * Rotates a file: deletes the oldest file, and renames `FILE.1` to `FILE.2`, `FILE` to `FILE.1` and so on.
 *
 * @throws the file system error. Files that are already renamed stay renamed, and only the oldest file can be lost.
 */
export async function rotate(file: string, keep: number): Promise<void> {
	const names = [file, ...Array.from({ length: keep }, (_, index) => `${file}.${index + 1}`)];
	await rm(names[keep] ?? file, { force: true });
	for (let index = keep; index > 0; index -= 1) await renameIfExists(names[index - 1] ?? file, names[index] ?? file);
	await syncFolder(file);
}

/**
 * Syncs the folder of a file to disk, so that a new file name survives a crash. Does nothing on Windows, which does not
 * support this operation.
 */
export async function syncFolder(file: string): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await open(dirname(file), "r");
	await folder.sync().finally(() => folder.close());
}

type RecoveredFile = Pick<EventFile, "size" | "lastLines" | "cutBytes">;

function createEventFile(handle: FileHandle, { size: initialSize, lastLines, cutBytes }: RecoveredFile): EventFile {
	let size = initialSize;
	return {
		lastLines,
		cutBytes,
		get size() {
			return size;
		},
		async append(lines) {
			const bytes = Buffer.from(lines);
			await handle.appendFile(bytes);
			await handle.sync();
			size += bytes.length;
		},
		close: () => handle.close(),
	};
}

async function recoverTail(handle: FileHandle, path: string): Promise<RecoveredFile> {
	const { size } = await handle.stat();
	if (!(await startsWithEvents(handle))) throw new Error(`${path}: not an events file; pass another file to --events`);
	const [complete, rest] = splitTail(await readTail(handle, size));
	const lastLines = complete.split("\n").filter((line) => parseEvent(line) !== undefined);
	if (rest.length === 0) return { size, lastLines, cutBytes: 0 };
	const last = rest.toString();
	if (parseEvent(last) === undefined) return { ...(await truncateTail(handle, size, rest.length)), lastLines };
	await handle.appendFile("\n");
	return { size: size + 1, lastLines: [...lastLines, last], cutBytes: 0 };
}

async function startsWithEvents(handle: FileHandle): Promise<boolean> {
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(LINE_START.length), 0, LINE_START.length, 0);
	return LINE_START.startsWith(buffer.toString("latin1", 0, bytesRead));
}

async function readTail(handle: FileHandle, size: number): Promise<Buffer> {
	const length = Math.min(size, TAIL_BYTES);
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
	return buffer.subarray(0, bytesRead);
}

/** Splits bytes after the last line break. */
function splitTail(bytes: Buffer): readonly [complete: string, rest: Buffer] {
	const end = bytes.lastIndexOf("\n") + 1;
	return [bytes.toString("utf8", 0, end), bytes.subarray(end)];
}

async function truncateTail(
	handle: FileHandle,
	size: number,
	cutBytes: number,
): Promise<Omit<RecoveredFile, "lastLines">> {
	await handle.truncate(size - cutBytes);
	await handle.sync();
	return { size: size - cutBytes, cutBytes };
}

async function renameIfExists(from: string, to: string): Promise<void> {
	try {
		await rename(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
}
