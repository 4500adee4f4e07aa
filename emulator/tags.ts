import { isLosslessNumber, LosslessNumber } from "lossless-json";
import { customField, type Field, fields, MAX_UINT32 } from "../provider/model/fields";
import { isJsonObject, isUint64, type JsonObject } from "./json";
import type { Quirks } from "./quirks";
import { isRefusal, type Refusal, refuse } from "./refusal";

/**
 * A value of a tag as the emulator keeps it.
 *
 * Shape: text, a number, or `{ uint64: "18446744073709551615" }` for a whole number above 2^53, which a
 * JavaScript number cannot hold exactly.
 */
export type TagValue = string | number | { readonly uint64: string };

/** Values by tag, for example `{ Tag_Profile_IM_Nick: "Support" }`. */
export type Tags = Readonly<Record<string, TagValue>>;

/** A change to some tags: a value sets the tag, `undefined` unsets it, an unlisted tag stays as it is. */
export type TagChanges = Readonly<Record<string, TagValue | undefined>>;

/** Whether a value has one of the shapes of {@link TagValue}. */
export function isTagValue(value: unknown): value is TagValue {
	return typeof value === "string" || typeof value === "number" || isUint64(value);
}

/** The digits of a numeric value: `5` and `{ uint64: "5" }` alike give `"5"`. */
export function digitsOf(value: number | { readonly uint64: string }): string {
	return typeof value === "number" ? String(value) : value.uint64;
}

/** The shortest exact form of a whole number: a number up to 2^53, `{ uint64 }` above. */
export function wholeNumber(value: bigint): number | { readonly uint64: string } {
	return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : { uint64: value.toString() };
}

/** Applies changes to tags; neither argument is altered. */
export function applyChanges(tags: Tags, changes: TagChanges): Tags {
	const next: Record<string, TagValue> = { ...tags };
	for (const [tag, value] of Object.entries(changes)) {
		if (value === undefined) delete next[tag];
		else next[tag] = value;
	}
	return next;
}

/** Where the app is registered: the two sites document different limits. */
export type Site = "china" | "international";

/** What a tag takes. `zero` is the value that counts as not set; an enum may have none. */
export type TagRule =
	| { readonly type: "string"; readonly maxBytes: number; readonly custom: boolean; readonly zero: "" }
	| { readonly type: "uint"; readonly max: bigint; readonly custom: boolean; readonly zero: 0 }
	| { readonly type: "enum"; readonly values: readonly string[]; readonly custom: false; readonly zero?: string };

/** The rules of every tag that the app knows, by tag. */
export type TagRules = ReadonlyMap<string, TagRule>;

/** The settings of an app that decide which tags exist. */
export interface TagSettings {
	readonly site: Site;
	readonly customFields: readonly string[];
	readonly extraTags: Readonly<Record<string, "string" | "uint64">>;
}

/** The most custom fields an app may have. Source: console, https://trtc.io/document/34419 */
export const MAX_CUSTOM_FIELDS = 20;

const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * The rules of an app's tags: the standard fields, its custom fields and extra ones.
 *
 * Limits: a custom field's keyword is 1 to 8 English letters, at most 20 of them.
 * Errors: `Error` with one line for a keyword beyond these limits.
 * Source: profile fields, https://trtc.io/document/33520 (location 16 bytes) and
 * https://cloud.tencent.com/document/product/269/1500 (500 bytes)
 */
export function createTagRules({ site, customFields, extraTags }: TagSettings): TagRules {
	checkKeywords(customFields);
	const standard = Object.values<Field>(fields).map((field) => [field.tag, ruleOf(field, site)] as const);
	const custom = customFields.map((keyword) => [customField.prefix + keyword, textRule(true)] as const);
	const extra = Object.entries(extraTags).map(([tag, type]) => [tag, extraRule(type)] as const);
	return new Map<string, TagRule>([...standard, ...custom, ...extra]);
}

function ruleOf(field: Field, site: Site): TagRule {
	switch (field.type) {
		case "string":
			return { ...textRule(false), maxBytes: maxBytesOf(field, site) };
		case "uint32":
			return { type: "uint", max: BigInt(MAX_UINT32), custom: false, zero: 0 };
		case "enum":
			return { ...field, custom: false };
	}
}

function maxBytesOf(field: Extract<Field, { type: "string" }>, site: Site): number {
	return site === "international" ? (field.adviseBytes ?? field.maxBytes) : field.maxBytes;
}

function textRule(custom: boolean): Extract<TagRule, { type: "string" }> {
	return { type: "string", maxBytes: customField.maxBytes, custom, zero: "" };
}

function extraRule(type: "string" | "uint64"): TagRule {
	return type === "string" ? textRule(true) : { type: "uint", max: MAX_UINT64, custom: true, zero: 0 };
}

function checkKeywords(keywords: readonly string[]): void {
	if (keywords.length > MAX_CUSTOM_FIELDS) {
		throw new Error(`customFields: ${keywords.length} keywords; an app has at most ${MAX_CUSTOM_FIELDS}`);
	}
	const wrong = keywords.find((word) => !customField.keyword.test(word) || word.length > customField.maxKeywordBytes);
	if (wrong === undefined) return;
	throw new Error(`customFields: "${wrong}" is not 1 to ${customField.maxKeywordBytes} English letters`);
}

/** What decides whether a value may be stored. */
export interface ValueContext {
	readonly rules: TagRules;
	readonly quirks: Readonly<Quirks>;
}

/**
 * The value to store for a tag, or why it is refused.
 *
 * Limits: text is measured in UTF-8 bytes and stored byte for byte, neither trimmed nor normalised.
 * Errors: 40009 unknown tag; 40610 wrong type; 40601 too long; 40605 outside the tag's values or range; 80001 or
 * 40005 for a sensitive word.
 * Source: profile fields, https://trtc.io/document/33520, and error codes, https://trtc.io/document/34348
 */
export function parseTagValue(tag: string, value: unknown, { rules, quirks }: ValueContext): TagValue | Refusal {
	const rule = rules.get(tag);
	if (rule === undefined) return refuse(40009, `emulator: tag ${tag} does not exist`);
	switch (rule.type) {
		case "string":
			return checkText(rule, value, quirks);
		case "enum":
			return checkEnum(rule, value);
		case "uint":
			return checkUint(rule, value, quirks);
	}
}

function checkText(rule: Extract<TagRule, { type: "string" }>, value: unknown, quirks: Quirks): TagValue | Refusal {
	if (typeof value !== "string") return refuse(40610);
	if (Buffer.byteLength(value) > rule.maxBytes) return refuse(40601);
	return hasSensitiveWord(value, quirks) ? refuse(quirks.sensitiveWordCode) : value;
}

function checkEnum(rule: Extract<TagRule, { type: "enum" }>, value: unknown): TagValue | Refusal {
	if (typeof value !== "string") return refuse(40610);
	return rule.values.includes(value) ? value : refuse(40605);
}

function checkUint(rule: Extract<TagRule, { type: "uint" }>, value: unknown, quirks: Quirks): TagValue | Refusal {
	const whole = wholeOf(value, quirks);
	if (isRefusal(whole)) return whole;
	return whole < 0n || whole > rule.max ? refuse(40605) : wholeNumber(whole);
}

function wholeOf(value: unknown, quirks: Quirks): bigint | Refusal {
	if (isLosslessNumber(value)) return BigInt(value.value);
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : refuse(40610);
	const isDigits = typeof value === "string" && /^\d{1,20}$/.test(value);
	return isDigits && quirks.numericStrings === "accepted" ? BigInt(value) : refuse(40610);
}

/** Whether a text holds one of the sensitive words. */
export function hasSensitiveWord(text: string, quirks: Pick<Quirks, "sensitiveWords">): boolean {
	return quirks.sensitiveWords.some((word) => text.includes(word));
}

/**
 * Checks values by tag that come from outside the process against the rules of the service.
 *
 * Errors: `Error` with one line: where, and why.
 */
export function assertTags(where: string, tags: JsonObject, context: ValueContext): void {
	for (const [tag, value] of Object.entries(tags)) {
		const result = isTagValue(value) ? parseTagValue(tag, asParsed(value), context) : undefined;
		if (result === undefined) throw new Error(`${where}.${tag}: must be a string or a number`);
		if (isRefusal(result)) throw new Error(`${where}.${tag}: ${reasons[result.refusedWith] ?? result.info}`);
	}
}

/** A value as it would come out of a request. */
function asParsed(value: TagValue): unknown {
	return isUint64(value) ? new LosslessNumber(value.uint64) : value;
}

const reasons: Readonly<Record<number, string>> = {
	40009: "no such tag; declare it in customFields or extraTags",
	40601: "longer than the tag takes",
	40605: "not one of the tag's values",
	40610: "not the tag's type",
};

/**
 * Checks changes to tags that come from outside the process; `null` unsets a tag.
 *
 * Errors: `Error` with one line that names the tag.
 */
export function parseTagChanges(value: unknown): TagChanges {
	if (!isJsonObject(value)) throw new Error("must be an object of values by tag");
	const wrong = Object.entries(value).find(([, item]) => item !== null && !isTagValue(item));
	if (wrong !== undefined) throw new Error(`${wrong[0]}: must be a string, a number, { "uint64": "digits" } or null`);
	return Object.fromEntries(
		Object.entries(value).map(([tag, item]) => [tag, item === null ? undefined : item]),
	) as TagChanges;
}
