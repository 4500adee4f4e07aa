import { customField, fieldOfTag } from "./fields";
import type { OwnedTag } from "./managed-profiles";
import type { TagValue, TagValues, Uint64 } from "./types";

type ValueType = "string" | "uint32" | "enum" | "any";

/** Whether a value is a number too large for JavaScript. */
export function isUint64(value: unknown): value is Uint64 {
	return typeof value === "object" && value !== null && typeof (value as Partial<Uint64>).uint64 === "string";
}

/**
 * Whether two values of a tag mean the same to the service.
 *
 * Absent equals the zero of the field; digits equal numbers for numeric tags. `allowType` has no zero, because its
 * default is a switch of the app: absent differs from each of its values.
 */
export function equalValues(tag: string, a: TagValue | undefined, b: TagValue | undefined): boolean {
	const type = typeOf(tag, a, b);
	return canonical(tag, type, a) === canonical(tag, type, b);
}

/** Whether the service treats a value of a tag as "not set". */
export function isZero(tag: string, value: TagValue | undefined): boolean {
	return equalValues(tag, value, undefined);
}

/** Whether a tag can be written as "not set": `allowType` cannot. */
export function hasZero(tag: string): boolean {
	const field = fieldOfTag(tag);
	return field === undefined || field.zero !== undefined;
}

/**
 * How "not set" is written where an owned tag needs a value: the zero of the field. A tag that no table lists takes the
 * zero of the type of `like`; `allowType`, which has no zero, is written as empty text, which the service never stores.
 */
export function zeroOf(tag: string, like: TagValue): TagValue {
	const field = fieldOfTag(tag);
	if (field !== undefined) return field.zero ?? "";
	if (isUint64(like)) return { uint64: "0" };
	return typeof like === "number" ? 0 : "";
}

/**
 * The values of some tags, each that is not set as the zero of its field. A tag whose zero no table says is left out where
 * it is absent, and so is `allowType`.
 */
export function withZeros(tags: readonly string[], values: TagValues): TagValues {
	const filled = tags.map((tag) => [tag, filledValue(tag, values[tag])] as const);
	return Object.fromEntries(filled.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]])));
}

function filledValue(tag: string, value: TagValue | undefined): TagValue | undefined {
	const zero = tag.startsWith(customField.prefix) ? "" : fieldOfTag(tag)?.zero;
	return isZero(tag, value) ? (zero ?? value) : value;
}

function typeOf(tag: string, a: TagValue | undefined, b: TagValue | undefined): ValueType {
	const field = fieldOfTag(tag);
	if (field !== undefined) return field.type;
	if (tag.startsWith(customField.prefix)) return "string";
	return isNumeric(a) || isNumeric(b) ? "uint32" : "any";
}

function isNumeric(value: TagValue | undefined): boolean {
	return typeof value === "number" || isUint64(value);
}

function canonical(tag: string, type: ValueType, value: TagValue | undefined): string {
	const text = isUint64(value) ? value.uint64 : String(value ?? "");
	if (type === "enum" && text === "") return String(fieldOfTag(tag)?.zero ?? "");
	if (type === "uint32") return /^\d*$/.test(text) ? text.replace(/^0+(?=\d)/, "") || "0" : text;
	return text;
}

/** What became of the declared tags between two sets of inputs. */
export interface TagsComparison {
	/** Whether anything differs: a value, a new tag, or a released one. A new tag counts even where its value is zero. */
	readonly changed: boolean;
	/** Tags that the program named before and does not name now: left on the service as they are. */
	readonly released: readonly OwnedTag[];
}

/** Compares the tags of the last outputs with those of the checked inputs. */
export function compareTags(olds: readonly OwnedTag[], news: readonly OwnedTag[]): TagsComparison {
	const before = new Map(olds.map((owned) => [owned.tag, owned.value]));
	const now = new Set(news.map((owned) => owned.tag));
	const released = olds.filter((owned) => !now.has(owned.tag));
	const isNewOrOther = ({ tag, value }: OwnedTag) => !before.has(tag) || !equalValues(tag, before.get(tag), value);
	return { changed: released.length > 0 || news.some(isNewOrOther), released };
}

/** The tags whose live value differs from the one they should have. */
export function differingTags(wanted: readonly OwnedTag[], live: TagValues): readonly OwnedTag[] {
	return wanted.filter(({ tag, value }) => !equalValues(tag, value, live[tag]));
}

/**
 * How a live value goes into the state: in the spelling the state has where the two are equal, so that a refresh is quiet;
 * else as it is live, and as the zero where it is absent, so that ownership never shrinks.
 */
export function toStoredValue(stored: OwnedTag, live: TagValues): TagValue {
	if (equalValues(stored.tag, stored.value, live[stored.tag])) return stored.value;
	return live[stored.tag] ?? zeroOf(stored.tag, stored.value);
}

/**
 * The value that undoes what was declared for a tag: its zero, or where it is to be restored what was live before it was
 * managed. Where nothing was remembered it was zero then.
 *
 * Shape: `undefined` where there is no such value: a tag without a zero.
 */
export function releaseValue(
	{ tag, value }: OwnedTag,
	leaving: "reset" | "restore",
	adopted: TagValues = {},
): TagValue | undefined {
	const before = leaving === "restore" ? adopted[tag] : undefined;
	return before ?? (hasZero(tag) ? zeroOf(tag, value) : undefined);
}
