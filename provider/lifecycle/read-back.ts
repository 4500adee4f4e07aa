import { catchImError, type ImError, isImError, notReadBackError, notStoredError } from "../errors";
import { differingTags } from "../profile/diff";
import type { OwnedTag } from "../profile/owned";
import { fetchExisting, type LiveProfile, type LiveProfiles } from "./observe";
import type { TagErrors } from "./write";

/** What reading back works with. */
export interface ReadBackContext {
	readonly observer: LiveProfiles;
	/** Waits for some milliseconds. */
	readonly sleep: (ms: number) => Promise<unknown>;
	/** How long to wait before each further look at a write that is not to be seen yet, in milliseconds. */
	readonly readBackDelaysMs: readonly number[];
}

/** Waits of a read-back: about six seconds in all. */
export const VERIFY_DELAYS_MS: readonly number[] = [100, 200, 400, 800, 1600, 3000];

/** What was written of one account, and what to look at. */
export interface WrittenTags {
	readonly account: string;
	/** The tags that the service took. */
	readonly sent: readonly OwnedTag[];
	/** The tags whose write has no answer: they may be there or not. */
	readonly unconfirmed: readonly OwnedTag[];
	/** All tags that the result must know of. */
	readonly tags: readonly string[];
	/** What was live before the write. */
	readonly before: LiveProfile;
}

/** What a read-back saw. */
export interface Verification {
	/** What is live now; where it could not be read, what was before with what the service took. */
	readonly after: LiveProfile;
	/** The tags that the service took and that were not seen, each with why. */
	readonly unverified: TagErrors;
}

/**
 * Looks until all that was sent is there, or the waits are used up. All accounts are looked at together, and further only
 * those that lack something. Nothing is written a second time: a lag passes, and what is still missing then was accepted
 * but not stored.
 *
 * Shape: by account.
 */
export async function verify(
	context: ReadBackContext,
	written: readonly WrittenTags[],
): Promise<ReadonlyMap<string, Verification>> {
	let looks = await Promise.all(written.map((each) => readOnce(context, each)));
	for (const delayMs of context.readBackDelaysMs) {
		if (!looks.some(isIncomplete)) break;
		await context.sleep(delayMs);
		looks = await Promise.all(looks.map((look) => (isIncomplete(look) ? readOnce(context, look.written) : look)));
	}
	return new Map(looks.map((look) => [look.written.account, toVerification(look)]));
}

interface VerifyRead {
	readonly written: WrittenTags;
	readonly live: ImError | LiveProfile;
}

async function readOnce({ observer }: ReadBackContext, written: WrittenTags): Promise<VerifyRead> {
	return { written, live: await catchImError(fetchExisting(observer, written.account, written.tags)) };
}

/** Whether a further look may show more; after one that failed there is none. */
function isIncomplete({ written: { sent, unconfirmed: lost }, live }: VerifyRead): boolean {
	return !isImError(live) && differingTags([...sent, ...lost], live.values).length > 0;
}

function toVerification({ written: { account, sent, before }, live }: VerifyRead): Verification {
	if (!isImError(live)) {
		const missing = differingTags(sent, live.values).map(({ tag }) => [tag, notStoredError(account, tag)] as const);
		return { after: live, unverified: new Map(missing) };
	}
	const taken = Object.fromEntries(sent.map(({ tag, value }) => [tag, value]));
	return {
		after: { values: { ...before.values, ...taken }, refused: before.refused },
		unverified: new Map(sent.map(({ tag }) => [tag, notReadBackError(account, tag, live)])),
	};
}
