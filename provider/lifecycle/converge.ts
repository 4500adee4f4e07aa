import type { Writes } from "../client/writes";
import { accountError, isImError, notStoredError } from "../errors";
import { diffLive } from "../profile/diff";
import type { OwnedTag } from "../profile/owned";
import type { LiveProfile, Observer } from "./observe";
import { type Refusals, writeTags } from "./write";

/** What converging works with. */
export interface ConvergeContext {
	readonly observer: Observer;
	readonly writes: Writes;
	/** Waits for some milliseconds. */
	readonly sleep: (ms: number) => Promise<unknown>;
	/** How long to wait before each further look at a write that is not to be seen yet, in milliseconds. */
	readonly readBackDelaysMs: readonly number[];
}

/** How a walk ended. */
export interface Converged {
	/** What was live before. */
	readonly before: LiveProfile;
	/** What is live now, as read back; `before` where nothing was written. */
	readonly after: LiveProfile;
	/** The tags that are not as declared, each with why. Empty on success. */
	readonly failed: Refusals;
	/** Whether any tag was written and is there. */
	readonly wrote: boolean;
}

/** Waits of a read-back: about six seconds in all. */
export const READ_BACK_DELAYS_MS: readonly number[] = [100, 200, 400, 800, 1600, 3000];

/**
 * Brings one account's tags to their declared values: observe, decide, write only what differs, verify.
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
	const unreadable = wanted.flatMap(({ tag }) => entryOf(before.refused, tag));
	const changed = diffLive(wanted, before.values).filter(({ tag }) => !before.refused.has(tag));
	if (changed.length === 0) return { before, after: before, failed: new Map(unreadable), wrote: false };
	const refused = await writeTags(context.writes, account, changed);
	context.observer.forget(account);
	const sent = changed.filter(({ tag }) => !refused.has(tag));
	const after = await readBack(context, account, { tags, sent, refused });
	const missing = diffLive(sent, after.values).map(({ tag }) => [tag, notStoredError(account, tag)] as const);
	return {
		before,
		after,
		failed: new Map([...unreadable, ...refused, ...missing]),
		wrote: missing.length < sent.length,
	};
}

function entryOf<V>(map: ReadonlyMap<string, V>, key: string): readonly (readonly [string, V])[] {
	const value = map.get(key);
	return value === undefined ? [] : [[key, value]];
}

async function observeExisting(observer: Observer, account: string, tags: readonly string[]): Promise<LiveProfile> {
	const live = await observer.observeFresh(account, tags);
	if (live === undefined) throw accountError("portrait_get", account, 40003);
	return live;
}

interface Sent {
	readonly tags: readonly string[];
	/** The tags that the service took. */
	readonly sent: readonly OwnedTag[];
	readonly refused: Refusals;
}

/** Looks until all that was taken is there, or the waits are used up. A write is never sent a second time. */
async function readBack(
	context: ConvergeContext,
	account: string,
	{ tags, sent, refused }: Sent,
): Promise<LiveProfile> {
	try {
		let live = await observeExisting(context.observer, account, tags);
		for (const delayMs of context.readBackDelaysMs) {
			if (diffLive(sent, live.values).length === 0) break;
			await context.sleep(delayMs);
			live = await observeExisting(context.observer, account, tags);
		}
		return live;
	} catch (error) {
		const [firstRefusal] = refused.values();
		throw isImError(error) && firstRefusal !== undefined ? firstRefusal : error;
	}
}
