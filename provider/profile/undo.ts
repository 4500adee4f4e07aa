import { hasZero, zeroOf } from "./canonical";
import type { OwnedTag } from "./owned";
import type { TagValue, TagValues } from "./types";

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
