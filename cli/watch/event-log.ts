import type { open } from "node:fs/promises";
import { formatEvent, type RecordedEvent } from "../profile-events";
import { type EventFile, openEventFile, rotate, syncFolder } from "./event-file";

/** Location and limits of an event log. */
export interface EventLogOptions {
	readonly file: string;
	/** Largest size of the file in bytes; it is rotated before it grows above it. */
	readonly maxBytes: number;
	/** Number of rotated files to keep; `FILE.1` is the newest. */
	readonly keep: number;
	/** Writes a warning for the user. */
	readonly warn: (line: string) => void;
	/** Opens a file. @defaultValue `open` of node:fs/promises */
	readonly openFile?: typeof open;
}

/** An append-only file of events that is rotated when it is full. */
export interface EventLog {
	/** Complete lines at the end of the file when it was opened. */
	readonly lastLines: readonly string[];
	/**
	 * Appends a line with its line break; it is on disk when it resolves.
	 *
	 * @throws the system's error.
	 */
	append(line: string): Promise<void>;
	/** Writes the pending lines and closes the file. */
	close(): Promise<void>;
}

/** Records events without duplicates. */
export interface EventRecorder {
	/**
	 * Writes an event to disk before it resolves. Resolves with `false` when the same event is on disk already: the service
	 * sends an event again when a response was late.
	 *
	 * @throws the system's error; the event can then be recorded again.
	 */
	record(event: RecordedEvent): Promise<boolean>;
}

interface PendingLine {
	readonly line: string;
	readonly settle: (error?: unknown) => void;
}

/** Number of recent events that duplicates are detected among. */
const MAX_RECENT = 1000;

/**
 * Opens an event log. Lines that are appended during a write are batched into the next one: one write and one sync.
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
			current = undefined; // the next append opens and repairs it
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

/** Creates a recorder that appends to a log, and that knows the last events in it. */
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

/** Returns the file to append to. If it cannot be rotated, it is the same one: a long file is better than a lost event. */
async function rotateIfFull(lines: string, current: EventFile, options: EventLogOptions): Promise<EventFile> {
	const { file, maxBytes, keep, warn } = options;
	if (current.size === 0 || current.size + Buffer.byteLength(lines) <= maxBytes) return current;
	await current.close();
	await rotate(file, keep).catch(({ code = "unknown" }: NodeJS.ErrnoException) =>
		warn(`${file}: cannot be rotated (${code}); it grows above its limit`),
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
