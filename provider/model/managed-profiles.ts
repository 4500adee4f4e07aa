import { getOrCreate } from "../util/core";
import { customField, type FieldName, fieldOfTag, fields } from "./fields";
import type { Policies } from "./policies";
import { parsePropertyPath } from "./property-path";
import type { ProfileAttributes, TagValue, TagValues } from "./types";

/** The profile of one account that a resource manages, from the inputs or the state of this resource. */
export interface ManagedProfile {
	/** UserID of the account. */
	readonly account: string;
	/**
	 * First keys in the path of every input of the profile: empty for a `Profile`, `["profiles", account]` for a profile
	 * in a `ProfileSet`.
	 */
	readonly prefix: readonly string[];
	/**
	 * The attributes of the profile. From inputs: the declared values. From a state: the live values that the provider
	 * last verified.
	 */
	readonly attributes: ProfileAttributes;
	/**
	 * Live values that tags had before the resource managed these tags, keyed by tag name. Zero values are omitted.
	 * Absent if no values remain.
	 */
	readonly adopted?: TagValues;
}

/** All profiles that a resource manages, from its inputs or its state. */
export interface ManagedProfiles {
	/** The managed profiles, one for each account. */
	readonly profiles: readonly ManagedProfile[];
	/** SDKAppID of the app that is stored in the state. Undefined for inputs, and for a state that contains no app. */
	readonly app?: number | undefined;
	/** Property paths from the resource option `ignoreChanges`. */
	readonly unmanaged?: readonly string[] | undefined;
	readonly policies?: Policies;
	/** Whether accounts that do not exist are created by `account_import` before their profiles are written. */
	readonly createAccounts?: boolean | undefined;
}

/** Returns the profiles as a map, keyed by UserID. */
export function byAccount(profiles: readonly ManagedProfile[]): ReadonlyMap<string, ManagedProfile> {
	return new Map(profiles.map((profile) => [profile.account, profile]));
}

/**
 * Formats the path of an input for messages, such as `profiles.desk_002.nick`. If `path` is undefined, formats the path
 * of the profile itself.
 */
export function inputPath({ prefix }: ManagedProfile, path?: string): string {
	return [...prefix, ...(path === undefined ? [] : [path])].join(".");
}

/**
 * Returns the path of an input as a list of map keys, which starts with the prefix of the profile. `path` can be split
 * at dots, because names of tags and custom fields contain no dots.
 */
export function inputKeys({ prefix }: ManagedProfile, path: string): readonly string[] {
	return [...prefix, ...path.split(".")];
}

/** A tag that a resource owns, because an input of the resource declares the tag. */
export interface OwnedTag {
	/** Path of the input that declares the tag: `nick`, `custom.Team`, `tags.Tag_Profile_IM_New`. */
	readonly path: string;
	/** Name of the tag, such as `Tag_Profile_IM_Nick`. */
	readonly tag: string;
	/**
	 * The value of the tag. From inputs: the declared value. From a state: the live value that the provider last
	 * verified.
	 */
	readonly value: TagValue;
}

/** Returns the paths of the inputs that declare tags. */
export function toPaths(tags: readonly OwnedTag[]): readonly string[] {
	return tags.map(({ path }) => path);
}

const fieldNames = Object.keys(fields) as readonly FieldName[];

/**
 * Returns the tags that the attributes declare: first the standard tags in the order of the field table, then the
 * custom fields, then the entries of `tags`.
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

/**
 * Returns the tags that a profile declares, except the tags that `unmanaged`, the list of paths in `ignoreChanges`,
 * covers.
 */
export function managedTags(profile: ManagedProfile, unmanaged?: readonly string[]): readonly OwnedTag[] {
	const owned = ownedTags(profile.attributes);
	if (unmanaged === undefined) return owned;
	return owned.filter(({ path }) => !isUnmanaged(inputKeys(profile, path), unmanaged));
}

/**
 * Returns whether a path in `ignoreChanges` covers an input. `keys` is the path of the input as a list of map keys.
 *
 * `unmanaged` is a list of property paths in Pulumi's syntax: `nick`, `custom.Team`, `custom["Team"]`, `custom`,
 * `tags.*`, `profiles.desk_002.nick`, `*`. The list may be input that was not checked. Elements that are not strings
 * are ignored.
 */
export function isUnmanaged(keys: readonly string[], unmanaged: unknown = []): boolean {
	return (
		Array.isArray(unmanaged) &&
		coversPath(
			getOrCreate(pathTrees, unmanaged, () => toPathTree(unmanaged)),
			keys,
		)
	);
}

/** Property paths that start with the same keys, as a tree: the time of a match does not depend on their number. */
interface PathTree {
	/** Whether a path ends here. */
	isEnd: boolean;
	readonly children: Map<string, PathTree>;
}

/** The trees of lists that were used before: the same list is used for every profile of a set. */
const pathTrees = new WeakMap<readonly unknown[], PathTree>();

function toPathTree(paths: readonly unknown[]): PathTree {
	const root = emptyTree();
	for (const path of paths) {
		if (typeof path !== "string") continue;
		const end = parsePropertyPath(path).reduce((tree, key) => getOrCreate(tree.children, key, emptyTree), root);
		if (end !== root) end.isEnd = true; // text without keys refers to no input
	}
	return root;
}

function emptyTree(): PathTree {
	return { isEnd: false, children: new Map() };
}

function coversPath({ isEnd, children }: PathTree, [key, ...rest]: readonly string[]): boolean {
	if (isEnd || key === undefined) return isEnd;
	return [children.get(key), children.get("*")].some((tree) => tree !== undefined && coversPath(tree, rest));
}

/**
 * Returns a copy of the attributes in which the result of `choose` replaces the value of each declared tag. If `choose`
 * returns `undefined`, the tag is removed.
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

/** Returns a copy of a profile that contains only the attributes of the given tags. */
export function selectTags(profile: ManagedProfile, tags: ReadonlySet<string>): ManagedProfile {
	const attributes = replaceValues(profile.attributes, ({ tag, value }) => (tags.has(tag) ? value : undefined));
	return { ...profile, attributes };
}

/**
 * Merges the attributes `a` and `b`. The maps `custom` and `tags` are merged key by key. The values in `b` take
 * precedence over the values in `a`.
 */
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

/**
 * Converts values keyed by tag name to standard attributes keyed by attribute name. Tags that are not standard tags are
 * omitted.
 */
export function standardAttributes(values: TagValues): ProfileAttributes {
	const entries = fieldNames.map((name) => [name, values[fields[name].tag]] as const);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Converts values keyed by tag name to attributes with the names that a program uses. A tag that is neither a standard
 * tag nor a custom field is added to the attribute `tags`.
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
