import { equalValues, isZero } from "../profile/canonical";
import type { OwnedTag } from "../profile/owned";
import type { TagValues } from "../profile/types";

/**
 * What was live when tags came under management, where it was neither zero nor equal to the declared value. It is kept so
 * that a later policy can put it back.
 */
export function adoptedValues(owned: readonly OwnedTag[], live: TagValues): TagValues {
	const other = owned.flatMap(({ tag, value }) => {
		const before = live[tag];
		return before === undefined || isZero(tag, before) || equalValues(tag, before, value) ? [] : [[tag, before]];
	});
	return Object.fromEntries(other);
}

/** The remembered values of the tags that are still owned, with those of tags owned from now on; nothing when there are none. */
export function keepAdopted(
	owned: readonly OwnedTag[],
	remembered: TagValues = {},
	added: TagValues = {},
): { readonly adopted?: TagValues } {
	const tags = new Set(owned.map(({ tag }) => tag));
	const kept = Object.entries({ ...added, ...remembered }).filter(([tag]) => tags.has(tag));
	return kept.length > 0 ? { adopted: Object.fromEntries(kept) } : {};
}
