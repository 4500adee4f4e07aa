import type { open } from "node:fs/promises";
import { formatEvent, type RecordedEvent } from "../profile-events";
import { type EventFile, openEventFile, rotate, syncFolder } from "./event-file";

/** Location and limits of an event log. */
export interface EventLogOptions {
	readonly file: string;
	/** Maximum size of the file in bytes. The file is rotated before an append would exceed the size. */
	readonly maxBytes: number;
	/** Number of rotated files to keep. `FILE.1` is the newest. */
	readonly keep: number;
	/** Writes a warning for the user. */
	readonly warn: (line: string) => void;
	/** Opens a file. @defaultValue `open` of node:fs/promises */
	readonly openFile?: typeof open;
}

/** An append-only file of events that is rotated when it is full. */
export interface EventLog {
	/** The last events in the file when it was opened, as lines without line breaks. */
	readonly lastLines: readonly string[];
	/**
	 * Appends a line, which includes its line break. Resolves when the line is on disk.
	 *
	 * @throws the file system error.
	 */
	append(line: string): Promise<void>;
	/** Writes the pending lines and closes the file. */
	close(): Promise<void>;
}

/** Records events, but skips an event that is already recorded. */
export interface EventRecorder {
	/**
	 * Records an event. Resolves with `true` when a new event is on disk, or with `false` if the same event was already
	 * recorded. The service sends an event again if the response was late.
	 *
	 * @throws the file system error. The event can then be recorded again.
	 */
	record(event: RecordedEvent): Promise<boolean>;
}

interface PendingLine {
	readonly line: string;
	readonly settle: (error?: unknown) => void;
}

/** Number of recent events. A new event is a duplicate if it equals a recent event. */
const MAX_RECENT = 1000;

/**
 * Opens an event log. Lines that are appended while a write is in progress are written together afterwards, with a
 * single sync to disk.
 *
 * @throws the errors of {@link openEventFile}.
 */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
	const first = await openRecovered(options);
	let current: EventFile | undefined = first;
	const queue = createQueue(async (lines) => {
		current = await rotateIfFull(lines, current ?? (await openRecovered(options)), options);
		await current.append(lines).catch(async (error: unknown) => {
			await current?.close().catch(() => undefined);
			current = undefined; // the next append reopens and repairs the file
			throw error;
		});
	});
	return {
		lastLines: first.lastLines,
		append: queue.append,
		async close() {
			await queue.idle();
			await current?.close();
		},
	};
}

/**
 * Creates a recorder that appends events to a log. The recorder also detects duplicates of the last events that the log
 * contained when it was opened.
 */
export function createEventRecorder({ lastLines, append }: Pick<EventLog, "append" | "lastLines">): EventRecorder {
	const onDisk = Promise.resolve();
	const recent = new Map(lastLines.slice(-MAX_RECENT).map((line) => [`${line}\n`, onDisk]));
	const remember = (line: string, written: Promise<void>) => {
		recent.set(line, written);
		const [oldest] = recent.keys();
		if (recent.size > MAX_RECENT && oldest !== undefined) recent.delete(oldest);
		written.catch(() => recent.delete(line));
	};
	return {
		async record(event) {
			const line = formatEvent(event);
			const duplicate = recent.get(line);
			if (duplicate !== undefined) {
				await duplicate;
				return false;
			}
			const written = append(line);
			remember(line, written);
			await written;
			return true;
		},
	};
}

async function openRecovered({ file, warn, openFile }: EventLogOptions): Promise<EventFile> {
	const opened = await openEventFile(file, openFile);
	await syncFolder(file);
	if (opened.cutBytes > 0) warn(`${file}: removed an incomplete last line of ${opened.cutBytes} bytes`);
	return opened;
}

/**
 * Rotates the file if the lines do not fit. Returns the file to append to: a new file, or the full file if the rotation
 * failed.
 */
async function rotateIfFull(lines: string, current: EventFile, options: EventLogOptions): Promise<EventFile> {
	const { file, maxBytes, keep, warn } = options;
	if (current.size === 0 || current.size + Buffer.byteLength(lines) <= maxBytes) return current;
	await current.close();
	await rotate(file, keep).catch(({ code = "unknown" }: NodeJS.ErrnoException) =>
		warn(`${file}: cannot be rotated (${code}); the file will exceed the size of --rotate-mb`),
	);
	return openRecovered(options);
}

/** Creates a queue that writes pending lines together, one write at a time. */
function createQueue(write: (lines: string) => Promise<void>) {
	const pending: PendingLine[] = [];
	let work: Promise<void> | undefined;
	const drain = async () => {
		while (pending.length > 0) {
			const batch = pending.splice(0);
			const error = await write(batch.map(({ line }) => line).join("")).catch((reason: unknown) => reason ?? "failed");
			for (const { settle } of batch) settle(error);
		}
		work = undefined;
	};
	return {
		append: (line: string) =>
			new Promise<void>((resolve, reject) => {
				pending.push({ line, settle: (error) => (error === undefined ? resolve() : reject(error)) });
				work ??= drain();
			}),
		idle: async () => work,
	};
}
