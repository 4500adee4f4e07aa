import { equalValues, zeroOf } from "./canonical";
import type { OwnedTag } from "./owned";
import type { TagValue, TagValues } from "./types";

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
