import { equalValues, isZero } from "../profile/canonical";
import type { OwnedTag } from "../profile/owned";
import type { TagValue, TagValues } from "../profile/types";

/** The tags that somebody set to something else: live values that are neither zero nor equal to the declared one. */
export function conflictingTags(owned: readonly OwnedTag[], live: TagValues): readonly OwnedTag[] {
	return owned.filter(({ tag, value }) => !isZero(tag, live[tag]) && !equalValues(tag, live[tag], value));
}

/**
 * What was live when tags came under management, kept so that a policy can put it back: values that are neither zero nor
 * equal to the declared one; with `rememberAll` also the equal ones, which a later change would lose.
 */
export function adoptedValues(owned: readonly OwnedTag[], live: TagValues, { rememberAll = false } = {}): TagValues {
	const kept = rememberAll ? owned.filter(({ tag }) => !isZero(tag, live[tag])) : conflictingTags(owned, live);
	return Object.fromEntries(kept.flatMap(({ tag }) => entryOf(tag, live[tag])));
}

function entryOf(tag: string, value: TagValue | undefined): readonly (readonly [string, TagValue])[] {
	return value === undefined ? [] : [[tag, value]];
}

/** The remembered values of the tags that are still owned, with those of tags owned from now on; nothing when there are none. */
export function mergeAdopted(
	owned: readonly OwnedTag[],
	remembered: TagValues = {},
	added: TagValues = {},
): { readonly adopted?: TagValues } {
	const tags = new Set(owned.map(({ tag }) => tag));
	const kept = Object.entries({ ...added, ...remembered }).filter(([tag]) => tags.has(tag));
	return kept.length > 0 ? { adopted: Object.fromEntries(kept) } : {};
}
