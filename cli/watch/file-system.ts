import {
	appendFile,
	type BigIntStats,
	close,
	closeSync,
	constants,
	fstat,
	fsync,
	ftruncate,
	lstat,
	open,
	openSync,
	read,
	rename,
	rm,
	stat,
} from "node:fs";
import { devNull } from "node:os";
import { promisify } from "node:util";

/**
 * The file system calls of the watch. Files are referred to by descriptors. Every call rejects with the file system
 * error, such as `ENOSPC`.
 */
export interface FileSystem {
	/** Opens a file. A new file can be accessed only by its owner. Does not wait for the other end of a FIFO. */
	open(path: string, flags: number): Promise<number>;
	/** Returns type, identity and size of the file at a path. */
	stat(path: string): Promise<BigIntStats>;
	/** Returns type, identity and size of the file or the link at a path. */
	lstat(path: string): Promise<BigIntStats>;
	/** Returns type, identity and size of an open file. */
	statOpen(descriptor: number): Promise<BigIntStats>;
	/** Reads at most `length` bytes. */
	read(descriptor: number, length: number, position: number): Promise<Buffer>;
	append(descriptor: number, bytes: Uint8Array): Promise<void>;
	truncate(descriptor: number, size: number): Promise<void>;
	sync(descriptor: number): Promise<void>;
	close(descriptor: number): Promise<void>;
	rename(from: string, to: string): Promise<void>;
	/** Removes a file. */
	remove(path: string): Promise<void>;
}

/** Flags to open a file for reading and appending, and to create it if it does not exist. */
export const APPEND_FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND;

/** Flags to open a file or a folder for reading. */
export const READ_FLAGS = constants.O_RDONLY;

/** The flag that opens no link. Windows has no such flag. */
export const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Descriptors that are kept for opening files: one for a new events file, one for its folder. */
const SPARE_DESCRIPTORS = 2;

/**
 * Creates an interface to the file system of this machine. Keeps spare descriptors, so that files can be opened even if
 * connections use all other descriptors of the process.
 */
export function createFileSystem(): FileSystem {
	const spare: number[] = [];
	const keepSpare = () => {
		while (spare.length < SPARE_DESCRIPTORS) {
			try {
				spare.push(openSync(devNull, "r"));
			} catch {
				return; // tried again at the next call
			}
		}
	};
	keepSpare();
	return {
		...calls,
		async open(path, flags) {
			try {
				return await calls.open(path, flags);
			} catch (error) {
				const descriptor = isExhausted(error) ? spare.pop() : undefined;
				if (descriptor === undefined) throw error;
				closeSync(descriptor);
				return openSync(path, flags | NO_WAIT, FILE_MODE); // at once, before a connection takes the descriptor
			}
		},
		async close(descriptor) {
			await calls.close(descriptor);
			keepSpare();
		},
	};
}

const FILE_MODE = 0o600;

/** The flag that opens a FIFO without waiting for its other end. Windows has no such flag. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

const openFile = promisify(open);
const statFile = promisify(stat);
const statLink = promisify(lstat);
const statDescriptor = promisify(fstat);
const readDescriptor = promisify(read);

const calls: FileSystem = {
	open: (path, flags) => openFile(path, flags | NO_WAIT, FILE_MODE),
	stat: (path) => statFile(path, { bigint: true }),
	lstat: (path) => statLink(path, { bigint: true }),
	statOpen: (descriptor) => statDescriptor(descriptor, { bigint: true }),
	async read(descriptor, length, position) {
		const { buffer, bytesRead } = await readDescriptor(descriptor, Buffer.alloc(length), 0, length, position);
		return buffer.subarray(0, bytesRead);
	},
	append: promisify<number, Uint8Array>(appendFile),
	truncate: promisify<number, number>(ftruncate),
	sync: promisify(fsync),
	close: promisify<number>(close),
	rename: promisify(rename),
	remove: promisify<string>(rm),
};

function isExhausted(error: unknown): boolean {
	const { code } = error as NodeJS.ErrnoException;
	return code === "EMFILE" || code === "ENFILE";
}
