import { customField, type FieldName, fieldOfTag, fields } from "./fields";
import type { Policies } from "./policies";
import type { ProfileAttributes, TagValue, TagValues } from "./types";

/** The profile of one account that a resource manages. */
export interface ManagedProfile {
	/** UserID of the account. */
	readonly account: string;
	/** The keys above the attributes in the program: none for a `Profile`, `["profiles", account]` in a set. */
	readonly prefix: readonly string[];
	/** The declared values; in a state, those last verified as live. */
	readonly attributes: ProfileAttributes;
	/** Values, other than zero, that owned tags had before they came under management. Absent when there are none. */
	readonly adopted?: TagValues;
}

/** The profiles of one resource, from its inputs or its state. */
export interface ManagedProfiles {
	/** One for each account. */
	readonly profiles: readonly ManagedProfile[];
	/** The app (SDKAppID) of a state, if it is known. */
	readonly app?: number | undefined;
	/** Paths of the inputs in `ignoreChanges`. */
	readonly unmanaged?: readonly string[] | undefined;
	readonly policies?: Policies;
	/** Whether accounts that do not exist are imported first. */
	readonly createAccounts?: boolean | undefined;
}

/** Returns profiles by account. */
export function byAccount(profiles: readonly ManagedProfile[]): ReadonlyMap<string, ManagedProfile> {
	return new Map(profiles.map((profile) => [profile.account, profile]));
}

/** Returns the path of an input of a profile, or of the profile itself, as messages show it: `profiles.desk_002.nick`. */
export function inputPath({ prefix }: ManagedProfile, path?: string): string {
	return [...prefix, ...(path === undefined ? [] : [path])].join(".");
}

/** Returns the keys of an input of a profile. Names of tags and custom fields have no dots. */
export function inputKeys({ prefix }: ManagedProfile, path: string): readonly string[] {
	return [...prefix, ...path.split(".")];
}

/** A tag that a profile owns. */
export interface OwnedTag {
	/** Path of the input: `nick`, `custom.Team`, `tags.Tag_Profile_IM_New`. */
	readonly path: string;
	/** The tag as the service spells it. */
	readonly tag: string;
	/** The declared value; in a state, the one last verified as live. */
	readonly value: TagValue;
}

const fieldNames = Object.keys(fields) as readonly FieldName[];

/** Returns the owned tags in the order of the field table, then `custom`, then `tags`. The inputs are the only list of them. */
export function ownedTags(attributes: ProfileAttributes): readonly OwnedTag[] {
	const owned: OwnedTag[] = [];
	const add = (path: string, tag: string, value: TagValue | undefined) => {
		if (value !== undefined) owned.push({ path, tag, value });
	};
	for (const name of fieldNames) add(name, fields[name].tag, attributes[name]);
	const { custom = {}, tags = {} } = attributes;
	for (const [keyword, value] of Object.entries(custom)) add(`custom.${keyword}`, customField.prefix + keyword, value);
	for (const [tag, value] of Object.entries(tags)) add(`tags.${tag}`, tag, value);
	return owned;
}

/** Returns the owned tags without those in `ignoreChanges`. */
export function managedTags(profile: ManagedProfile, unmanaged?: readonly string[]): readonly OwnedTag[] {
	const owned = ownedTags(profile.attributes);
	if (unmanaged === undefined) return owned;
	return owned.filter(({ path }) => !isUnmanaged(inputKeys(profile, path), unmanaged));
}

/**
 * Returns whether `ignoreChanges` covers an input.
 *
 * `unmanaged` holds property paths in Pulumi's syntax: `nick`, `custom.Team`, `custom["Team"]`, `custom`, `tags.*`,
 * `profiles.desk_002.nick`, `*`. It may be unchecked; an element that is not a path covers nothing.
 */
export function isUnmanaged(keys: readonly string[], unmanaged: unknown = []): boolean {
	const patterns: readonly unknown[] = Array.isArray(unmanaged) ? unmanaged : [];
	return patterns.some((pattern) => typeof pattern === "string" && coversPath(parsePropertyPath(pattern), keys));
}

function coversPath(pattern: readonly string[], keys: readonly string[]): boolean {
	return pattern.length <= keys.length && pattern.every((key, index) => key === "*" || key === keys[index]);
}

function parsePropertyPath(pattern: string): readonly string[] {
	const parts = pattern.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|[^.[]+/g);
	return [...parts].map(([plain, quoted, bare]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? plain);
}

/** Returns the attributes with the values that `choose` returns for each owned tag; `undefined` removes the tag. */
export function replaceValues<T extends ProfileAttributes>(
	attributes: T,
	choose: (owned: OwnedTag) => TagValue | undefined,
): T {
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

/** Returns a profile with only some of its tags. */
export function selectTags(profile: ManagedProfile, tags: ReadonlySet<string>): ManagedProfile {
	const attributes = replaceValues(profile.attributes, ({ tag, value }) => (tags.has(tag) ? value : undefined));
	return { ...profile, attributes };
}

/** Merges two sets of attributes, `custom` and `tags` by key. Values of `b` win. */
export function mergeAttributes(a: ProfileAttributes, b: ProfileAttributes): ProfileAttributes {
	const custom = { ...a.custom, ...b.custom };
	const tags = { ...a.tags, ...b.tags };
	return {
		...a,
		...b,
		...(Object.keys(custom).length > 0 && { custom }),
		...(Object.keys(tags).length > 0 && { tags }),
	};
}

/** Returns the standard attributes among some values by tag. */
export function standardAttributes(values: TagValues): ProfileAttributes {
	const entries = fieldNames.map((name) => [name, values[fields[name].tag]] as const);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Returns the attributes for values by tag, each under its name in a program; unknown tags are in `tags`. */
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
