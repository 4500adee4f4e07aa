import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { escapeControlCharacters } from "../util/text";
import { isUint64 } from "./compare";
import { customField } from "./fields";
import { nearestKeys, type PathSchema } from "./input-paths";
import { MAX_UINT64 } from "./limits";
import { nearestName } from "./nearest-name";
import { containsUnknown, unknownValue } from "./types";

/**
 * Compiles a JSON Schema, which can contain the keywords `maxBytes`, `wellFormed`, `printableAscii` and `tagValue`. The
 * compiled function collects all errors, and each error contains the invalid value. To compile faster, the schema
 * itself is not validated and the generated code is not optimized, because a process compiles each schema once and
 * validates few inputs.
 */
export function compileSchema(schema: object): ValidateFunction {
	const fastCompile = { meta: false, validateSchema: false, code: { optimize: false } };
	const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, ...fastCompile });
	ajv.addKeyword({ keyword: "maxBytes", type: "string", schemaType: "number", validate: isWithinBytes });
	ajv.addKeyword({ keyword: "wellFormed", type: "string", schemaType: "boolean", validate: isWellFormed });
	ajv.addKeyword({ keyword: "printableAscii", type: "string", schemaType: "boolean", validate: isPrintableAscii });
	ajv.addKeyword({ keyword: "tagValue", schemaType: "boolean", validate: isTagValue });
	return ajv.compile(schema);
}

function isWithinBytes(maxBytes: number, text: string): boolean {
	return Buffer.byteLength(text) <= maxBytes;
}

function isWellFormed(_: boolean, text: string): boolean {
	return !/\p{Surrogate}/u.test(text);
}

function isPrintableAscii(_: boolean, text: string): boolean {
	return /^[\x20-\x7e]*$/.test(text);
}

function isTagValue(_: boolean, value: unknown): boolean {
	if (typeof value === "string") return isWithinBytes(customField.maxBytes, value) && isWellFormed(true, value);
	if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0;
	return isUint64(value) && Object.keys(value).length === 1 && isUint64Digits(value.uint64);
}

function isUint64Digits(digits: string): boolean {
	return /^\d{1,20}$/.test(digits) && BigInt(digits) <= MAX_UINT64;
}

/** A validation error of ajv, whose parameters are keyed by parameter name. */
export type SchemaError = ErrorObject<string, Record<string, unknown>, unknown>;

/** The path of one invalid input, and the reason why the input is invalid. */
export interface InputFailure {
	/** Path of the input as text for messages, such as `nick` or `custom.Team`. */
	readonly path: string;
	/** Path of the input as a list of map keys, because a map key can contain dots. */
	readonly keys: readonly string[];
	/** Description of the problem and of the limit. Does not contain the path or the value of the input. */
	readonly reason: string;
}

/** Converts validation errors of ajv to failures. Errors about unknown values in a preview are ignored. */
export function toFailures(errors: readonly ErrorObject[] | null | undefined): readonly InputFailure[] {
	return ((errors ?? []) as readonly SchemaError[])
		.filter((error) => !isUnknown(error) && error.keyword !== "propertyNames")
		.map((error) => failureAt(keysOf(error), describeError(error)));
}

/** Creates an {@link InputFailure} from the path of the input as a list of map keys. */
export function failureAt(keys: readonly string[], reason: string): InputFailure {
	return { path: keys.map(escapeControlCharacters).join("."), keys, reason };
}

/**
 * Returns whether an error is about an unknown value. The digits in a tag value `{ uint64: … }` can also be unknown.
 */
function isUnknown({ data, keyword }: SchemaError): boolean {
	return data === unknownValue || (keyword === "tagValue" && containsUnknown(data));
}

function keysOf({ instancePath, keyword, params, propertyName }: SchemaError): readonly string[] {
	const keys = instancePath
		.split("/")
		.slice(1)
		.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
	if (keyword === "required") keys.push(String(params.missingProperty));
	if (keyword === "additionalProperties") keys.push(String(params.additionalProperty));
	if (propertyName !== undefined) keys.push(propertyName);
	return keys;
}

function describeError(error: SchemaError): string {
	return descriptions[error.keyword]?.(error) ?? `is invalid (${error.keyword})`;
}

const descriptions: Readonly<Record<string, (error: SchemaError) => string>> = {
	type: describeType,
	required: () => "is required",
	additionalProperties: ({ params, parentSchema }) =>
		describeUnknownProperty(String(params.additionalProperty), parentSchema as TitledSchema),
	enum: ({ params, data }) => describeEnum(params.allowedValues as readonly string[], data),
	minimum: ({ parentSchema }) => `must be from ${parentSchema?.minimum} to ${parentSchema?.maximum}`,
	maximum: ({ parentSchema }) => `must be from ${parentSchema?.minimum} to ${parentSchema?.maximum}`,
	maxProperties: ({ data, schema }) =>
		`has ${Object.keys(Object(data)).length} accounts; the limit is ${schema}, so use several sets`,
	minLength: () => "must not be empty",
	maxBytes: ({ data, schema }) => `is ${Buffer.byteLength(String(data))} bytes of UTF-8; the limit is ${schema}`,
	wellFormed: () => "contains an unpaired surrogate, which UTF-8 cannot represent",
	printableAscii: () => "must be printable ASCII",
	pattern: describePattern,
	not: ({ parentSchema }) => String(parentSchema?.description),
	tagValue: () =>
		`must be text of at most ${customField.maxBytes} bytes of UTF-8, an integer from 0 to ${Number.MAX_SAFE_INTEGER}, or { uint64: "digits" } up to ${MAX_UINT64}`,
};

const typeNames: Readonly<Record<string, string>> = {
	string: "a string",
	boolean: "true or false",
	integer: "an integer",
	object: "a map",
	array: "a list",
};

function describeType(error: SchemaError): string {
	const words = `must be ${typeNames[String(error.params.type)] ?? error.params.type}`;
	return isUnquoted(error) && error.instancePath.endsWith("/account") ? `${words}; put it in quotes` : words;
}

/** Returns whether an error is about a number or a boolean where text is required, such as a UserID of digits in YAML. */
export function isUnquoted({ keyword, params, data }: SchemaError): boolean {
	return keyword === "type" && params.type === "string" && (typeof data === "number" || typeof data === "boolean");
}

/** Describes an invalid value, or an invalid key of a map, for which the description of the schema is the message. */
function describePattern({ parentSchema, propertyName }: SchemaError): string {
	const map = { propertyNames: parentSchema, additionalProperties: {} } as PathSchema;
	const nearest = propertyName === undefined ? undefined : nearestKeys(map, propertyName);
	return `${parentSchema?.description}${nearest === undefined ? "" : `; did you mean ${nearest.join(".")}?`}`;
}

function describeEnum(allowed: readonly string[], value: unknown): string {
	const nearest = typeof value === "string" ? nearestName(value, allowed) : undefined;
	return `must be one of ${allowed.join(", ")}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`;
}

/** The JSON Schema of an object, with a noun phrase that names the object in messages, such as `a profile`. */
type TitledSchema = PathSchema & { readonly title: string };

function describeUnknownProperty(name: string, { title, ...schema }: TitledSchema): string {
	const nearest = nearestKeys(schema, name)?.join(".");
	return `is not a property of ${title}; ${nearest === undefined ? "see docs/inputs.md" : `did you mean ${nearest}?`}`;
}
