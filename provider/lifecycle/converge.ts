import type { ProfileWrites } from "../client/writes";
import { catchImError, conflictError, type ImError, isImError, isOutcomeUnknown } from "../errors";
import { differingTags } from "../profile/diff";
import type { OwnedTag } from "../profile/owned";
import { conflictingTags } from "./adoption";
import { fetchExisting, type LiveProfile } from "./observe";
import { type ReadBackContext, type Verification, verify, type WrittenTags } from "./read-back";
import { type TagErrors, writeTags } from "./write";

/** What converging works with. */
export interface ReconcileContext extends ReadBackContext {
	readonly writes: ProfileWrites;
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
export interface Outcome {
	/** What was live before. */
	readonly before: LiveProfile;
	/** What is live now, as read back; `before` where nothing was written. */
	readonly after: LiveProfile;
	/** The tags that are not as declared, or not known to be, each with why. Empty on success. */
	readonly failed: TagErrors;
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
export async function reconcile(
	context: ReconcileContext,
	targets: readonly Target[],
): Promise<readonly (Outcome | ImError)[]> {
	const plans = await Promise.all(targets.map((target) => plan(context, target)));
	const attempts = await Promise.all(plans.map((plan) => (isImError(plan) ? plan : write(context, plan))));
	const looks = await verify(context, attempts.flatMap(toVerify));
	return attempts.map((attempt) =>
		isImError(attempt) ? attempt : toUpdateResult(attempt, looks.get(attempt.account)),
	);
}

/** One account's walk, before it writes. */
interface Plan extends Target {
	readonly before: LiveProfile;
	readonly changed: readonly OwnedTag[];
}

/** One account's walk, after it has written. */
interface WriteResult extends Plan {
	readonly refused: TagErrors;
}

async function plan({ observer }: ReconcileContext, target: Target): Promise<ImError | Plan> {
	const before = await catchImError(fetchExisting(observer, target.account, target.owned.map(tagOf)));
	if (isImError(before)) return before;
	const others = target.failsOnConflict ? conflictingTags(target.wanted, before.values) : [];
	if (others.length > 0)
		return conflictError(
			target.account,
			others.map(({ path }) => path),
		);
	const changed = differingTags(target.wanted, before.values).filter(({ tag }) => !before.refused.has(tag));
	return { ...target, before, changed };
}

async function write({ writes, observer }: ReconcileContext, plan: Plan): Promise<WriteResult> {
	if (plan.changed.length === 0) return { ...plan, refused: new Map() };
	const refused = await writeTags(writes, plan.account, plan.changed);
	observer.invalidate(plan.account);
	return { ...plan, refused };
}

function toVerify(attempt: WriteResult | ImError): readonly WrittenTags[] {
	if (isImError(attempt) || attempt.changed.length === 0) return [];
	const { account, owned, before, changed, refused } = attempt;
	const sent = changed.filter(({ tag }) => !refused.has(tag));
	const lost = changed.filter(({ tag }) => isOutcomeUnknown(refused.get(tag)));
	return [{ account, sent, unconfirmed: lost, tags: owned.map(tagOf), before }];
}

function toUpdateResult({ wanted, before, changed, refused }: WriteResult, look: Verification | undefined): Outcome {
	const { after, unverified } = look ?? { after: before, unverified: [] };
	const unreadable = wanted.flatMap(({ tag }) => entriesOf(before.refused, tag));
	const missing = differingTags(changed, after.values);
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
