import { withZeros } from "../profile/canonical";
import { fields } from "../profile/fields";
import { toAttributes } from "../profile/owned";
import type { ProfileAttributes } from "../profile/types";
import { assertReadable, type LiveProfile, type LiveProfiles } from "./observe";

/**
 * The attributes of an account that the program does not manage, always from the service. A tag never set has its zero
 * value; where no tags are named, every standard one is read, and one that the app does not know is left out.
 *
 * Shape: `undefined` when the service does not know the account.
 * Errors: any other `ImError`; the refusal of a tag that is named.
 */
export async function readProfile(
	observer: LiveProfiles,
	account: string,
	tags?: readonly string[],
): Promise<ProfileAttributes | undefined> {
	const live = await observer.fetch(account, tags ?? standardTags());
	if (live === undefined) return undefined;
	return tags === undefined ? toStandardAttributes(live) : toAttributes(withZeros(tags, assertReadable(live)));
}

/** Every standard attribute of a live profile that the service lets us read. */
export function toStandardAttributes({ values, refused }: LiveProfile): ProfileAttributes {
	const readable = standardTags().filter((tag) => !refused.has(tag));
	return toAttributes(withZeros(readable, values));
}

/** The tags of the field table. */
export function standardTags(): readonly string[] {
	return Object.values(fields).map(({ tag }) => tag);
}
