import { isPlainObject } from "../../provider/util/core";

/**
 * Maximum number of characters that are scanned to find a document between other text, as a multiple of the length of
 * the text.
 */
const MAX_SCANS = 4;

/**
 * Parses the JSON document in the output of a Pulumi command. Text before and after the document, such as warnings or
 * the script lines of npm, is skipped. If the text contains several JSON objects on lines of their own, the first one
 * that has a property of `keys` is the document.
 *
 * @throws Error with a one-line message if the text contains no JSON document, or a stream of engine events.
 */
export function parseJsonDocument(text: string, keys: readonly string[]): unknown {
	if (text.trim() === "") throw new Error("the file is empty; create it again");
	const whole = parseJson(text);
	let first = whole;
	for (const parsed of whole === undefined ? embeddedObjects(text) : [whole]) {
		if (isEngineEvent(parsed.value)) {
			throw new Error(
				"a stream of events, not one document; unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW and create the file again",
			);
		}
		if (hasProperty(parsed.value, keys)) return parsed.value;
		first ??= parsed;
	}
	if (first === undefined) throw new Error("not valid JSON");
	return first.value;
}

interface ParsedJson {
	readonly value: unknown;
}

/** Parses a text as JSON. Returns `undefined` if the text is not JSON. */
function parseJson(text: string): ParsedJson | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

/** Returns the JSON objects in a text that start at the beginning of a line. */
function* embeddedObjects(text: string): Generator<ParsedJson> {
	const lineStart = /^\{(?=\s*["}])/gm;
	let scanned = 0;
	for (let match = lineStart.exec(text); match !== null; match = lineStart.exec(text)) {
		const end = endOfObject(text, match.index) ?? text.length;
		const parsed = parseJson(text.slice(match.index, end));
		if (parsed !== undefined) {
			yield parsed;
			lineStart.lastIndex = end;
		}
		scanned += end - match.index;
		if (scanned > MAX_SCANS * text.length) return;
	}
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [...'"\\{}'].map((character) => character.charCodeAt(0));

/** Returns the index after the closing brace of the object that starts at `start`, or `undefined` if it is not closed. */
function endOfObject(text: string, start: number): number | undefined {
	let depth = 0;
	for (let index = start; index < text.length; index += 1) {
		const code = text.charCodeAt(index);
		if (code === QUOTE) index = endOfString(text, index);
		else if (code === OPEN) depth += 1;
		else if (code === CLOSE) {
			depth -= 1;
			if (depth === 0) return index + 1;
		}
	}
	return undefined;
}

/** Returns the index of the quote that ends the string that starts at `start`, or the length of the text. */
function endOfString(text: string, start: number): number {
	let index = start + 1;
	while (index < text.length && text.charCodeAt(index) !== QUOTE) {
		index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
	}
	return index;
}

/** Whether a value is one event of the engine, as `pulumi up --json` writes one on each line. */
function isEngineEvent(value: unknown): boolean {
	return isPlainObject(value) && typeof value.sequence === "number" && typeof value.timestamp === "number";
}

function hasProperty(value: unknown, keys: readonly string[]): boolean {
	return isPlainObject(value) && keys.some((key) => Object.hasOwn(value, key));
}
