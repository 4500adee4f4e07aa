import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { isPlainObject } from "../provider/util/core";
import { decodeChunks } from "../provider/util/text-encoding";

/**
 * A profile change that the service reported, without the changed values.
 *
 * Shape: one line of JSON in an append-only events file.
 *
 * @see after-event Profile.CallbackPortraitSet, https://trtc.io/document/48733
 */
export interface RecordedEvent {
	/** Version of the event format. */
	readonly version: 1;
	/** Time of the change, as ISO 8601 in UTC. */
	readonly time: string;
	/** Account whose profile was changed. */
	readonly account: string;
	/** Account that made the change: a user, or the admin account that made the REST call. */
	readonly operator: string;
	/** Client platform in the service's spelling, such as `RESTAPI`. Undefined if the service did not send one. */
	readonly platform?: string;
	/** Changed tags, spelled as in the REST API. */
	readonly tags: readonly string[];
	/**
	 * Whether this package made the change: the operator is an identifier of this package, and the change was a REST
	 * call.
	 */
	readonly ours: boolean;
}

/**
 * The settings in the console that the service requires to send a webhook when a profile changes. The documents of the
 * service mention only the webhook; users report that the subscription is required too.
 */
export const CONSOLE_SETTINGS =
	"the webhook for profile changes and, as users report, the subscription to profile changes (Login and Message)";

/** Formats an event as a line of an events file, including the line break. {@link parseEvent} is the inverse. */
export function formatEvent(event: RecordedEvent): string {
	const json = JSON.stringify(event);
	return `${json.replaceAll(/[\u2028\u2029]/g, toEscape)}\n`; // some readers treat these characters as line breaks
}

/**
 * Parses a line of an events file. Returns `undefined` if the line is not an event, for example because a crash
 * truncated the line.
 */
export function parseEvent(line: string): RecordedEvent | undefined {
	try {
		const event: unknown = JSON.parse(line);
		return isRecordedEvent(event) ? event : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Reads the events of a file in order, and keeps only one event in memory at a time. Skips lines that are not events.
 *
 * @throws the file system error, such as `ENOENT`, or EncodingError.
 */
export async function* readEvents(file: string): AsyncGenerator<RecordedEvent> {
	const input = Readable.from(decodeChunks(createReadStream(file), { isGrowing: true }));
	const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
	for await (const line of lines) {
		const event = parseEvent(line);
		if (event !== undefined) yield event;
	}
}

function toEscape(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16)}`;
}

function isRecordedEvent(value: unknown): value is RecordedEvent {
	if (!isPlainObject(value)) return false;
	const { version, time, account, operator, platform, tags, ours } = value;
	if (version !== 1 || typeof ours !== "boolean" || typeof time !== "string") return false;
	if (![account, operator, platform ?? ""].every((text) => typeof text === "string")) return false;
	if (Number.isNaN(Date.parse(time))) return false;
	return Array.isArray(tags) && tags.every((tag) => typeof tag === "string");
}
