import { formatEvent, type RecordedEvent } from "../profile-events";
import { assertOwnFiles, EventsFileError, ForeignFileError, readDigests, rotatedFiles } from "./companion-files";
import { type EventFile, FileMovedError, MAX_RECENT, openEventFile, type WritableFile } from "./event-file";
import { digestEvent } from "./event-lines";
import { createFileSystem, type FileSystem } from "./file-system";
import { rotate } from "./rotate";

/** Location and limits of an event log. */
export interface EventLogOptions {
	readonly file: string;
	/** Maximum size of the file in bytes. The file is rotated before an append would exceed the size. */
	readonly maxBytes: number;
	/** Number of rotated files to keep. `FILE.1` is the newest. */
	readonly keep: number;
	/** Writes a warning for the user. */
	readonly warn: (line: string) => void;
	/** @defaultValue the file system of this machine */
	readonly fileSystem?: FileSystem;
}

/** An append-only file of events that is rotated when it is full. */
export interface EventLog {
	/** Digests of the last events in the file and the rotated files when the log was opened, the oldest first. */
	readonly lastDigests: readonly string[];
	/**
	 * Appends a line, which includes its line break. Resolves when the line is on disk.
	 *
	 * @throws the file system error. The line is then not in the file, or is removed by the next append.
	 */
	append(line: string): Promise<void>;
	/**
	 * Checks that lines can be appended. Reopens a file that was removed. If the last append failed, writes to the disk.
	 *
	 * @throws the file system error.
	 */
	check(): Promise<void>;
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

type WriterOptions = Required<EventLogOptions>;

/**
 * Opens an event log, and checks that lines can be appended and that a rotation changes only files of the watch. Lines
 * that are appended while a write is in progress are written together afterwards, with a single sync to disk.
 *
 * @throws the errors of {@link openEventFile} and {@link assertOwnFiles}, or EventsFileError if the disk cannot be
 * written.
 */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
	const settings = { fileSystem: createFileSystem(), ...options };
	await assertOwnFiles(settings.file, settings.keep, settings.fileSystem);
	const first = await openRecovered(settings);
	const closeAndThrow = async (error: Error) => {
		await first.close().catch(() => undefined);
		throw error;
	};
	await first.probe().catch((error: unknown) => {
		return closeAndThrow(new EventsFileError(`${options.file}: cannot be written (${codeOf(error)}); check --events`));
	});
	const lastDigests = await readLastDigests(first, settings).catch(closeAndThrow);
	const writer = createWriter(first, settings);
	const exclusively = createMutex();
	const pending: PendingLine[] = [];
	const flush = async () => {
		const batch = pending.splice(0);
		const error = await writer.write(batch.map(({ line }) => line).join("")).then(
			() => undefined,
			(reason: unknown) => reason ?? "failed",
		);
		for (const { settle } of batch) settle(error);
	};
	return {
		lastDigests,
		append: (line) =>
			new Promise<void>((resolve, reject) => {
				const count = pending.push({ line, settle: (error) => (error === undefined ? resolve() : reject(error)) });
				if (count === 1) void exclusively(flush);
			}),
		check: () => exclusively(writer.check),
		close: () => exclusively(writer.close),
	};
}

interface PendingLine {
	readonly line: string;
	readonly settle: (error?: unknown) => void;
}

/**
 * Creates a recorder that appends events to a log. The recorder also detects duplicates of the last events that the log
 * contained when it was opened.
 */
export function createEventRecorder({ lastDigests, append }: Pick<EventLog, "append" | "lastDigests">): EventRecorder {
	const onDisk = Promise.resolve();
	const recent = new Map(lastDigests.slice(-MAX_RECENT).map((digest) => [digest, onDisk]));
	const remember = (digest: string, written: Promise<void>) => {
		recent.set(digest, written);
		const [oldest] = recent.keys();
		if (recent.size > MAX_RECENT && oldest !== undefined) recent.delete(oldest);
		written.catch(() => recent.delete(digest));
	};
	return {
		async record(event) {
			const digest = digestEvent(event);
			const duplicate = recent.get(digest);
			if (duplicate !== undefined) {
				await duplicate;
				return false;
			}
			const written = append(formatEvent(event));
			remember(digest, written);
			await written;
			return true;
		},
	};
}

/**
 * Creates a writer of lines, whose calls must not overlap. The writer rotates a full file, and reopens a file that was
 * removed or replaced.
 */
function createWriter(first: EventFile, options: WriterOptions) {
	const { file, warn } = options;
	let current: WritableFile | undefined = first;
	/** Whether the last write or check failed. */
	let isFailing = false;
	const warnOnce = createWarnOnce(warn);
	const reopen = async (): Promise<WritableFile> => {
		const closing = current;
		current = undefined;
		await closing?.close().catch(() => undefined);
		current = await openRecovered(options);
		return current;
	};
	const openAtPath = async () => {
		if (current === undefined) return reopen();
		if (await current.isAtPath()) return current;
		warn(`${file}: was removed or replaced; events are appended to a new file`);
		return reopen();
	};
	/** Returns a file with room for the lines, or the full file if it cannot be rotated. */
	const openWithRoom = async (lines: string): Promise<WritableFile> => {
		const full = await openAtPath();
		const size = await full.size();
		if (size === 0 || size + Buffer.byteLength(lines) <= options.maxBytes) return full;
		await full.repair();
		try {
			current = await rotate(file, options.keep, options.fileSystem);
			warnOnce.reset("rotation");
			await full.close().catch(() => undefined);
			return current;
		} catch (error) {
			const reason = error instanceof ForeignFileError ? `${error.path} is not a file of the watch` : codeOf(error);
			const problem = `cannot be rotated (${reason}); the file will exceed the size of --rotate-mb`;
			warnOnce.warn("rotation", `${file}: ${problem}`);
			return (await full.isAtPath()) ? full : reopen();
		}
	};
	const withFailures = async (work: () => Promise<void>) => {
		try {
			await work();
			isFailing = false;
			warnOnce.reset("write");
		} catch (error) {
			isFailing = true;
			const problem =
				error instanceof EventsFileError ? error.message : `${file}: cannot be written (${codeOf(error)})`;
			warnOnce.warn("write", `${problem}; events are not acknowledged`);
			throw error;
		}
	};
	return {
		write: (lines: string) =>
			withFailures(async () => {
				const opened = await openWithRoom(lines);
				await opened.append(lines).catch(async (error: unknown) => {
					if (!(error instanceof FileMovedError)) throw error;
					await (await openAtPath()).append(lines);
				});
			}),
		check: () =>
			withFailures(async () => {
				const opened = await openAtPath();
				if (isFailing) await opened.probe();
			}),
		close: async () => current?.close(),
	};
}

/** Returns the digests of the last events: those of the opened file, and of rotated files if it contains few events. */
async function readLastDigests({ lastDigests }: EventFile, { file, keep, fileSystem }: WriterOptions) {
	const digests = [...lastDigests];
	for (const path of rotatedFiles(file, keep)) {
		const missing = MAX_RECENT - digests.length;
		if (missing <= 0) break;
		digests.unshift(...(await readDigests(path, missing, fileSystem)));
	}
	return digests;
}

async function openRecovered({ file, warn, fileSystem }: WriterOptions): Promise<EventFile> {
	const opened = await openEventFile(file, fileSystem);
	const { cutBytes, isWorldWritable } = opened;
	if (cutBytes > 0) warn(`${file}: removed an incomplete last line of ${cutBytes} bytes; it is kept in ${file}.cut`);
	if (isWorldWritable)
		warn(`${file}: every user of this machine can write to the file; restrict access with chmod 600`);
	return opened;
}

/** Creates a function that runs one task at a time, in the order of the calls. */
function createMutex() {
	let last: Promise<unknown> = Promise.resolve();
	return <T>(task: () => Promise<T>): Promise<T> => {
		const result = last.then(task);
		last = result.catch(() => undefined);
		return result;
	};
}

/** Prints one warning of each kind until the kind is reset, so that many failures do not flood the log. */
function createWarnOnce(warn: (line: string) => void) {
	const printed = new Set<string>();
	return {
		warn(kind: string, line: string) {
			if (!printed.has(kind)) warn(line);
			printed.add(kind);
		},
		reset: (kind: string) => printed.delete(kind),
	};
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? "unknown";
}
