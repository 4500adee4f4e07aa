import { customField, fieldOfTag } from "./fields";
import type { OwnedTag } from "./managed-profiles";
import type { TagValue, TagValues, Uint64 } from "./types";

/** Returns whether a value is an integer that a JavaScript number cannot hold exactly. */
export function isUint64(value: unknown): value is Uint64 {
	return typeof value === "object" && value !== null && typeof (value as Partial<Uint64>).uint64 === "string";
}

/**
 * Returns whether two values of a tag are equivalent for the service. An absent value equals the zero value of the
 * field. For numeric tags, digits equal the number. `allowType` has no zero value, because its default is a setting of
 * the app: an absent value differs from each of its values.
 */
export function equalValues(tag: string, a: TagValue | undefined, b: TagValue | undefined): boolean {
	const type = typeOf(tag, a, b);
	return canonicalText(tag, type, a) === canonicalText(tag, type, b);
}

type ValueType = "any" | "enum" | "string" | "uint32";

function typeOf(tag: string, a: TagValue | undefined, b: TagValue | undefined): ValueType {
	const field = fieldOfTag(tag);
	if (field !== undefined) return field.type;
	if (tag.startsWith(customField.prefix)) return "string";
	return isNumeric(a) || isNumeric(b) ? "uint32" : "any";
}

function isNumeric(value: TagValue | undefined): boolean {
	return typeof value === "number" || isUint64(value);
}

function canonicalText(tag: string, type: ValueType, value: TagValue | undefined): string {
	const text = isUint64(value) ? value.uint64 : String(value ?? "");
	if (type === "enum" && text === "") return String(fieldOfTag(tag)?.zero ?? "");
	if (type === "uint32") return /^\d*$/.test(text) ? text.replace(/^0+(?=\d)/, "") || "0" : text;
	return text;
}

/** Returns whether the service treats a value as "not set". */
export function isZero(tag: string, value: TagValue | undefined): boolean {
	return equalValues(tag, value, undefined);
}

/** Returns whether a tag has a zero value. All tags except `allowType` have one. */
function hasZero(tag: string): boolean {
	const field = fieldOfTag(tag);
	return field === undefined || field.zero !== undefined;
}

/**
 * Returns the value that represents "not set" in a state: the zero value of the field. For a tag that is not in the
 * field table, this is the zero value of the type of `like`. For `allowType`, which has no zero value, this is the
 * empty string, which the service never stores.
 */
export function zeroOf(tag: string, like: TagValue): TagValue {
	const field = fieldOfTag(tag);
	if (field !== undefined) return field.zero ?? "";
	if (isUint64(like)) return { uint64: "0" };
	return typeof like === "number" ? 0 : "";
}

/**
 * Returns the values of the given tags. A tag that is not set has its zero value, if the zero value is known; otherwise
 * the tag is omitted.
 */
export function withZeros(tags: readonly string[], values: TagValues): TagValues {
	const entries = tags.map((tag) => [tag, valueOrZero(tag, values[tag])] as const);
	return Object.fromEntries(entries.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]])));
}

function valueOrZero(tag: string, value: TagValue | undefined): TagValue | undefined {
	const zero = tag.startsWith(customField.prefix) ? "" : fieldOfTag(tag)?.zero;
	return isZero(tag, value) ? (zero ?? value) : value;
}

/** Returns the values without zero values. */
export function withoutZeros(values: TagValues): TagValues {
	return Object.fromEntries(Object.entries(values).filter(([tag, value]) => !isZero(tag, value)));
}

/** Differences between the tags of the stored outputs and the tags of the new inputs. */
export interface TagsComparison {
	/** Tags that only the new inputs contain, including tags with a zero value. */
	readonly added: readonly OwnedTag[];
	/** Tags whose value differs, with the new value. */
	readonly changed: readonly OwnedTag[];
	/** Tags that the program no longer declares. */
	readonly released: readonly OwnedTag[];
}

/** Compares the tags of the stored outputs with the tags of the new inputs. */
export function compareTags(olds: readonly OwnedTag[], news: readonly OwnedTag[]): TagsComparison {
	const oldValues = new Map(olds.map(({ tag, value }) => [tag, value]));
	const newTags = new Set(news.map(({ tag }) => tag));
	return {
		added: news.filter(({ tag }) => !oldValues.has(tag)),
		changed: news.filter(({ tag, value }) => oldValues.has(tag) && !equalValues(tag, oldValues.get(tag), value)),
		released: olds.filter(({ tag }) => !newTags.has(tag)),
	};
}

/** Returns the tags whose live value differs from the wanted value. */
export function differingTags(wanted: readonly OwnedTag[], live: TagValues): readonly OwnedTag[] {
	return wanted.filter(({ tag, value }) => !equalValues(tag, value, live[tag]));
}

/**
 * Returns the tags that were set outside this program: the live value is neither zero nor equal to the declared value.
 */
export function conflictingTags(owned: readonly OwnedTag[], live: TagValues): readonly OwnedTag[] {
	return owned.filter(({ tag, value }) => !isZero(tag, live[tag]) && !equalValues(tag, live[tag], value));
}

/**
 * Returns the value to store for a live value. If the live value equals the stored value, the stored spelling is kept,
 * so that a refresh shows no change. If the live value is absent, the zero value is stored, so that the resource still
 * owns the tag.
 */
export function toStoredValue(stored: OwnedTag, live: TagValues): TagValue {
	if (equalValues(stored.tag, stored.value, live[stored.tag])) return stored.value;
	return live[stored.tag] ?? zeroOf(stored.tag, stored.value);
}

/**
 * Returns the live values to remember when a resource starts to manage tags, so that a policy can restore them later.
 * These are the values that differ from the declared value. With `rememberAll`, equal values are remembered too,
 * because a later change of the inputs would overwrite them.
 */
export function adoptedValues(owned: readonly OwnedTag[], live: TagValues, { rememberAll = false } = {}): TagValues {
	const tags = rememberAll ? owned.filter(({ tag }) => !isZero(tag, live[tag])) : conflictingTags(owned, live);
	return Object.fromEntries(
		tags.flatMap(({ tag }) => {
			const value = live[tag];
			return value === undefined ? [] : [[tag, value] as const];
		}),
	);
}

/**
 * Merges remembered values with the values of newly owned tags, and removes tags that are no longer owned. Returns an
 * empty object if no values remain.
 */
export function mergeAdopted(
	owned: readonly OwnedTag[],
	remembered: TagValues = {},
	added: TagValues = {},
): { readonly adopted?: TagValues } {
	const tags = new Set(owned.map(({ tag }) => tag));
	const kept = Object.entries({ ...added, ...remembered }).filter(([tag]) => tags.has(tag));
	return kept.length > 0 ? { adopted: Object.fromEntries(kept) } : {};
}

/**
 * Returns the value to write for a released tag. For `reset`, this is the zero value. For `restore`, this is the value
 * from before the tag was managed, or the zero value if no value was remembered. Returns `undefined` if the tag has no
 * zero value.
 */
export function releaseValue(
	{ tag, value }: OwnedTag,
	action: "reset" | "restore",
	adopted: TagValues = {},
): TagValue | undefined {
	const before = action === "restore" ? adopted[tag] : undefined;
	return before ?? (hasZero(tag) ? zeroOf(tag, value) : undefined);
}
