import { customField, type FieldName, fieldOfTag, fields } from "./fields";
import type { Policies } from "./policies";
import type { ProfileAttributes, TagValue, TagValues } from "./types";

/** One account that a resource manages, with its attributes and where the program names them. All of the lifecycle works on these. */
export interface ManagedProfile {
	/** UserID of the account. */
	readonly account: string;
	/** Where the program names the attributes: at the top for a `Profile`, below `["profiles", account]` in a set. */
	readonly prefix: readonly string[];
	/** What is declared, or in a state what was last verified live. */
	readonly attributes: ProfileAttributes;
	/** Owned tags that had another value, not zero, when they came under management. Absent when there were none. */
	readonly adopted?: TagValues;
}

/** What one resource holds, by its inputs or by its state. */
export interface ManagedProfiles {
	/** One for each account. */
	readonly members: readonly ManagedProfile[];
	/** The app (SDKAppID) that a state belongs to, if it says so. */
	readonly app?: number | undefined;
	/** Paths of the inputs that the program leaves to others. */
	readonly unmanaged?: readonly string[] | undefined;
	/** What is done beside setting the tags. */
	readonly policies?: Policies;
	/** Whether accounts that are not in the service are imported first. */
	readonly createAccounts?: boolean | undefined;
}

/** The path of one of a member's inputs, as messages name it: `nick`, `profiles.desk_002.nick`; or of the member itself. */
export function inputPath({ prefix }: ManagedProfile, path?: string): string {
	return [...prefix, ...(path === undefined ? [] : [path])].join(".");
}

/** Members by account. */
export function byAccount(members: readonly ManagedProfile[]): ReadonlyMap<string, ManagedProfile> {
	return new Map(members.map((member) => [member.account, member]));
}

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

/**
 * Whether the program leaves an input to others through `ignoreChanges`.
 *
 * Shape: `path` is the input's, key by key. `unmanaged` holds property paths as Pulumi writes them: `nick`, `custom.Team`,
 * `custom["Team"]`, `custom`, `tags.*`, `profiles.desk_002.nick`, `*`. It may not have been checked yet: what is no path covers nothing.
 */
export function isUnmanaged(path: readonly string[], unmanaged: unknown = []): boolean {
	const patterns: readonly unknown[] = Array.isArray(unmanaged) ? unmanaged : [];
	return patterns.some((pattern) => typeof pattern === "string" && coversPath(segmentsOf(pattern), path));
}

/** The owned tags of a member that the program manages: all but those it names in `ignoreChanges`. */
export function managedTags(
	{ prefix, attributes }: ManagedProfile,
	unmanaged?: readonly string[],
): readonly OwnedTag[] {
	const owned = ownedTags(attributes);
	if (unmanaged === undefined) return owned;
	return owned.filter(({ path }) => !isUnmanaged([...prefix, ...path.split(".")], unmanaged));
}

function coversPath(pattern: readonly string[], path: readonly string[]): boolean {
	return pattern.length <= path.length && pattern.every((segment, at) => segment === "*" || segment === path[at]);
}

function segmentsOf(pattern: string): readonly string[] {
	const parts = pattern.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|[^.[]+/g);
	return [...parts].map(([plain, quoted, bare]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? plain);
}
