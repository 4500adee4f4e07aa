import { customField, type Field, fields, MAX_UINT32 } from "../provider/model/fields";

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
