import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { isTruncatedEvent, parseEvent, type RecordedEvent } from "../profile-events";
import type { FileSystem } from "./file-system";

/** A line of a file of the watch. */
export interface Line {
	/** The line without its line break. */
	readonly bytes: Buffer;
	readonly lineNumber: number;
	/** Whether the line ends with a line break. */
	readonly isComplete: boolean;
}

/** Maximum size of a line in bytes. Every line is shorter, because the number of tags of an event is limited. */
const MAX_LINE_BYTES = 1_048_576;

/** Size of a read, in bytes. */
const CHUNK_BYTES = 1_048_576;

/** Reads the lines of a file. A line of more than {@link MAX_LINE_BYTES} is cut, and is then the last one. */
export async function* readLines(
	descriptor: number,
	fileSystem: FileSystem,
	chunkBytes = CHUNK_BYTES,
): AsyncGenerator<Line> {
	let rest: Buffer = Buffer.alloc(0);
	let lineNumber = 1;
	let position = 0;
	while (rest.length <= MAX_LINE_BYTES) {
		const chunk = await fileSystem.read(descriptor, chunkBytes, position);
		if (chunk.length === 0) break;
		position += chunk.length;
		rest = Buffer.concat([rest, chunk]);
		for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
			yield { bytes: rest.subarray(0, end), lineNumber, isComplete: true };
			rest = rest.subarray(end + 1);
			lineNumber += 1;
		}
	}
	if (rest.length > 0) yield { bytes: rest, lineNumber, isComplete: rest.length > MAX_LINE_BYTES };
}

/**
 * Parses a line. Returns the event, or what the line is instead. Only an incomplete line can be the start of an event.
 */
export function parseLine({ bytes, isComplete }: Line): RecordedEvent | "empty" | "start" | "other" {
	const event = isUtf8(bytes) ? parseEvent(bytes.toString()) : undefined;
	if (event !== undefined) return event;
	if (isComplete) return bytes.length === 0 ? "empty" : "other";
	return isTruncatedEvent(bytes.toString()) ? "start" : "other";
}

/**
 * Returns a digest of the properties that the service sends again if it sends an event again. Digests detect duplicates,
 * and use little memory even if lines are long.
 */
export function digestEvent({ time, sentTime = time, account, operator, platform = "", tags }: RecordedEvent): string {
	return createHash("sha256")
		.update(JSON.stringify([sentTime, account, operator, platform, tags]))
		.digest("base64");
}
