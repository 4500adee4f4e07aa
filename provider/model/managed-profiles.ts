import { customField, type FieldName, fieldOfTag, fields } from "./fields";
import type { Policies } from "./policies";
import type { ProfileAttributes, TagValue, TagValues } from "./types";

/** The managed profile of one account, from the inputs or the state of a resource. */
export interface ManagedProfile {
	/** UserID of the account. */
	readonly account: string;
	/**
	 * Keys that precede the name of an attribute in its path: empty for a `Profile`, `["profiles", account]` for a
	 * profile in a set.
	 */
	readonly prefix: readonly string[];
	/** The declared values. In a state, the live values that the provider last verified. */
	readonly attributes: ProfileAttributes;
	/**
	 * Live values that owned tags had before the resource managed them, keyed by tag, without zero values. Absent if
	 * there are no such values.
	 */
	readonly adopted?: TagValues;
}

/** All profiles that a resource manages, from its inputs or its state. */
export interface ManagedProfiles {
	/** The managed profiles, one for each account. */
	readonly profiles: readonly ManagedProfile[];
	/** SDKAppID of the app in the state, if known. */
	readonly app?: number | undefined;
	/** Paths of the inputs in `ignoreChanges`. */
	readonly unmanaged?: readonly string[] | undefined;
	readonly policies?: Policies;
	/** Whether missing accounts are created, by `account_import`, before their profiles are written. */
	readonly createAccounts?: boolean | undefined;
}

/** Returns a map of profiles, keyed by account. */
export function byAccount(profiles: readonly ManagedProfile[]): ReadonlyMap<string, ManagedProfile> {
	return new Map(profiles.map((profile) => [profile.account, profile]));
}

/** Formats the path of an input, or of the profile itself, for messages: `profiles.desk_002.nick`. */
export function inputPath({ prefix }: ManagedProfile, path?: string): string {
	return [...prefix, ...(path === undefined ? [] : [path])].join(".");
}

/**
 * Returns the path of an input as a list of keys. `path` can be split at dots, because names of tags and custom fields
 * contain no dots.
 */
export function inputKeys({ prefix }: ManagedProfile, path: string): readonly string[] {
	return [...prefix, ...path.split(".")];
}

/** A tag that a profile owns. */
export interface OwnedTag {
	/** Path of the input: `nick`, `custom.Team`, `tags.Tag_Profile_IM_New`. */
	readonly path: string;
	/** Name of the tag, such as `Tag_Profile_IM_Nick`. */
	readonly tag: string;
	/** The declared value. In a state, the live value that the provider last verified. */
	readonly value: TagValue;
}

const fieldNames = Object.keys(fields) as readonly FieldName[];

/**
 * Returns the tags that attributes declare: standard fields in the order of the field table, then `custom`, then
 * `tags`.
 */
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

/** Returns the tags that a profile declares, without the tags in `ignoreChanges`. */
export function managedTags(profile: ManagedProfile, unmanaged?: readonly string[]): readonly OwnedTag[] {
	const owned = ownedTags(profile.attributes);
	if (unmanaged === undefined) return owned;
	return owned.filter(({ path }) => !isUnmanaged(inputKeys(profile, path), unmanaged));
}

/**
 * Returns whether an input is covered by a path in `ignoreChanges`.
 *
 * `unmanaged` is a list of property paths in Pulumi's syntax: `nick`, `custom.Team`, `custom["Team"]`, `custom`,
 * `tags.*`, `profiles.desk_002.nick`, `*`. The list may be unchecked input; elements that are not strings are ignored.
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

/**
 * Returns attributes in which the value of each owned tag is replaced by the result of `choose`. A result of
 * `undefined` removes the tag.
 */
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

/** Returns a profile that contains only the given tags. */
export function selectTags(profile: ManagedProfile, tags: ReadonlySet<string>): ManagedProfile {
	const attributes = replaceValues(profile.attributes, ({ tag, value }) => (tags.has(tag) ? value : undefined));
	return { ...profile, attributes };
}

/** Merges two objects of attributes; `custom` and `tags` are merged by key. Values of `b` take precedence. */
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

/** Converts values keyed by tag to standard attributes. Other tags are omitted. */
export function standardAttributes(values: TagValues): ProfileAttributes {
	const entries = fieldNames.map((name) => [name, values[fields[name].tag]] as const);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Converts values keyed by tag to attributes, named as in a program. Tags that are neither standard nor custom fields
 * are in `tags`.
 */
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
