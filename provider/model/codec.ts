import { isUint64 } from "./compare";
import { fieldOfTag } from "./fields";
import type { OwnedTag } from "./managed-profiles";
import type { ProfileItem, TagValue, TagValues, WireValue } from "./types";

/**
 * Converts tags and their values to the items of a `portrait_set` request, in the same order. {@link decodeItems} is
 * the inverse function.
 */
export function encodeItems(owned: readonly Pick<OwnedTag, "tag" | "value">[]): readonly ProfileItem[] {
	return owned.map(({ tag, value }) => ({ Tag: tag, Value: encodeValue(value) }));
}

/**
 * Converts the items of a response to values keyed by tag name. In a numeric tag, text of digits is converted to a
 * number, because some versions of the service return `BirthDay` as text.
 */
export function decodeItems(items: readonly ProfileItem[]): TagValues {
	return Object.fromEntries(items.map(({ Tag, Value }) => [Tag, decodeValue(Tag, Value)]));
}

function encodeValue(value: TagValue): WireValue {
	return isUint64(value) ? BigInt(value.uint64) : value;
}

function decodeValue(tag: string, value: WireValue): TagValue {
	if (typeof value === "bigint") return { uint64: value.toString() };
	const isDigits = typeof value === "string" && /^\d{1,10}$/.test(value);
	return isDigits && fieldOfTag(tag)?.type === "uint32" ? Number(value) : value;
}
