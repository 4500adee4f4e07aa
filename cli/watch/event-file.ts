import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { parseEvent } from "../profile-events";

/** An events file that is open for appending. */
export interface EventFile {
	/** Bytes in it. */
	readonly size: number;
	/** The whole lines at its end, as it was opened. */
	readonly lastLines: readonly string[];
	/** Bytes of a half-written last line that were cut away. */
	readonly cutBytes: number;
	/**
	 * Appends lines; they are on disk when it resolves.
	 *
	 * Errors: the system's. The file can then end in a half-written line: close it, and open it again to have it mended.
	 */
	append(lines: string): Promise<void>;
	close(): Promise<void>;
}

/** How much of a file's end is looked at. A line is shorter: the body that it was made from is bounded. */
const TAIL_BYTES = 1_048_576;

/** How each line of an events file starts. */
const HEAD = '{"version":';

/**
 * Opens an events file, or makes it, for its owner alone. What a crash left half-written at its end is cut away: it was
 * never acknowledged. A last line that lacks no more than its line break gets it.
 *
 * Errors: `Error` when the file holds something else than events; the system's.
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

function createEventFile(handle: FileHandle, { size: start, lastLines, cutBytes }: RecoveredFile): EventFile {
	let size = start;
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

type RecoveredFile = Pick<EventFile, "size" | "lastLines" | "cutBytes">;

async function recoverTail(handle: FileHandle, path: string): Promise<RecoveredFile> {
	const { size } = await handle.stat();
	if (!(await startsAsEvents(handle))) throw new Error(`${path}: holds something else than events; name another file`);
	const [tail, rest] = splitTail(await readEnd(handle, size));
	const lastLines = tail.split("\n").filter((line) => parseEvent(line) !== undefined);
	if (rest.length === 0) return { size, lastLines, cutBytes: 0 };
	const last = rest.toString();
	if (parseEvent(last) === undefined) return { ...(await truncateTail(handle, size, rest.length)), lastLines };
	await handle.appendFile("\n");
	return { size: size + 1, lastLines: [...lastLines, last], cutBytes: 0 };
}

async function startsAsEvents(handle: FileHandle): Promise<boolean> {
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD.length), 0, HEAD.length, 0);
	return HEAD.startsWith(buffer.toString("latin1", 0, bytesRead));
}

async function readEnd(handle: FileHandle, size: number): Promise<Buffer> {
	const length = Math.min(size, TAIL_BYTES);
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
	return buffer.subarray(0, bytesRead);
}

/** The whole lines, and the bytes after the last line break. */
function splitTail(bytes: Buffer): readonly [string, Buffer] {
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

/**
 * Moves a file out of the way: `FILE` becomes `FILE.1`, `FILE.1` becomes `FILE.2`; the oldest of those to keep goes.
 *
 * Errors: the system's; the files that were moved before it stay moved, and none but the oldest is lost.
 */
export async function rotate(file: string, keep: number): Promise<void> {
	const names = [file, ...Array.from({ length: keep }, (_, index) => `${file}.${index + 1}`)];
	await rm(names[keep] ?? file, { force: true });
	for (let index = keep; index > 0; index -= 1) await renameIfThere(names[index - 1] ?? file, names[index] ?? file);
	await syncFolder(file);
}

/** Puts the names of a file's folder on disk, where the system can: not on Windows. */
export async function syncFolder(file: string): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await open(dirname(file), "r");
	await folder.sync().finally(() => folder.close());
}

async function renameIfThere(from: string, to: string): Promise<void> {
	try {
		await rename(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
}
