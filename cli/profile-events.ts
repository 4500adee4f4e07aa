import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/**
 * One change of a profile, as the service reported it.
 *
 * Shape: one JSON object a line of an events file, which is only ever appended to. Values are not in it.
 * Source: after-event Profile.CallbackPortraitSet, https://trtc.io/document/48733
 */
export interface RecordedEvent {
	/** The version of this shape. */
	readonly version: 1;
	/** When it happened, as ISO 8601 in UTC. */
	readonly time: string;
	/** Whose profile changed. */
	readonly account: string;
	/** Who changed it: a user, or the admin account of a REST call. */
	readonly operator: string;
	/** From where, as the service calls it, such as `RESTAPI`; absent where it does not say. */
	readonly platform?: string;
	/** The tags that were changed, as on the wire. */
	readonly tags: readonly string[];
	/** Whether it was this package's own identifier that wrote. */
	readonly ours: boolean;
}

/** A line of an events file, with its line break. {@link parseEvent} is its inverse. */
export function formatEvent(event: RecordedEvent): string {
	const json = JSON.stringify(event);
	return `${json.replaceAll(/[\u2028\u2029]/g, escaped)}\n`; // which end a line for those who read lines
}

function escaped(sign: string): string {
	return `\\u${sign.charCodeAt(0).toString(16)}`;
}

/** The event in a line; nothing where the line is not one, such as the torn last line after a crash. */
export function parseEvent(line: string): RecordedEvent | undefined {
	try {
		const event: unknown = JSON.parse(line);
		return isRecordedEvent(event) ? event : undefined;
	} catch {
		return undefined;
	}
}

/** The events of a file in its order, one in memory at a time; lines that are none are left out. Errors: the system's. */
export async function* readEvents(file: string): AsyncGenerator<RecordedEvent> {
	const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
	for await (const line of lines) {
		const event = parseEvent(line);
		if (event !== undefined) yield event;
	}
}

function isRecordedEvent(value: unknown): value is RecordedEvent {
	if (typeof value !== "object" || value === null) return false;
	const { version, time, account, operator, platform, tags, ours } = value as Partial<RecordedEvent>;
	const texts = [time, account, operator, platform ?? ""].every((text) => typeof text === "string");
	if (version !== 1 || !texts || typeof ours !== "boolean" || Number.isNaN(Date.parse(time ?? ""))) return false;
	return Array.isArray(tags) && tags.every((tag) => typeof tag === "string");
}
