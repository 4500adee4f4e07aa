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
	/**
	 * Time of the change as the service sent it, if `time` is the time of arrival because the sent time is later. ISO 8601
	 * in UTC, or a number of milliseconds if it is not a date. It identifies an event that the service sends again.
	 */
	readonly sentTime?: string;
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
 * The maximum length of an event in a file, in characters. The watch records shorter ones. The expressions of this module
 * fail for texts of several megabytes.
 */
const MAX_LINE_LENGTH = 1024 * 1024;

/** The error for a line that is not an event. The message continues the name of the file. */
export class EventLineError extends Error {
	override readonly name = "EventLineError";

	constructor(lineNumber: number) {
		super(`line ${lineNumber}: not an event; correct or remove the line`);
	}
}

/**
 * Whether a text is the start of a line as {@link formatEvent} writes it. A crash, or a write in progress, can leave such
 * a text at the end of a file; a power failure can leave zero bytes after it.
 */
export function isTruncatedEvent(text: string): boolean {
	return text.length <= MAX_LINE_LENGTH && truncatedEvent.test(text.replace(/\0+$/, ""));
}

/**
 * Reads the events of a file in order, in groups, so that only a part of the file is in memory. With `accounts`, skips
 * events of other accounts. Skips empty lines, and an incomplete event at the end of the file.
 *
 * @throws the file system error, such as `ENOENT`, EncodingError, or EventLineError.
 */
export async function* readEvents(
	file: string,
	accounts?: ReadonlySet<string>,
): AsyncGenerator<readonly RecordedEvent[]> {
	const parser = createLineParser(accounts);
	let rest = "";
	for await (const part of decodeChunks(createReadStream(file), { isGrowing: true })) {
		const end = part.lastIndexOf("\n") + 1;
		if (end > 0) yield parser.parse(rest + part.slice(0, end));
		rest = end > 0 ? part.slice(end) : rest + part;
		if (rest.length <= MAX_LINE_LENGTH) continue;
		yield parser.parse(`${rest}\n`); // the parser rejects the line, of which the rest is not read
		rest = "";
	}
	if (rest !== "") yield parser.parse(`${rest}\n`);
	parser.end();
}

interface LineParser {
	/** Parses lines, each of which ends with a line break. @throws EventLineError for an earlier line */
	parse(lines: string): readonly RecordedEvent[];
	/** @throws EventLineError if the last line is neither an event nor the start of one */
	end(): void;
}

function createLineParser(accounts: ReadonlySet<string> | undefined): LineParser {
	/** The previous line, if it was not an event. Only the last line of a file may be incomplete. */
	let invalid: { readonly line: string; readonly lineNumber: number } | undefined;
	let lineNumber = 0;
	const parseLine = (line: string) => {
		const event = line.length > MAX_LINE_LENGTH ? undefined : parseEvent(line);
		if (event === undefined && line !== "") invalid = { line, lineNumber };
		return event !== undefined && accounts?.has(event.account) !== false ? [event] : [];
	};
	return {
		parse(lines) {
			const events: RecordedEvent[] = [];
			for (let start = 0, end = 0; start < lines.length; start = end + 1) {
				end = lines.indexOf("\n", start);
				lineNumber += 1;
				if (invalid !== undefined) throw new EventLineError(invalid.lineNumber);
				if (accounts !== undefined && isAboutOthers(lines, { start, end }, accounts)) continue;
				events.push(...parseLine(lines.slice(start, end).replace(/\r$/, "")));
			}
			return events;
		},
		end() {
			if (invalid !== undefined && !isUnfinished(invalid.line)) throw new EventLineError(invalid.lineNumber);
		},
	};
}

/**
 * Whether the line at an offset is an event of an account that is not in `accounts`. Returns `false` for a line that is not
 * exactly as {@link formatEvent} writes it. Parsing each line of a large file would take several times as long.
 */
function isAboutOthers(
	lines: string,
	{ start, end }: { readonly start: number; readonly end: number },
	accounts: ReadonlySet<string>,
): boolean {
	if (end - start > MAX_LINE_LENGTH) return false;
	eventLine.lastIndex = start;
	if (!eventLine.test(lines)) return false;
	const accountStart = start + ACCOUNT_OFFSET;
	const account = lines.slice(accountStart, lines.indexOf('"', accountStart));
	return !account.includes("\\") && !accounts.has(account);
}

/** Whether a line may be the start of an event. The order of the fields is irrelevant, because nothing is removed. */
function isUnfinished(line: string): boolean {
	if (line.length > MAX_LINE_LENGTH || completeEvent.test(line)) return false;
	return isTruncatedEvent(line) || (line.startsWith('{"version":1,') && !line.endsWith("}"));
}

/** A part of a line: an expression for the complete part, and one for the part that ends at any place. */
interface LinePart {
	readonly complete: string;
	readonly truncated: string;
}

const plainCharacters = String.raw`[^"\\\x00-\x1f\u2028\u2029]*`;
const characters = String.raw`${plainCharacters}(?:\\(?:["\\bfnrt]|u[0-9a-f]{4})${plainCharacters})*`;
const truncatedCharacter = String.raw`(?:\\(?:u[0-9a-f]{0,3})?)?`;
const text: LinePart = { complete: `"${characters}"`, truncated: `(?:"${characters}${truncatedCharacter})?` };
const texts: LinePart = {
	complete: String.raw`\[(?:${text.complete}(?:,${text.complete})*)?\]`,
	truncated: String.raw`(?:\[(?:${text.complete},)*(?:${text.complete}|${text.truncated}))?`,
};

/** The text before the time in each line that {@link formatEvent} writes. */
const BEFORE_TIME = '{"version":1,"time":';

/** The text between the time and the account in each line that {@link formatEvent} writes. */
const BEFORE_ACCOUNT = ',"account":';

/** The parts of a line that {@link formatEvent} writes. */
const lineParts: readonly LinePart[] = [
	literal(BEFORE_TIME),
	text,
	literal(BEFORE_ACCOUNT),
	text,
	literal(',"operator":'),
	text,
	optional([literal(',"platform":'), text]),
	optional([literal(',"sentTime":'), text]),
	literal(',"tags":'),
	texts,
	literal(',"ours":'),
	{ complete: "(?:true|false)", truncated: `(?:${literal("true").truncated}|${literal("false").truncated})` },
	literal("}"),
];

/** An expression for every truncated line of {@link formatEvent}. */
const truncatedEvent = new RegExp(`^${truncatedParts(lineParts)}$`, "s");

/** An expression for every complete line of {@link formatEvent}, and for such a line with another time. */
const completeEvent = new RegExp(`^${completeParts(lineParts)}$`);

/** The form of a time that `Date.toISOString` returns. Every text of this form is a time. */
const time = String.raw`"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z"`;

/** An expression for a complete line of {@link formatEvent} at an offset of a text. */
const eventLine = new RegExp(`${completeParts(lineParts.with(1, { complete: time, truncated: "" }))}\n`, "y");

/** The offset of the account ID, without its quotation mark, in a line that matches {@link eventLine}. */
const ACCOUNT_OFFSET = `${BEFORE_TIME}"2026-03-01T10:00:00.000Z"${BEFORE_ACCOUNT}"`.length;

function literal(characters: string): LinePart {
	const escaped = Array.from(characters, (each) => each.replace(/[{}[\]]/, String.raw`\$&`));
	return { complete: escaped.join(""), truncated: escaped.reduceRight((rest, each) => `(?:${each}${rest})?`, "") };
}

function optional(parts: readonly LinePart[]): LinePart {
	return { complete: `(?:${completeParts(parts)})?`, truncated: truncatedParts(parts) };
}

function completeParts(parts: readonly LinePart[]): string {
	return parts.map(({ complete }) => complete).join("");
}

/** Returns an expression for complete parts that are followed by a truncated part. */
function truncatedParts(parts: readonly LinePart[]): string {
	return parts.reduceRight((rest, { complete, truncated }) => `(?:${complete}${rest}|${truncated})`, "");
}

function toEscape(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16)}`;
}

function isRecordedEvent(value: unknown): value is RecordedEvent {
	if (!isPlainObject(value)) return false;
	const { version, time, account, operator, platform, sentTime, tags, ours } = value;
	if (version !== 1 || typeof ours !== "boolean" || typeof time !== "string") return false;
	if (![account, operator, platform ?? "", sentTime ?? ""].every((text) => typeof text === "string")) return false;
	if (Number.isNaN(Date.parse(time))) return false;
	return Array.isArray(tags) && tags.every((tag) => typeof tag === "string");
}
