import { isLosslessNumber, LosslessNumber } from "lossless-json";
import { customField, type Field, fields, MAX_UINT32 } from "../provider/model/fields";
import { MAX_UINT64 } from "../provider/model/limits";
import { isJsonObject, isUint64, type JsonObject } from "./json";
import type { Quirks } from "./quirks";
import { catchRefusal, Refusal } from "./refusal";

/**
 * A value of a tag: text, a number, or `{ uint64: "18446744073709551615" }` for an integer above 2^53, which a
 * JavaScript number cannot hold exactly.
 */
export type TagValue = string | number | { readonly uint64: string };

/** Values keyed by tag, for example `{ Tag_Profile_IM_Nick: "Support" }`. */
export type Tags = Readonly<Record<string, TagValue>>;

/** Changes keyed by tag: a value sets the tag, `undefined` unsets the tag. A tag that is not a key keeps its value. */
export type TagChanges = Readonly<Record<string, TagValue | undefined>>;

/**
 * The site on which the app is registered. The two sites document different limits.
 *
 * @see https://trtc.io/document/33520 and https://cloud.tencent.com/document/product/269/1500
 */
export type Site = "china" | "international";

/**
 * The type and the limits of a tag's values. `zero` is the value that is equivalent to "never set"; some enums have no
 * such value.
 */
export type TagRule = TextRule | UintRule | EnumRule;

interface TextRule {
	readonly type: "string";
	readonly maxBytes: number;
	readonly zero: "";
}

interface UintRule {
	readonly type: "uint";
	readonly max: bigint;
	readonly zero: 0;
}

interface EnumRule {
	readonly type: "enum";
	readonly values: readonly string[];
	readonly zero?: string;
}

/** The rules of all tags of the app, keyed by tag. */
export type TagRules = ReadonlyMap<string, TagRule>;

/** The settings of an app that define which tags exist. */
export interface TagSettings {
	readonly site: Site;
	readonly customFields: readonly string[];
	readonly extraTags: Readonly<Record<string, "string" | "uint64">>;
}

/** The maximum number of custom fields of an app. Source: console, https://trtc.io/document/34419 */
const MAX_CUSTOM_FIELDS = 20;

/**
 * Creates the rules of an app's tags: the standard fields, its custom fields and its extra tags.
 *
 * @throws Error with a one-line message if there are more than 20 custom fields, or a keyword is not 1 to 8 English
 * letters.
 * Source: profile fields, https://trtc.io/document/33520 (location 16 bytes) and
 * https://cloud.tencent.com/document/product/269/1500 (500 bytes)
 */
export function createTagRules({ site, customFields, extraTags }: TagSettings): TagRules {
	checkKeywords(customFields);
	const standard = Object.values<Field>(fields).map((field) => [field.tag, standardRule(field, site)] as const);
	const custom = customFields.map((keyword) => [customField.prefix + keyword, customRule] as const);
	const extra = Object.entries(extraTags).map(([tag, type]) => [tag, extraRules[type]] as const);
	return new Map<string, TagRule>([...standard, ...custom, ...extra]);
}

const customRule: TagRule = { type: "string", maxBytes: customField.maxBytes, zero: "" };

const extraRules: Readonly<Record<"string" | "uint64", TagRule>> = {
	string: customRule,
	uint64: { type: "uint", max: MAX_UINT64, zero: 0 },
};

function standardRule(field: Field, site: Site): TagRule {
	switch (field.type) {
		case "string": {
			const maxBytes = site === "international" ? (field.adviseBytes ?? field.maxBytes) : field.maxBytes;
			return { type: "string", maxBytes, zero: "" };
		}
		case "uint32":
			return { type: "uint", max: BigInt(MAX_UINT32), zero: 0 };
		case "enum":
			return field;
	}
}

function checkKeywords(keywords: readonly string[]): void {
	if (keywords.length > MAX_CUSTOM_FIELDS) {
		throw new Error(`customFields: ${keywords.length} keywords; an app has at most ${MAX_CUSTOM_FIELDS}`);
	}
	const { keyword: pattern, maxKeywordBytes } = customField;
	const invalid = keywords.find((keyword) => !pattern.test(keyword) || keyword.length > maxKeywordBytes);
	if (invalid === undefined) return;
	throw new Error(`customFields: "${invalid}" must be 1 to ${maxKeywordBytes} English letters`);
}

/** The rules and quirks that decide whether a value may be stored. */
export interface ValueContext {
	readonly rules: TagRules;
	readonly quirks: Readonly<Quirks>;
}

/** The error codes with which a command refuses a value of the wrong type and a text that is too long. */
export interface ValueCodes {
	readonly wrongType: number;
	readonly tooLong: number;
}

const profileCodes: ValueCodes = { wrongType: 40610, tooLong: 40601 };

/**
 * Validates the value of a tag and returns the value to store. The limits of texts are in UTF-8 bytes. A text is stored
 * unchanged.
 *
 * @throws Refusal with 40009 for an unknown tag, 40610 for the wrong type, 40601 for text that is too long, 40605 for a
 * value that is not allowed or out of range, 80001 or 40005 for a sensitive word.
 * Source: profile fields, https://trtc.io/document/33520, and error codes, https://trtc.io/document/34348
 */
export function parseTagValue(
	tag: string,
	value: unknown,
	{ rules, quirks }: ValueContext,
	codes: ValueCodes = profileCodes,
): TagValue {
	const rule = rules.get(tag);
	if (rule === undefined) throw new Refusal(40009, `emulator: tag ${tag} does not exist`);
	switch (rule.type) {
		case "string":
			return parseText(value, rule, quirks, codes);
		case "enum":
			return parseEnum(value, rule, codes);
		case "uint":
			return parseUint(value, rule, quirks, codes);
	}
}

function parseText(value: unknown, { maxBytes }: TextRule, quirks: Quirks, codes: ValueCodes): string {
	if (typeof value !== "string") throw new Refusal(codes.wrongType);
	if (Buffer.byteLength(value) > maxBytes) throw new Refusal(codes.tooLong);
	const isSensitive = quirks.sensitiveWords.some((word) => value.includes(word));
	if (isSensitive) throw new Refusal(quirks.sensitiveWordCode);
	return value;
}

function parseEnum(value: unknown, { values }: EnumRule, codes: ValueCodes): string {
	if (typeof value !== "string") throw new Refusal(codes.wrongType);
	if (!values.includes(value)) throw new Refusal(40605);
	return value;
}

function parseUint(value: unknown, { max }: UintRule, quirks: Quirks, codes: ValueCodes): TagValue {
	const integer = toInteger(value, quirks);
	if (integer === undefined) throw new Refusal(codes.wrongType);
	if (integer < 0n || integer > max) throw new Refusal(40605);
	return integer <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(integer) : { uint64: integer.toString() };
}

function toInteger(value: unknown, { numericStrings }: Quirks): bigint | undefined {
	if (isLosslessNumber(value)) return BigInt(value.value);
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
	const isDigits = typeof value === "string" && /^\d{1,20}$/.test(value);
	return isDigits && numericStrings === "accepted" ? BigInt(value) : undefined;
}

/**
 * Validates tags from a seed file or a control request.
 *
 * @throws Error with a one-line message: `where`, the tag and the problem.
 */
export function assertTags(where: string, tags: JsonObject, context: ValueContext): void {
	for (const [tag, value] of Object.entries(tags)) {
		if (!isTagValue(value)) throw new Error(`${where}.${tag}: must be a string or a number`);
		const parsed = isUint64(value) ? new LosslessNumber(value.uint64) : value;
		const refusal = catchRefusal(() => parseTagValue(tag, parsed, context));
		if (refusal === undefined) continue;
		throw new Error(`${where}.${tag}: ${valueProblems[refusal.errorCode] ?? refusal.message}`);
	}
}

const valueProblems: Readonly<Record<number, string>> = {
	40009: "unknown tag; declare it in customFields or extraTags",
	40601: "text is too long for the tag",
	40605: "not a valid value of the tag",
	40610: "wrong type for the tag",
};

/**
 * Parses tag changes from a control request. `null` unsets a tag.
 *
 * @throws Error with a one-line message that starts with the invalid tag.
 */
export function parseTagChanges(value: unknown): TagChanges {
	if (!isJsonObject(value)) throw new Error("must be an object that maps tags to values");
	return Object.fromEntries(
		Object.entries(value).map(([tag, item]) => {
			if (item === null) return [tag, undefined];
			if (isTagValue(item)) return [tag, item];
			throw new Error(`${tag}: must be a string, a number, { "uint64": "digits" } or null`);
		}),
	);
}

/** Returns a copy of the tags to which the changes have been applied. */
export function applyChanges(tags: Tags, changes: TagChanges): Tags {
	const next: Record<string, TagValue> = { ...tags };
	for (const [tag, value] of Object.entries(changes)) {
		if (value === undefined) delete next[tag];
		else next[tag] = value;
	}
	return next;
}

function isTagValue(value: unknown): value is TagValue {
	return typeof value === "string" || typeof value === "number" || isUint64(value);
}
