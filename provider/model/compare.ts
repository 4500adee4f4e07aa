import { customField, fieldOfTag } from "./fields";
import type { OwnedTag } from "./managed-profiles";
import type { TagValue, TagValues, Uint64 } from "./types";

/** Returns whether a value is a {@link Uint64}: an integer above 2^53 - 1, stored as decimal digits. */
export function isUint64(value: unknown): value is Uint64 {
	return typeof value === "object" && value !== null && typeof (value as Partial<Uint64>).uint64 === "string";
}

/**
 * Returns whether the service treats two values of a tag as equal. An absent value equals the zero value of the tag. In
 * a numeric tag, a number equals the text of its digits. `allowType` has no zero value, because its default is a
 * setting of the app. An absent `allowType` therefore differs from every other value of `allowType`.
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

/**
 * Returns whether the service treats a value of a tag as "not set": the value is absent, or it is the zero value of the
 * tag.
 */
export function isZero(tag: string, value: TagValue | undefined): boolean {
	return equalValues(tag, value, undefined);
}

/** Returns whether a tag has a zero value. Only the tag of `allowType` does not have a zero value. */
function hasZero(tag: string): boolean {
	const field = fieldOfTag(tag);
	return field === undefined || field.zero !== undefined;
}

/**
 * Returns the value that represents "not set" for a tag in Pulumi's state. For a standard tag, this is the zero value
 * in the field table. For another tag, it is the zero value of the same type as `like`. For `allowType`, which has no
 * zero value, it is the empty string, which the service never stores.
 */
export function zeroOf(tag: string, like: TagValue): TagValue {
	const field = fieldOfTag(tag);
	if (field !== undefined) return field.zero ?? "";
	if (isUint64(like)) return { uint64: "0" };
	return typeof like === "number" ? 0 : "";
}

/**
 * Returns the values of the given tags. For a tag that is not set, the zero value of the tag is returned. If this zero
 * value is not known, the tag is omitted.
 */
export function withZeros(tags: readonly string[], values: TagValues): TagValues {
	const entries = tags.map((tag) => [tag, valueOrZero(tag, values[tag])] as const);
	return Object.fromEntries(entries.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]])));
}

function valueOrZero(tag: string, value: TagValue | undefined): TagValue | undefined {
	const zero = tag.startsWith(customField.prefix) ? "" : fieldOfTag(tag)?.zero;
	return isZero(tag, value) ? (zero ?? value) : value;
}

/** Returns a copy of the values without the tags that have their zero value. */
export function withoutZeros(values: TagValues): TagValues {
	return Object.fromEntries(Object.entries(values).filter(([tag, value]) => !isZero(tag, value)));
}

/** Differences between the tags of the stored outputs and the tags of the new inputs. */
export interface TagsComparison {
	/** Tags that only the new inputs contain, including tags with a zero value. */
	readonly added: readonly OwnedTag[];
	/** Tags whose values in the stored outputs and in the new inputs differ, with the new value. */
	readonly changed: readonly OwnedTag[];
	/** Tags that only the stored outputs contain, because the program no longer declares them. */
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
 * Returns the tags whose live value is neither zero nor equal to the declared value. Such a live value was set outside
 * this program.
 */
export function conflictingTags(owned: readonly OwnedTag[], live: TagValues): readonly OwnedTag[] {
	return owned.filter(({ tag, value }) => !isZero(tag, live[tag]) && !equalValues(tag, live[tag], value));
}

/**
 * Returns the value of a tag to store in Pulumi's state after the live value was read. If the live value is equivalent
 * to the stored value, the stored value is returned unchanged, so that a refresh shows no change. If the live value is
 * absent, the zero value is returned, so that the resource still owns the tag.
 */
export function toStoredValue(stored: OwnedTag, live: TagValues): TagValue {
	if (equalValues(stored.tag, stored.value, live[stored.tag])) return stored.value;
	return live[stored.tag] ?? zeroOf(stored.tag, stored.value);
}

/**
 * Returns the live values to store in `adopted` when a resource starts to manage tags, so that a policy can restore
 * these values later. By default, only live values that differ from the declared value are returned. With
 * `rememberAll`, live values that equal the declared value are also returned, because a later change of the inputs
 * would overwrite them. Zero values are never returned.
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
 * Merges the remembered values with the values of newly owned tags, and removes the tags that are no longer owned. A
 * remembered value takes precedence over a new value. Returns an object with the property `adopted`, or an empty object
 * if no values remain.
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
 * Returns the value to write when a resource stops managing a tag. For `reset`, this is the zero value of the tag. For
 * `restore`, this is the value from before the tag was managed, or the zero value if no earlier value was remembered.
 * Returns `undefined` if a zero value is required but the tag does not have one.
 */
export function releaseValue(
	{ tag, value }: OwnedTag,
	action: "reset" | "restore",
	adopted: TagValues = {},
): TagValue | undefined {
	const before = action === "restore" ? adopted[tag] : undefined;
	return before ?? (hasZero(tag) ? zeroOf(tag, value) : undefined);
}

/**
 * The texts that represent unknown values of each type between the engine, providers and programs. Pulumi treats a value
 * that equals one of these texts as unknown, wherever it is.
 *
 * Source: Unknown…Value in pulumi sdk/go/common/resource/plugin/rpc.go; test/contract/sdk.test.ts compares the text for
 * strings with the SDK.
 */
const unknownValues: readonly string[] = [
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421",
	"04da6b54-80e4-46f7-96ec-b56ff0331ba9",
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
	"030794c1-ac77-496b-92df-f27374a8bd58",
	"e48ece36-62e2-4504-bad9-02848725956a",
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/**
 * Whether Pulumi can pass on and store a value unchanged. It cannot for the texts that represent unknown values, and for
 * text with an unpaired surrogate, which UTF-8 cannot represent.
 */
export function isStorable(value: TagValue | undefined): boolean {
	return typeof value !== "string" || (!unknownValues.includes(value) && !/\p{Surrogate}/u.test(value));
}

/**
 * The property that marks a special value, such as a secret, in Pulumi's state and protocol.
 *
 * Source: pulumi sdk/go/common/resource/sig
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * Names of map keys that Pulumi or JavaScript does not pass on as they are: `__proto__` sets the prototype of an object,
 * an object with the key `toString` cannot be converted to text, and the signature marks special values.
 */
const unstorableNames: readonly string[] = ["__proto__", "toString", SIGNATURE];

/** Whether Pulumi can pass on and store a map with this key. */
export function isStorableName(name: string): boolean {
	return !unstorableNames.includes(name) && isStorable(name);
}
