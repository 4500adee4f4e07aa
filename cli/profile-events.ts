import { createReadStream } from "node:fs";
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
 * Reads the events of a file in order, in groups, so that only a part of the file is in memory. Skips lines that are not
 * events. With `accounts`, skips events of other accounts.
 *
 * @throws the file system error, such as `ENOENT`, or EncodingError.
 */
export async function* readEvents(
	file: string,
	accounts?: ReadonlySet<string>,
): AsyncGenerator<readonly RecordedEvent[]> {
	let rest = "";
	for await (const part of decodeChunks(createReadStream(file), { isGrowing: true })) {
		const end = part.lastIndexOf("\n") + 1;
		if (end > 0) yield parseLines(rest + part.slice(0, end), accounts);
		rest = end > 0 ? part.slice(end) : rest + part;
	}
	yield parseLines(`${rest}\n`, accounts);
}

/** Parses lines, each of which ends with a line break. */
function parseLines(text: string, accounts: ReadonlySet<string> | undefined): readonly RecordedEvent[] {
	const events: RecordedEvent[] = [];
	for (let start = 0; start < text.length; start = text.indexOf("\n", start) + 1) {
		if (accounts !== undefined && isAboutOthers(text, start, accounts)) continue;
		const event = parseEvent(text.slice(start, text.indexOf("\n", start)));
		if (event !== undefined && accounts?.has(event.account) !== false) events.push(event);
	}
	return events;
}

/** The start of each line that {@link formatEvent} writes, before the time. */
const LINE_START = '{"version":1,"time":"';

/** The text between the time and the account in each line that {@link formatEvent} writes. */
const BEFORE_ACCOUNT = '","account":"';

/**
 * Whether the line at an index is certainly an event of an account that is not in `accounts`. Returns `false` for a line
 * that another program has changed. Parsing each line of a large file would take several times as long.
 */
function isAboutOthers(text: string, start: number, accounts: ReadonlySet<string>): boolean {
	if (!text.startsWith(LINE_START, start)) return false;
	const timeEnd = text.indexOf('"', start + LINE_START.length);
	if (!text.startsWith(BEFORE_ACCOUNT, timeEnd)) return false;
	const accountStart = timeEnd + BEFORE_ACCOUNT.length;
	const accountEnd = text.indexOf('"', accountStart);
	const account = text.slice(accountStart, accountEnd);
	return !account.includes("\\") && !account.includes("\n") && !accounts.has(account);
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
