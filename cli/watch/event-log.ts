import type { open } from "node:fs/promises";
import { formatEvent, type RecordedEvent } from "../profile-events";
import { type EventFile, openEventFile, rotate, syncFolder } from "./event-file";

/** Where events are kept, and how much of it. */
export interface EventLogOptions {
	readonly file: string;
	/** The file is rotated before it grows above so many bytes. */
	readonly maxBytes: number;
	/** How many rotated files are kept: `FILE.1` is the newest. */
	readonly keep: number;
	/** Says a line to the person who runs it. */
	readonly print: (line: string) => void;
	/** Opens a file. @default that of node:fs/promises */
	readonly openFile?: typeof open;
}

/** An append-only file of lines. */
export interface EventLog {
	/** The whole lines at the file's end, as it was opened. */
	readonly lastLines: readonly string[];
	/** Appends a line with its line break; it is on disk when this resolves. Errors: the system's. */
	append(line: string): Promise<void>;
	/** Writes what is waiting, and closes. */
	close(): Promise<void>;
}

interface PendingLine {
	readonly line: string;
	readonly settle: (error?: unknown) => void;
}

/**
 * Opens a journal. Lines that come while others are being written go to disk together: one write and one sync.
 *
 * Errors: those of `openEventFile`.
 */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
	const first = await openRecovered(options);
	let current: EventFile | undefined = first;
	const queue = createQueue(async (lines) => {
		current = await rotateIfFull(lines, current ?? (await openRecovered(options)), options);
		await current.append(lines).catch(async (error: unknown) => {
			await current?.close().catch(() => undefined);
			current = undefined; // the next append opens and mends it
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

async function openRecovered({ file, print: say, openFile }: EventLogOptions): Promise<EventFile> {
	const opened = await openEventFile(file, openFile);
	await syncFolder(file);
	if (opened.cutBytes > 0) say(`${file}: cut ${opened.cutBytes} bytes of a half-written last line`);
	return opened;
}

/** The file to go on with. Where the names cannot be moved it is the old one: too long is better than lost. */
async function rotateIfFull(lines: string, current: EventFile, options: EventLogOptions): Promise<EventFile> {
	const { file, maxBytes, keep, print: say } = options;
	if (current.size === 0 || current.size + Buffer.byteLength(lines) <= maxBytes) return current;
	await current.close();
	await rotate(file, keep).catch((error: NodeJS.ErrnoException) =>
		say(`${file}: cannot be rotated (${error.code ?? "unknown"}); it grows on`),
	);
	return openRecovered(options);
}

/** Joins the lines that wait into one piece of work at a time. */
function createQueue(write: (lines: string) => Promise<void>) {
	const waiting: PendingLine[] = [];
	let work: Promise<void> | undefined;
	const drain = async () => {
		while (waiting.length > 0) {
			const batch = waiting.splice(0);
			const error = await write(batch.map(({ line }) => line).join("")).catch((reason: unknown) => reason ?? "failed");
			for (const { settle } of batch) settle(error);
		}
		work = undefined;
	};
	return {
		append: (line: string) =>
			new Promise<void>((resolve, reject) => {
				waiting.push({ line, settle: (error) => (error === undefined ? resolve() : reject(error)) });
				work ??= drain();
			}),
		idle: async () => work,
	};
}

/** How many of the last events are known again when the service sends one twice. */
const MAX_RECENT = 1000;

/** Keeps events. */
export interface EventRecorder {
	/**
	 * Puts an event on disk before it resolves. Gives false where the very same event was there already: the service may
	 * send one again when an answer was late.
	 *
	 * Errors: the system's; the event may then be sent again.
	 */
	record(event: RecordedEvent): Promise<boolean>;
}

/** A recorder over a journal. It knows the events that stand last in it. */
export function createEventRecorder({ lastLines, append }: Pick<EventLog, "append" | "lastLines">): EventRecorder {
	const onDisk = Promise.resolve();
	const known = new Map(lastLines.slice(-MAX_RECENT).map((line) => [`${line}\n`, onDisk]));
	const remember = (line: string, written: Promise<void>) => {
		known.set(line, written);
		const [oldest] = known.keys();
		if (known.size > MAX_RECENT && oldest !== undefined) known.delete(oldest);
		written.catch(() => known.delete(line));
	};
	return {
		async record(event) {
			const line = formatEvent(event);
			const before = known.get(line);
			if (before !== undefined) {
				await before;
				return false;
			}
			const written = append(line);
			remember(line, written);
			await written;
			return true;
		},
	};
}
