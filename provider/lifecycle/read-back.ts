import { isImError, notReadBackError, notStoredError } from "../errors";
import { diffLive } from "../profile/diff";
import type { OwnedTag } from "../profile/owned";
import { type LiveProfile, type Observer, observeExisting } from "./observe";
import type { Refusals } from "./write";

/** What reading back works with. */
export interface ReadBackContext {
	readonly observer: Observer;
	/** Waits for some milliseconds. */
	readonly sleep: (ms: number) => Promise<unknown>;
	/** How long to wait before each further look at a write that is not to be seen yet, in milliseconds. */
	readonly readBackDelaysMs: readonly number[];
}

/** Waits of a read-back: about six seconds in all. */
export const READ_BACK_DELAYS_MS: readonly number[] = [100, 200, 400, 800, 1600, 3000];

/** What was written, and what to look at. */
export interface Written {
	/** The tags that the service took. */
	readonly sent: readonly OwnedTag[];
	/** The tags whose write has no answer: they may be there or not. */
	readonly lost: readonly OwnedTag[];
	/** All tags that the result must know of. */
	readonly tags: readonly string[];
	/** What was live before the write. */
	readonly before: LiveProfile;
}

/** What a read-back saw. */
export interface ReadBack {
	/** What is live now; where it could not be read, what was before with what the service took. */
	readonly after: LiveProfile;
	/** The tags that the service took and that were not seen, each with why. */
	readonly unverified: Refusals;
}

/**
 * Looks until all that was sent is there, or the waits are used up. Nothing is written a second time: a lag passes, and
 * what is still missing then was accepted but not stored.
 */
export async function readBack(context: ReadBackContext, account: string, written: Written): Promise<ReadBack> {
	const { sent, before } = written;
	try {
		const after = await look(context, account, written);
		const missing = diffLive(sent, after.values).map(({ tag }) => [tag, notStoredError(account, tag)] as const);
		return { after, unverified: new Map(missing) };
	} catch (error) {
		if (!isImError(error)) throw error;
		const taken = Object.fromEntries(sent.map(({ tag, value }) => [tag, value]));
		return {
			after: { values: { ...before.values, ...taken }, refused: before.refused },
			unverified: new Map(sent.map(({ tag }) => [tag, notReadBackError(account, tag, error)])),
		};
	}
}

async function look(context: ReadBackContext, account: string, { sent, lost, tags }: Written): Promise<LiveProfile> {
	const awaited = [...sent, ...lost];
	let live = await observeExisting(context.observer, account, tags);
	for (const delayMs of context.readBackDelaysMs) {
		if (diffLive(awaited, live.values).length === 0) break;
		await context.sleep(delayMs);
		live = await observeExisting(context.observer, account, tags);
	}
	return live;
}
