import { isLosslessNumber, LosslessNumber, parse, stringify } from "lossless-json";
import { isUint64 } from "./values";

/** A JSON object of which nothing else is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: not an array, not `null`, not an exact number. */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/**
 * Parses JSON without rounding.
 *
 * Shape: a whole number beyond 2^53 becomes a `LosslessNumber`, any other a number; of two equal keys the last wins.
 * Errors: `SyntaxError` when the text is not JSON.
 */
export function parseExact(text: string): unknown {
	return parse(text, null, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue });
}

/**
 * Decodes UTF-8 and parses it with {@link parseExact}.
 *
 * Errors: `TypeError` for bytes that are not UTF-8, `SyntaxError` for text that is not JSON.
 */
export function parseBytes(bytes: Uint8Array): unknown {
	return parseExact(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
}

/**
 * Parses text that a person wrote.
 *
 * Errors: `Error` with one line that says where the text stops being JSON.
 */
export function parseWritten(text: string | Uint8Array): unknown {
	try {
		return plain(typeof text === "string" ? parseExact(text) : parseBytes(text));
	} catch (error) {
		throw new Error(`not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
	}
}

/** Writes JSON in which `{ uint64: "…" }` is a bare number with all its digits. */
export function stringifyExact(value: JsonObject): string {
	return stringify(value, (_key, item) => (isUint64(item) ? new LosslessNumber(item.uint64) : item)) ?? "{}";
}

/** Replaces exact numbers by `{ uint64: "…" }`, at any depth, so that plain code can read the value. */
export function plain(value: unknown): unknown {
	if (isLosslessNumber(value)) return { uint64: value.value };
	if (Array.isArray(value)) return value.map(plain);
	if (!isJsonObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function exactNumber(text: string): number | LosslessNumber {
	const number = Number(text);
	const isWhole = /^-?\d+$/.test(text);
	return isWhole && !Number.isSafeInteger(number) ? new LosslessNumber(text) : number;
}
