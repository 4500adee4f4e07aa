import { isLosslessNumber, LosslessNumber, parse, stringify } from "lossless-json";

/** A JSON object whose properties have not been checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The maximum number of nested levels in a JSON document. The service does not document a limit; the bodies that it
 * documents have four levels.
 */
const MAX_DEPTH = 64;

const TOO_DEEP = `nested deeper than ${MAX_DEPTH} levels`;

/** Whether a value is a JSON object: not an array, not `null`, not a `LosslessNumber`. */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/**
 * Returns a value if it is a JSON object. Otherwise throws an error whose message starts with `where`, the path of the
 * value.
 */
export function requireObject(where: string, value: unknown): JsonObject {
	if (!isJsonObject(value)) throw new Error(`${where}: must be an object`);
	return value;
}

/**
 * Whether a value has the form `{ uint64: "18446744073709551615" }`. Code and seed files write an integer above 2^53 in
 * this form.
 */
export function isUint64(value: unknown): value is { readonly uint64: string } {
	if (typeof value !== "object" || value === null) return false;
	const digits = (value as { readonly uint64?: unknown }).uint64;
	return typeof digits === "string" && /^\d{1,20}$/.test(digits) && Object.keys(value).length === 1;
}

/**
 * Parses JSON without rounding: an integer above 2^53 becomes a `LosslessNumber`. If an object repeats a key, the last
 * value is used.
 *
 * @throws SyntaxError if the text is not JSON, or is nested deeper than {@link MAX_DEPTH} levels.
 */
export function parseLossless(text: string): unknown {
	const value = parseAnyDepth(text);
	if (!isWithinDepth(value, MAX_DEPTH)) throw new SyntaxError(TOO_DEEP);
	return value;
}

/**
 * Decodes UTF-8 and parses it with {@link parseLossless}.
 *
 * @throws TypeError for bytes that are not UTF-8, SyntaxError for text that is not JSON.
 */
export function parseBytes(bytes: Uint8Array): unknown {
	return parseLossless(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
}

/**
 * Parses JSON from a user: a seed file or the body of a control request. An integer above 2^53 becomes
 * `{ uint64: "…" }`.
 *
 * @throws Error with a one-line message if the text is not JSON.
 */
export function parseUserJson(text: string | Uint8Array): unknown {
	try {
		return toPlain(typeof text === "string" ? parseLossless(text) : parseBytes(text));
	} catch (error) {
		throw new Error(`not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
	}
}

/** Formats an object as JSON. `{ uint64: "…" }` becomes a number with all digits. */
export function stringifyLossless(value: JsonObject): string {
	return stringify(value, (_key, item) => (isUint64(item) ? new LosslessNumber(item.uint64) : item)) ?? "{}";
}

/** Replaces every `LosslessNumber` in a value with `{ uint64: "…" }`, at any depth. */
export function toPlain(value: unknown): unknown {
	if (isLosslessNumber(value)) return { uint64: value.value };
	if (Array.isArray(value)) return value.map(toPlain);
	if (!isJsonObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}

function parseAnyDepth(text: string): unknown {
	try {
		return parse(text, null, { parseNumber: parseExactNumber, onDuplicateKey: ({ newValue }) => newValue });
	} catch (error) {
		throw error instanceof RangeError ? new SyntaxError(TOO_DEEP) : error; // `parse` overflowed the call stack
	}
}

function isWithinDepth(value: unknown, levels: number): boolean {
	if (!Array.isArray(value) && !isJsonObject(value)) return true;
	return levels > 0 && Object.values(value).every((item) => isWithinDepth(item, levels - 1));
}

function parseExactNumber(text: string): number | LosslessNumber {
	const number = Number(text);
	if (!Number.isFinite(number)) throw new SyntaxError("a number is too large");
	const isInteger = /^-?\d+$/.test(text);
	return isInteger && !Number.isSafeInteger(number) ? new LosslessNumber(text) : number;
}
