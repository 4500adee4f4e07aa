import type { Writes } from "../client/writes";
import { conflictError, type ImError, isImError, isOutcomeUnknown, outcomeOf } from "../errors";
import { diffLive } from "../profile/diff";
import type { OwnedTag } from "../profile/owned";
import { otherTags } from "./adoption";
import { type LiveProfile, observeExisting } from "./observe";
import { type ReadBack, type ReadBackContext, readBack, type Written } from "./read-back";
import { type Refusals, writeTags } from "./write";

/** What converging works with. */
export interface ConvergeContext extends ReadBackContext {
	readonly writes: Writes;
}

/** What to bring about for one account. */
export interface Target {
	readonly account: string;
	/** The tags to write where they differ. */
	readonly wanted: readonly OwnedTag[];
	/** All that the result must know of. */
	readonly owned: readonly OwnedTag[];
	/** Whether values that somebody else set stop the walk before it writes. @default false */
	readonly failsOnConflict?: boolean;
}

/** How the walk of one account ended. */
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
 * Brings the tags of one account or of many to their declared values: observe all, decide, write only what differs,
 * verify what was written. Each step is taken by all together, so that reads join, and none waits for the fate of another.
 * What counts in the end is what is live: a write whose answer was lost has succeeded when it is there.
 *
 * Shape: an end for each target, in their order; an `ImError` where nothing could be read of the account, or it is missing.
 */
export async function converge(
	context: ConvergeContext,
	targets: readonly Target[],
): Promise<readonly (Converged | ImError)[]> {
	const plans = await Promise.all(targets.map((target) => decide(context, target)));
	const attempts = await Promise.all(plans.map((plan) => (isImError(plan) ? plan : write(context, plan))));
	const looks = await readBack(context, attempts.flatMap(writtenIn));
	return attempts.map((attempt) => (isImError(attempt) ? attempt : endOf(attempt, looks.get(attempt.account))));
}

/** One account's walk, before it writes. */
interface Plan extends Target {
	readonly before: LiveProfile;
	readonly changed: readonly OwnedTag[];
}

/** One account's walk, after it has written. */
interface Attempt extends Plan {
	readonly refused: Refusals;
}

async function decide({ observer }: ConvergeContext, target: Target): Promise<ImError | Plan> {
	const before = await outcomeOf(observeExisting(observer, target.account, target.owned.map(tagOf)));
	if (isImError(before)) return before;
	const others = target.failsOnConflict ? otherTags(target.wanted, before.values) : [];
	if (others.length > 0)
		return conflictError(
			target.account,
			others.map(({ path }) => path),
		);
	const changed = diffLive(target.wanted, before.values).filter(({ tag }) => !before.refused.has(tag));
	return { ...target, before, changed };
}

async function write({ writes, observer }: ConvergeContext, plan: Plan): Promise<Attempt> {
	if (plan.changed.length === 0) return { ...plan, refused: new Map() };
	const refused = await writeTags(writes, plan.account, plan.changed);
	observer.forget(plan.account);
	return { ...plan, refused };
}

function writtenIn(attempt: Attempt | ImError): readonly Written[] {
	if (isImError(attempt) || attempt.changed.length === 0) return [];
	const { account, owned, before, changed, refused } = attempt;
	const sent = changed.filter(({ tag }) => !refused.has(tag));
	const lost = changed.filter(({ tag }) => isOutcomeUnknown(refused.get(tag)));
	return [{ account, sent, lost, tags: owned.map(tagOf), before }];
}

function endOf({ wanted, before, changed, refused }: Attempt, look: ReadBack | undefined): Converged {
	const { after, unverified } = look ?? { after: before, unverified: [] };
	const unreadable = wanted.flatMap(({ tag }) => entriesOf(before.refused, tag));
	const missing = diffLive(changed, after.values);
	const refusals = missing.flatMap(({ tag }) => entriesOf(refused, tag));
	const failed = new Map([...unreadable, ...refusals, ...unverified]);
	return { before, after, failed, wrote: missing.length < changed.length };
}

function tagOf({ tag }: OwnedTag): string {
	return tag;
}

function entriesOf<V>(map: ReadonlyMap<string, V>, key: string): readonly (readonly [string, V])[] {
	const value = map.get(key);
	return value === undefined ? [] : [[key, value]];
}
