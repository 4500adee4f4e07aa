import type { Writes } from "../client/writes";
import { isOutcomeUnknown } from "../errors";
import { diffLive } from "../profile/diff";
import type { OwnedTag } from "../profile/owned";
import { type LiveProfile, observeExisting } from "./observe";
import { type ReadBackContext, readBack } from "./read-back";
import { type Refusals, writeTags } from "./write";

/** What converging works with. */
export interface ConvergeContext extends ReadBackContext {
	readonly writes: Writes;
}

/** How a walk ended. */
export interface Converged {
	/** What was live before. */
	readonly before: LiveProfile;
	/** What is live now, as read back; `before` where nothing was written. */
	readonly after: LiveProfile;
	/** The tags that are not as declared, or not known to be, each with why. Empty on success. */
	readonly failed: Refusals;
	/** Whether any tag was changed. */
	readonly wrote: boolean;
}

/**
 * Brings one account's tags to their declared values: observe, decide, write only what differs, verify. What counts in the
 * end is what is live: a write whose answer was lost has succeeded when it is there.
 *
 * Shape: `wanted` are the tags to write where they differ, `owned` all that the result must know of.
 * Errors: an `ImError` when nothing could be read; after that, what failed is in the result.
 */
export async function converge(
	context: ConvergeContext,
	account: string,
	{ wanted, owned }: { readonly wanted: readonly OwnedTag[]; readonly owned: readonly OwnedTag[] },
): Promise<Converged> {
	const tags = owned.map(({ tag }) => tag);
	const before = await observeExisting(context.observer, account, tags);
	const unreadable = wanted.flatMap(({ tag }) => entriesOf(before.refused, tag));
	const changed = diffLive(wanted, before.values).filter(({ tag }) => !before.refused.has(tag));
	if (changed.length === 0) return { before, after: before, failed: new Map(unreadable), wrote: false };
	const refused = await writeTags(context.writes, account, changed);
	context.observer.forget(account);
	const sent = changed.filter(({ tag }) => !refused.has(tag));
	const lost = changed.filter(({ tag }) => isOutcomeUnknown(refused.get(tag)));
	const { after, unverified } = await readBack(context, account, { sent, lost, tags, before });
	const missing = diffLive(changed, after.values);
	const refusals = missing.flatMap(({ tag }) => entriesOf(refused, tag));
	return {
		before,
		after,
		failed: new Map([...unreadable, ...refusals, ...unverified]),
		wrote: missing.length < changed.length,
	};
}

function entriesOf<V>(map: ReadonlyMap<string, V>, key: string): readonly (readonly [string, V])[] {
	const value = map.get(key);
	return value === undefined ? [] : [[key, value]];
}
