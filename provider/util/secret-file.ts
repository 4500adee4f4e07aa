import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { decodeText } from "./text-encoding";

/** The error for a file that cannot contain a key or a token. The message continues "the file is". */
export class SecretFileError extends Error {
	override readonly name = "SecretFileError";
}

/** Maximum size of a file with a key or a token, in bytes. */
const MAX_SECRET_BYTES = 4096;

/** The flag that opens a FIFO without waiting for its other end. Windows has no such flag. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/**
 * Reads a file with a key or a token, in an encoding of {@link decodeText}. The file must be a regular file, or a link to
 * one, of at most 4 KiB. Waits neither for a FIFO nor for a device.
 *
 * @throws SecretFileError, EncodingError, or the file system error, such as `ENOENT`.
 */
export function readSecretFile(path: string): string {
	const descriptor = openSync(path, constants.O_RDONLY | NO_WAIT);
	try {
		if (!fstatSync(descriptor).isFile()) throw new SecretFileError("not a regular file; use a regular file or a link");
		return decodeText(readAtMost(descriptor, MAX_SECRET_BYTES));
	} finally {
		closeSync(descriptor);
	}
}

function readAtMost(descriptor: number, maxBytes: number): Uint8Array {
	const buffer = Buffer.alloc(maxBytes + 1);
	let length = 0;
	for (let count = -1; count !== 0 && length < buffer.length; length += count) {
		count = readSync(descriptor, buffer, length, buffer.length - length, null);
	}
	if (length <= maxBytes) return buffer.subarray(0, length);
	throw new SecretFileError(`larger than ${maxBytes} bytes; use a file that contains only the secret`);
}
