import { closest, distance } from "fastest-levenshtein";
import { escapeControlCharacters } from "../util";
import { customField } from "./fields";
import type { SchemaError } from "./schema";
import { containsUnknown, unknownValue } from "./types";

/** The candidate that a misspelt name most likely means; nothing where none is near. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
	if (candidates.length === 0) return undefined;
	const found = closest(
		name.toLowerCase(),
		candidates.map((candidate) => candidate.toLowerCase()),
	);
	const candidate = candidates.find((each) => each.toLowerCase() === found);
	const mostEdits = Math.max(2, Math.floor(name.length / 3));
	return distance(name.toLowerCase(), found) <= mostEdits ? candidate : undefined;
}

/** One thing wrong with the inputs. */
export interface InputFailure {
	/** Where: `nick`, `custom.Team`. */
	readonly path: string;
	/** The same key by key: a key may have dots. */
	readonly keys: readonly string[];
	/** What is wrong and what the limit is; never the value. */
	readonly reason: string;
}

/** The failures in ajv's errors. Values that are not known yet in a preview pass. */
export function toFailures(errors: readonly SchemaError[]): readonly InputFailure[] {
	return errors
		.filter((error) => !isUnknown(error) && error.keyword !== "propertyNames")
		.map((error) => failureAt(keysOf(error), describeError(error)));
}

/** What is wrong at one place. */
export function failureAt(keys: readonly string[], words: string): InputFailure {
	return { path: keys.map(escapeControlCharacters).join("."), keys, reason: words };
}

const reason: Readonly<Record<string, (error: SchemaError) => string>> = {
	type: ({ params }) => `must be ${typeNames[String(params.type)] ?? params.type}`,
	required: () => "is required",
	additionalProperties: ({ params, parentSchema }) =>
		unknownProperty(String(params.additionalProperty), parentSchema as Titled),
	enum: ({ params, data }) => oneOf(params.allowedValues as readonly string[], data),
	minimum: ({ parentSchema }) => `must be from ${parentSchema?.minimum} to ${parentSchema?.maximum}`,
	maximum: ({ parentSchema }) => `must be from ${parentSchema?.minimum} to ${parentSchema?.maximum}`,
	maxProperties: ({ data, schema }) =>
		`has ${Object.keys(Object(data)).length} accounts; the limit is ${schema}, make several sets`,
	minLength: () => "must not be empty",
	maxBytes: ({ data, schema }) => `is ${Buffer.byteLength(String(data))} bytes of UTF-8; the limit is ${schema}`,
	wellFormed: () => "holds half of a surrogate pair, which UTF-8 cannot carry",
	printableAscii: () => "must be printable ASCII",
	pattern: ({ parentSchema }) => String(parentSchema?.description),
	not: ({ parentSchema }) => String(parentSchema?.description),
	tagValue: () =>
		`must be text of at most ${customField.maxBytes} bytes of UTF-8, a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, or { uint64: "digits" } up to 18446744073709551615`,
};

const typeNames: Readonly<Record<string, string>> = {
	string: "text",
	boolean: "true or false",
	integer: "a whole number",
	object: "a map",
	array: "a list",
};

/** The schema sees `{ uint64: … }` as one value, of which the digits can be what is not known. */
function isUnknown({ data, keyword }: SchemaError): boolean {
	return data === unknownValue || (keyword === "tagValue" && containsUnknown(data));
}

function describeError(error: SchemaError): string {
	return reason[error.keyword]?.(error) ?? `is not valid (${error.keyword})`;
}

function keysOf({ instancePath, keyword, params, propertyName }: SchemaError): readonly string[] {
	const segments = instancePath
		.split("/")
		.slice(1)
		.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
	if (keyword === "required") segments.push(String(params.missingProperty));
	if (keyword === "additionalProperties") segments.push(String(params.additionalProperty));
	if (propertyName !== undefined) segments.push(propertyName);
	return segments;
}

function oneOf(allowed: readonly string[], value: unknown): string {
	const near = typeof value === "string" ? nearestName(value, allowed) : undefined;
	return `must be one of ${allowed.join(", ")}${near === undefined ? "" : `; the nearest is ${near}`}`;
}

/** A schema of a map whose keys are fixed. */
interface Titled {
	/** What the map is: `a profile`. */
	readonly title: string;
	readonly properties: object;
}

function unknownProperty(name: string, { title, properties }: Titled): string {
	const known = Object.keys(properties).filter((each) => !each.startsWith("__"));
	const near = nearestName(name, known);
	return `is not a property of ${title}${near === undefined ? "; see the list of inputs in the README" : `; did you mean ${near}?`}`;
}
