import type { ProfileWrites } from "../client/writes";
import {
	catchImError,
	conflictError,
	errorCodeOf,
	ImError,
	isAccountMissing,
	isOutcomeUnknown,
	notReadBackError,
	notStoredError,
} from "../errors/im-error";
import { encodeItems } from "../model/codec";
import { differingTags, equalValues, isZero } from "../model/compare";
import type { OwnedTag } from "../model/managed-profiles";
import type { TagValue, TagValues } from "../model/types";
import type { Service } from "./context";
import { ensureAccount } from "./directories";
import { fetchExisting, type LiveProfile, type LiveProfiles } from "./live-profiles";

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
	return !(live instanceof ImError) && differingTags([...sent, ...lost], live.values).length > 0;
}

function toVerification({ written: { account, sent, before }, live }: VerifyRead): Verification {
	if (!(live instanceof ImError)) {
		const missing = differingTags(sent, live.values).map(({ tag }) => [tag, notStoredError(account, tag)] as const);
		return { after: live, unverified: new Map(missing) };
	}
	const taken = Object.fromEntries(sent.map(({ tag, value }) => [tag, value]));
	return {
		after: { values: { ...before.values, ...taken }, refused: before.refused },
		unverified: new Map(sent.map(({ tag }) => [tag, notReadBackError(account, tag, live)])),
	};
}

/** The tags that could not be written, each with its error. */
export type TagErrors = ReadonlyMap<string, ImError>;

/** Codes that speak of the content of a tag or the right to write it. Source: https://trtc.io/document/34348 */
const CONTENT_ERROR_CODES: readonly (number | undefined)[] = [40005, 40008, 40009, 40601, 40605, 40610, 80001];

/**
 * Writes some tags of one account in one call. Where the call is refused for what is in it, the tags are tried apart, so
 * that one bad tag does not keep the good ones out.
 *
 * Errors: none are thrown for the service's answers; each tag that was not written is in the result with its error.
 */
export async function writeTags(writes: ProfileWrites, account: string, tags: readonly OwnedTag[]): Promise<TagErrors> {
	const error = await tryWrite(writes, account, tags);
	if (error === undefined) return new Map();
	const isContent = CONTENT_ERROR_CODES.includes(errorCodeOf(error));
	if (!isContent || tags.length === 1) return new Map(tags.map(({ tag }) => [tag, error]));
	return writeSingly(writes, account, tags);
}

async function writeSingly(writes: ProfileWrites, account: string, tags: readonly OwnedTag[]): Promise<TagErrors> {
	const refusals = new Map<string, ImError>();
	for (const owned of tags) {
		for (const refusal of await writeTags(writes, account, [owned])) refusals.set(...refusal);
	}
	return refusals;
}

async function tryWrite(
	writes: ProfileWrites,
	account: string,
	tags: readonly OwnedTag[],
): Promise<ImError | undefined> {
	const outcome = await catchImError(writes.portraitSet(account, encodeItems(tags)));
	return outcome instanceof ImError ? outcome : undefined;
}

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
	const attempts = await Promise.all(plans.map((plan) => (plan instanceof ImError ? plan : write(context, plan))));
	const looks = await verify(context, attempts.flatMap(toVerify));
	return attempts.map((attempt) =>
		attempt instanceof ImError ? attempt : toUpdateResult(attempt, looks.get(attempt.account)),
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
	if (before instanceof ImError) return before;
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
	if (attempt instanceof ImError || attempt.changed.length === 0) return [];
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

/**
 * Converges, imports the accounts that are not in the service, and converges those again. Checks and imports are joined,
 * a hundred to a call.
 *
 * Shape: as of `converge`; an account that could not be imported ends with that error.
 */
export async function reconcileWithAccounts(
	service: Service,
	targets: readonly Target[],
): Promise<readonly (Outcome | ImError)[]> {
	const walks = await reconcile(service, targets);
	const missing = targets.filter((_, at) => isAccountMissing(walks[at]));
	if (missing.length === 0) return walks;
	const made = await Promise.all(
		missing.map(({ account }) => catchImError(ensureAccount(service, "account", account))),
	);
	const failures = new Map(missing.flatMap(({ account }, at) => errorAt(account, made[at])));
	const again = missing.filter(({ account }) => !failures.has(account));
	const secondWalks = new Map((await reconcile(service, again)).map((walk, at) => [again[at]?.account, walk]));
	return walks.map((walk, at) => {
		const account = targets[at]?.account ?? "";
		return failures.get(account) ?? secondWalks.get(account) ?? walk;
	});
}

function errorAt(account: string, outcome: unknown): readonly (readonly [string, ImError])[] {
	return outcome instanceof ImError ? [[account, outcome]] : [];
}
