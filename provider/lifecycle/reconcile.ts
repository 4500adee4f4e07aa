import type { ProfileWrites } from "../client/writes";
import {
	abortedError,
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
import { conflictingTags, differingTags } from "../model/compare";
import type { OwnedTag } from "../model/managed-profiles";
import type { Service } from "./context";
import { ensureAccount } from "./directories";
import { fetchExisting, type LiveProfile } from "./live-profiles";

/** The desired tags of one account. */
export interface Target {
	readonly account: string;
	/** The tags to write where the live value differs. */
	readonly wanted: readonly OwnedTag[];
	/** The tags that the outcome must contain: `wanted`, and those that are owned but left alone. */
	readonly owned: readonly OwnedTag[];
	/** The treatment of a live value that someone else set: `fail` rejects the account before anything is written. */
	readonly onConflict: "fail" | "overwrite";
}

/** The result of reconciling one account. */
export type Outcome = Reconciled | { readonly kind: "failed"; readonly error: ImError };

/** An account that was read, and written where a tag differed. */
export interface Reconciled {
	readonly kind: "reconciled";
	/** The live profile before the write. */
	readonly before: LiveProfile;
	/** The live profile as verified after the write; `before` when nothing was written. */
	readonly after: LiveProfile;
	/** The tags that do not have the wanted value, or may not have it. Empty on success. */
	readonly failed: TagErrors;
	/** Whether a tag was changed. */
	readonly wrote: boolean;
}

/** Tags with the error of each. */
export type TagErrors = ReadonlyMap<string, ImError>;

/** The waits between the reads that verify a write, in milliseconds: about six seconds in all. */
export const VERIFY_DELAYS_MS: readonly number[] = [100, 200, 400, 800, 1600, 3000];

/** Options of {@link reconcile}. */
export interface ReconcileOptions {
	/** Whether accounts that do not exist are imported first. @defaultValue false */
	readonly createAccounts?: boolean | undefined;
	/** Ends waits, and everything that has not started. What was sent is reported as far as it is known. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Brings the tags of accounts to the wanted values: reads all, writes what differs, and verifies what was written. All
 * accounts take each step together, so that their reads are batched.
 *
 * What is live at the end decides, not the answer of the write: a write whose answer was lost has succeeded when a read
 * shows its values. Nothing is written a second time.
 *
 * Returns an outcome for each target, in their order. Never rejects because of the signal: a target that was not reached has
 * failed.
 */
export async function reconcile(
	service: Service,
	targets: readonly Target[],
	{ createAccounts = false, signal }: ReconcileOptions = {},
): Promise<readonly Outcome[]> {
	const outcomes = await reconcileExisting(service, targets, signal);
	const missing = createAccounts ? targets.filter((_, index) => isMissing(outcomes[index])) : [];
	if (missing.length === 0 || signal?.aborted) return outcomes;
	const created = await createAndReconcile(service, missing, signal);
	return outcomes.map((outcome, index) => created.get(targets[index]?.account ?? "") ?? outcome);
}

function isMissing(outcome: Outcome | undefined): boolean {
	return outcome?.kind === "failed" && isAccountMissing(outcome.error);
}

/** Imports accounts, then reconciles those that exist afterwards. Returns outcomes by account. */
async function createAndReconcile(
	service: Service,
	targets: readonly Target[],
	signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Outcome>> {
	const imports = await Promise.all(
		targets.map(async (target) => ({
			target,
			error: await catchImError(ensureAccount(service, "account", target.account)),
		})),
	);
	const outcomes = new Map<string, Outcome>();
	const existing: Target[] = [];
	for (const { target, error } of imports) {
		if (error instanceof ImError) outcomes.set(target.account, { kind: "failed", error });
		else existing.push(target);
	}
	const reconciled = await reconcileExisting(service, existing, signal);
	for (const [index, outcome] of reconciled.entries()) outcomes.set(existing[index]?.account ?? "", outcome);
	return outcomes;
}

async function reconcileExisting(
	service: Service,
	targets: readonly Target[],
	signal: AbortSignal | undefined,
): Promise<readonly Outcome[]> {
	const plans = await Promise.all(targets.map((target) => plan(service, target, signal)));
	if (signal?.aborted)
		return targets.map(({ account }) => ({
			kind: "failed",
			error: abortedError({ command: "portrait_get", accounts: [account] }),
		}));
	const results = await Promise.all(plans.map((each) => (each instanceof ImError ? each : write(service, each))));
	const written = results.flatMap((result) => (result instanceof ImError ? [] : toVerify(result)));
	const verifications = await verify(service, written, signal);
	return results.map((result) =>
		result instanceof ImError
			? { kind: "failed", error: result }
			: toOutcome(result, verifications.get(result.account)),
	);
}

/** A target and the tags to write. */
interface Plan extends Target {
	readonly before: LiveProfile;
	readonly writes: readonly OwnedTag[];
}

async function plan(service: Service, target: Target, signal: AbortSignal | undefined): Promise<ImError | Plan> {
	const tags = target.owned.map(({ tag }) => tag);
	const before = await catchImError(fetchExisting(service.live, target.account, tags, signal));
	if (before instanceof ImError) return before;
	const conflicts = target.onConflict === "fail" ? conflictingTags(target.wanted, before.values) : [];
	if (conflicts.length > 0) {
		return conflictError(
			target.account,
			conflicts.map(({ path }) => path),
		);
	}
	const writes = differingTags(target.wanted, before.values).filter(({ tag }) => !before.refused.has(tag));
	return { ...target, before, writes };
}

/** A plan whose writes were sent. */
interface WriteResult extends Plan {
	readonly errors: TagErrors;
}

async function write({ writes, live }: Service, plan: Plan): Promise<WriteResult> {
	if (plan.writes.length === 0) return { ...plan, errors: new Map() };
	const errors = await writeTags(writes, plan.account, plan.writes);
	live.invalidate(plan.account);
	return { ...plan, errors };
}

/**
 * Codes about the content of a tag, or about the permission to write it.
 *
 * Source: error codes, https://trtc.io/document/34348
 */
const CONTENT_ERROR_CODES: readonly (number | undefined)[] = [40005, 40008, 40009, 40601, 40605, 40610, 80001];

/**
 * Writes tags of one account in one call. When the service rejects the content of the call, each tag is written by itself,
 * so that one invalid tag does not block the others. Returns the tags that were not written.
 */
export async function writeTags(writes: ProfileWrites, account: string, tags: readonly OwnedTag[]): Promise<TagErrors> {
	const error = await catchImError(writes.portraitSet(account, encodeItems(tags)));
	if (!(error instanceof ImError)) return new Map();
	const isContentError = CONTENT_ERROR_CODES.includes(errorCodeOf(error));
	return isContentError && tags.length > 1
		? writeSingly(writes, account, tags)
		: new Map(tags.map(({ tag }) => [tag, error]));
}

async function writeSingly(writes: ProfileWrites, account: string, tags: readonly OwnedTag[]): Promise<TagErrors> {
	const errors = new Map<string, ImError>();
	for (const owned of tags) {
		for (const entry of await writeTags(writes, account, [owned])) errors.set(...entry);
	}
	return errors;
}

/** The tags of one account that were written. */
interface WrittenTags {
	readonly account: string;
	/** Tags that the service accepted. */
	readonly sent: readonly OwnedTag[];
	/** Tags whose write has no answer: stored or not. */
	readonly unconfirmed: readonly OwnedTag[];
	/** All tags to read. */
	readonly tags: readonly string[];
	readonly before: LiveProfile;
}

function toVerify({ account, owned, before, writes, errors }: WriteResult): readonly WrittenTags[] {
	if (writes.length === 0) return [];
	const sent = writes.filter(({ tag }) => !errors.has(tag));
	const unconfirmed = writes.filter(({ tag }) => isOutcomeUnknown(errors.get(tag)));
	return [{ account, sent, unconfirmed, tags: owned.map(({ tag }) => tag), before }];
}

/** The result of verifying the writes to one account. */
interface Verification {
	/** The live profile; when it could not be read, the profile before the write with the accepted values. */
	readonly after: LiveProfile;
	/** Tags that the service accepted and that a read did not show. */
	readonly unverified: TagErrors;
}

/**
 * Reads accounts until every written value is visible, or the waits are used up. Only accounts with a missing value are
 * read again. A value that is still missing was accepted and not stored.
 */
async function verify(
	service: Service,
	written: readonly WrittenTags[],
	signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Verification>> {
	let reads = await Promise.all(written.map((each) => readOnce(service, each, signal)));
	for (const delayMs of service.verifyDelaysMs) {
		if (!reads.some(isIncomplete)) break;
		await service.sleep(delayMs, signal).catch(() => undefined); // aborted: the reads below say so
		reads = await Promise.all(
			reads.map((read) => (isIncomplete(read) ? readOnce(service, read.written, signal) : read)),
		);
	}
	return new Map(reads.map((read) => [read.written.account, toVerification(read)]));
}

interface VerifyRead {
	readonly written: WrittenTags;
	readonly result: ImError | LiveProfile;
}

async function readOnce(service: Service, written: WrittenTags, signal: AbortSignal | undefined): Promise<VerifyRead> {
	return { written, result: await catchImError(fetchExisting(service.live, written.account, written.tags, signal)) };
}

/** Returns whether another read can show more. After a read that failed, none can. */
function isIncomplete({ written: { sent, unconfirmed }, result }: VerifyRead): boolean {
	return !(result instanceof ImError) && differingTags([...sent, ...unconfirmed], result.values).length > 0;
}

function toVerification({ written: { account, sent, before }, result }: VerifyRead): Verification {
	if (!(result instanceof ImError)) {
		const missing = differingTags(sent, result.values).map(({ tag }) => [tag, notStoredError(account, tag)] as const);
		return { after: result, unverified: new Map(missing) };
	}
	const accepted = Object.fromEntries(sent.map(({ tag, value }) => [tag, value]));
	return {
		after: { values: { ...before.values, ...accepted }, refused: before.refused },
		unverified: new Map(sent.map(({ tag }) => [tag, notReadBackError(account, tag, result)])),
	};
}

function toOutcome({ wanted, before, writes, errors }: WriteResult, verification: Verification | undefined): Outcome {
	const { after, unverified } = verification ?? { after: before, unverified: [] };
	const missing = differingTags(writes, after.values);
	const failed = new Map([...errorsOf(wanted, before.refused), ...errorsOf(missing, errors), ...unverified]);
	return { kind: "reconciled", before, after, failed, wrote: missing.length < writes.length };
}

function errorsOf(tags: readonly OwnedTag[], errors: TagErrors): readonly (readonly [string, ImError])[] {
	return tags.flatMap(({ tag }) => {
		const error = errors.get(tag);
		return error === undefined ? [] : [[tag, error]];
	});
}
