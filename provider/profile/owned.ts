import { customField, type FieldName, fieldOfTag, fields } from "./fields";
import type { ProfileAttributes, TagValue, TagValues } from "./types";

/** One tag that a profile owns: where the program names it, how the wire spells it, and its value. */
export interface OwnedTag {
	/** Path of the input: `nick`, `custom.Team`, `tags.Tag_Profile_IM_New`. */
	readonly path: string;
	/** Tag as on the wire. */
	readonly tag: string;
	/** The declared value, or in a state the last one verified. */
	readonly value: TagValue;
}

type Choice = (owned: OwnedTag) => TagValue | undefined;

const fieldNames = Object.keys(fields) as readonly FieldName[];

/** The tags that the inputs name, in the order of the field table, then `custom`, then `tags`. There is no second list. */
export function ownedTags(attributes: ProfileAttributes): readonly OwnedTag[] {
	const owned: OwnedTag[] = [];
	const own = (path: string, tag: string, value: TagValue | undefined) => {
		if (value !== undefined) owned.push({ path, tag, value });
	};
	for (const name of fieldNames) own(name, fields[name].tag, attributes[name]);
	const { custom = {}, tags = {} } = attributes;
	for (const [keyword, value] of Object.entries(custom)) own(`custom.${keyword}`, customField.prefix + keyword, value);
	for (const [tag, value] of Object.entries(tags)) own(`tags.${tag}`, tag, value);
	return owned;
}

/**
 * The same attributes with other values: each owned tag takes what `choose` says, and leaves where it says nothing.
 * Everything else stays.
 */
export function replaceValues<T extends ProfileAttributes>(attributes: T, choose: Choice): T {
	const values = new Map(ownedTags(attributes).map((owned) => [owned.path, choose(owned)]));
	const standard = Object.fromEntries([...values].filter(([path]) => path in fields));
	const { custom, tags } = attributes;
	return withoutUndefined({
		...attributes,
		...standard,
		...(custom && { custom: withoutUndefined(mapKeys(custom, (key) => values.get(`custom.${key}`))) }),
		...(tags && { tags: withoutUndefined(mapKeys(tags, (key) => values.get(`tags.${key}`))) }),
	});
}

/** The names of the standard fields with the values that `values` has for their tags. */
export function standardAttributes(values: TagValues): ProfileAttributes {
	const entries = fieldNames.map((name) => [name, values[fields[name].tag]] as const);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The attributes that name some tags, with their values: each under the name that a program has for it, `tags` where it has none. */
export function toAttributes(values: TagValues): ProfileAttributes {
	const others = Object.entries(values).filter(([tag]) => fieldOfTag(tag) === undefined);
	const custom = others.filter(([tag]) => isCustomTag(tag)).map(([tag, value]) => [keywordOf(tag), value] as const);
	const tags = others.filter(([tag]) => !isCustomTag(tag));
	return {
		...standardAttributes(values),
		...(custom.length > 0 && { custom: Object.fromEntries(custom) as Readonly<Record<string, string>> }),
		...(tags.length > 0 && { tags: Object.fromEntries(tags) }),
	};
}

function isCustomTag(tag: string): boolean {
	const keyword = keywordOf(tag);
	const { prefix, maxKeywordBytes } = customField;
	return tag.startsWith(prefix) && customField.keyword.test(keyword) && keyword.length <= maxKeywordBytes;
}

function keywordOf(tag: string): string {
	return tag.slice(customField.prefix.length);
}

function mapKeys<V>(map: object, valueAt: (key: string) => V): Record<string, V> {
	return Object.fromEntries(Object.keys(map).map((key) => [key, valueAt(key)]));
}

function withoutUndefined<T extends object>(map: T): T {
	return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as T;
}
