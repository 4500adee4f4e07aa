/**
 * A value of a tag as the emulator keeps it.
 *
 * Shape: text, a number, or `{ uint64: "18446744073709551615" }` for a whole number above 2^53, which a
 * JavaScript number cannot hold exactly.
 */
export type TagValue = string | number | { readonly uint64: string };

/** Values by tag, for example `{ Tag_Profile_IM_Nick: "Support" }`. */
export type Tags = Readonly<Record<string, TagValue>>;

/** A change to some tags: a value sets the tag, `undefined` unsets it, an unlisted tag stays as it is. */
export type TagChanges = Readonly<Record<string, TagValue | undefined>>;

/** Whether a value is the `{ uint64 }` form of {@link TagValue}, digits and all. */
export function isUint64(value: unknown): value is { readonly uint64: string } {
	if (typeof value !== "object" || value === null) return false;
	const digits = (value as { readonly uint64?: unknown }).uint64;
	return typeof digits === "string" && /^\d{1,20}$/.test(digits) && Object.keys(value).length === 1;
}

/** Whether a value has one of the shapes of {@link TagValue}. */
export function isTagValue(value: unknown): value is TagValue {
	return typeof value === "string" || typeof value === "number" || isUint64(value);
}

/** The digits of a numeric value: `5` and `{ uint64: "5" }` alike give `"5"`. */
export function digitsOf(value: number | { readonly uint64: string }): string {
	return typeof value === "number" ? String(value) : value.uint64;
}

/** The shortest exact form of a whole number: a number up to 2^53, `{ uint64 }` above. */
export function wholeNumber(value: bigint): number | { readonly uint64: string } {
	return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : { uint64: value.toString() };
}

/** Applies changes to tags; neither argument is altered. */
export function applyChanges(tags: Tags, changes: TagChanges): Tags {
	const next: Record<string, TagValue> = { ...tags };
	for (const [tag, value] of Object.entries(changes)) {
		if (value === undefined) delete next[tag];
		else next[tag] = value;
	}
	return next;
}
