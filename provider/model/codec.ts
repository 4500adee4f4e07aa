import { isUint64 } from "./compare";
import { fieldOfTag } from "./fields";
import type { OwnedTag } from "./managed-profiles";
import type { ProfileItem, TagValue, TagValues, WireValue } from "./types";

/** The items of a `portrait_set` for some tags, in their order. {@link decodeItems} is its inverse. */
export function encodeItems(owned: readonly Pick<OwnedTag, "tag" | "value">[]): readonly ProfileItem[] {
	return owned.map(({ tag, value }) => ({ Tag: tag, Value: encodeValue(value) }));
}

/**
 * The values by tag in the items of an answer; a tag never set is absent. A numeric field that comes as digits becomes a
 * number: some models of the service have BirthDay as text.
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
