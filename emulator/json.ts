import { isLosslessNumber, LosslessNumber, parse, stringify } from "lossless-json";

/** Whether a value is the `{ uint64 }` form of {@link TagValue}, digits and all. */
export function isUint64(value: unknown): value is { readonly uint64: string } {
	if (typeof value !== "object" || value === null) return false;
	const digits = (value as { readonly uint64?: unknown }).uint64;
	return typeof digits === "string" && /^\d{1,20}$/.test(digits) && Object.keys(value).length === 1;
}

/** A JSON object of which nothing else is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The most levels of objects and lists in a text. */
const MAX_DEPTH = 64;

const tooDeep = `nested deeper than ${MAX_DEPTH} levels`;

/** Whether a value is a JSON object: not an array, not `null`, not an exact number. */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/**
 * Parses JSON without rounding.
 *
 * Shape: a whole number beyond 2^53 becomes a `LosslessNumber`, any other a number; of two equal keys the last wins.
 * Limits: {@link MAX_DEPTH} levels of objects and lists, the emulator's own: the documented bodies have four.
 * Errors: `SyntaxError` when the text is not JSON, or is nested deeper.
 */
export function parseLossless(text: string): unknown {
	const value = parseAnyDepth(text);
	if (!isWithinDepth(value, MAX_DEPTH)) throw new SyntaxError(tooDeep);
	return value;
}

/**
 * Decodes UTF-8 and parses it with {@link parseLossless}.
 *
 * Errors: `TypeError` for bytes that are not UTF-8, `SyntaxError` for text that is not JSON.
 */
export function parseBytes(bytes: Uint8Array): unknown {
	return parseLossless(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
}

/**
 * Parses text that a person wrote.
 *
 * Errors: `Error` with one line that says where the text stops being JSON.
 */
export function parseUserJson(text: string | Uint8Array): unknown {
	try {
		return toPlain(typeof text === "string" ? parseLossless(text) : parseBytes(text));
	} catch (error) {
		throw new Error(`not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
	}
}

/** Writes JSON in which `{ uint64: "…" }` is a bare number with all its digits. */
export function stringifyLossless(value: JsonObject): string {
	return stringify(value, (_key, item) => (isUint64(item) ? new LosslessNumber(item.uint64) : item)) ?? "{}";
}

/** Replaces exact numbers by `{ uint64: "…" }`, at any depth, so that plain code can read the value. */
export function toPlain(value: unknown): unknown {
	if (isLosslessNumber(value)) return { uint64: value.value };
	if (Array.isArray(value)) return value.map(toPlain);
	if (!isJsonObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}

function parseAnyDepth(text: string): unknown {
	try {
		return parse(text, null, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue });
	} catch (error) {
		throw error instanceof RangeError ? new SyntaxError(tooDeep) : error; // the stack was used up
	}
}

function isWithinDepth(value: unknown, levels: number): boolean {
	if (!Array.isArray(value) && !isJsonObject(value)) return true;
	return levels > 0 && Object.values(value).every((item) => isWithinDepth(item, levels - 1));
}

function exactNumber(text: string): number | LosslessNumber {
	const number = Number(text);
	const isWhole = /^-?\d+$/.test(text);
	return isWhole && !Number.isSafeInteger(number) ? new LosslessNumber(text) : number;
}
