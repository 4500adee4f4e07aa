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
import { fetchExisting, type LiveProfile, refuseUnstorable } from "./live-profiles";

/** One account, with the tags that {@link reconcile} reads and the tags that it writes. */
export interface Target {
	readonly account: string;
	/** The tags with the values that the account must have. A tag is written if its live value differs. */
	readonly wanted: readonly OwnedTag[];
	/**
	 * The tags to read and to include in the outcome: all wanted tags, and the tags that the resource owns but must not
	 * write.
	 */
	readonly owned: readonly OwnedTag[];
	/**
	 * The tags that are new to the resource. Their live values from before the write are remembered. If Pulumi cannot
	 * store such a value, the tag fails and is not written, because its value would be lost.
	 */
	readonly adopted?: readonly string[];
	/**
	 * Policy for a wanted tag that already has another live value that is not zero: `fail` rejects the account before any
	 * write.
	 */
	readonly onConflict: "fail" | "overwrite";
}

/** The result of reconciling one account. */
export type Outcome = Reconciled | { readonly kind: "failed"; readonly error: ImError };

/** The outcome for an account that was read. The tags that differed were written, or `failed` contains their errors. */
export interface Reconciled {
	readonly kind: "reconciled";
	/** The live profile before the write. */
	readonly before: LiveProfile;
	/** The live profile after the write. Equals `before` if nothing was written. */
	readonly after: LiveProfile;
	/** Errors of the tags that do not have, or may not have, the wanted value, keyed by tag. Empty on success. */
	readonly failed: TagErrors;
	/** Whether the live value of at least one tag was changed. */
	readonly wrote: boolean;
}

/** Errors keyed by tag. */
export type TagErrors = ReadonlyMap<string, ImError>;

/** Default delays between the reads that verify a write, in milliseconds; about six seconds in total. */
export const VERIFY_DELAYS_MS: readonly number[] = [100, 200, 400, 800, 1600, 3000];

/** Options of {@link reconcile}: creation of missing accounts, and cancellation. */
export interface ReconcileOptions {
	/**
	 * Whether accounts that do not exist are created by `account_import` before their profiles are written. @defaultValue
	 * false
	 */
	readonly createAccounts?: boolean | undefined;
	/**
	 * Aborting the signal ends waits and prevents further calls. The outcome of a call that was sent is still reported as
	 * far as it is known.
	 */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the tags of accounts, writes the tags that differ from the wanted values, and verifies the written tags. Each
 * step runs for all accounts concurrently, so that the reads are batched.
 *
 * The live values at the end determine the outcome, not the response of the write: a write whose response was lost
 * counts as successful if a read returns the written values. A tag whose value is not visible after the write is not
 * written again.
 *
 * Returns an outcome for each target, in the order of the targets. The promise does not reject when the signal is
 * aborted; targets that were not processed have the outcome `failed`.
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

/**
 * Creates accounts by `account_import`, then reconciles the accounts that exist afterwards. Returns outcomes keyed by
 * UserID.
 */
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
	const results = await Promise.all(
		plans.map((each) => (each instanceof ImError ? each : write(service, each, signal))),
	);
	const written = results.flatMap((result) => (result instanceof ImError ? [] : toVerify(result)));
	const verifications = await verify(service, written, signal);
	return results.map((result) =>
		result instanceof ImError
			? { kind: "failed", error: result }
			: toOutcome(result, verifications.get(result.account)),
	);
}

/** A target with its live profile before the write, and the tags to write. */
interface Plan extends Target {
	readonly before: LiveProfile;
	readonly tagsToWrite: readonly OwnedTag[];
}

async function plan(service: Service, target: Target, signal: AbortSignal | undefined): Promise<ImError | Plan> {
	const tags = target.owned.map(({ tag }) => tag);
	const found = await catchImError(fetchExisting(service.live, target.account, tags, signal));
	if (found instanceof ImError) return found;
	const before = refuseUnstorable(target.account, found, target.adopted ?? []);
	const conflicts = target.onConflict === "fail" ? conflictingTags(target.wanted, before.values) : [];
	if (conflicts.length > 0) {
		return conflictError(
			target.account,
			conflicts.map(({ path }) => path),
		);
	}
	const tagsToWrite = differingTags(target.wanted, before.values).filter(({ tag }) => !before.refused.has(tag));
	return { ...target, before, tagsToWrite };
}

/** A plan whose writes were sent, with the errors of these writes. */
interface WriteResult extends Plan {
	readonly errors: TagErrors;
}

async function write({ writes, live }: Service, plan: Plan, signal: AbortSignal | undefined): Promise<WriteResult> {
	if (plan.tagsToWrite.length === 0) return { ...plan, errors: new Map() };
	const errors = await writeTags(writes, plan.account, plan.tagsToWrite, signal);
	live.invalidate(plan.account);
	return { ...plan, errors };
}

/**
 * Error codes that report invalid content of a tag, or a missing permission to write a tag.
 *
 * Source: error codes, https://trtc.io/document/34348
 */
const CONTENT_ERROR_CODES: readonly (number | undefined)[] = [40005, 40008, 40009, 40601, 40605, 40610, 80001];

/**
 * Writes tags of one account in one call. If the service rejects the content of the call, each tag is written in a
 * separate call, so that one invalid tag does not prevent the write of the others. Returns the errors of the tags that
 * were not written.
 */
export async function writeTags(
	writes: ProfileWrites,
	account: string,
	tags: readonly OwnedTag[],
	signal?: AbortSignal,
): Promise<TagErrors> {
	const error = await catchImError(writes.portraitSet(account, encodeItems(tags), signal));
	if (!(error instanceof ImError)) return new Map();
	const isContentError = CONTENT_ERROR_CODES.includes(errorCodeOf(error));
	return isContentError && tags.length > 1
		? writeSingly(writes, account, tags, signal)
		: new Map(tags.map(({ tag }) => [tag, error]));
}

async function writeSingly(
	writes: ProfileWrites,
	account: string,
	tags: readonly OwnedTag[],
	signal: AbortSignal | undefined,
): Promise<TagErrors> {
	const errors = new Map<string, ImError>();
	for (const owned of tags) {
		for (const entry of await writeTags(writes, account, [owned], signal)) errors.set(...entry);
	}
	return errors;
}

/** One account, with the tags that were sent in a write and the tags to read for the verification. */
interface WrittenTags {
	readonly account: string;
	/** Tags that the service accepted. */
	readonly sent: readonly OwnedTag[];
	/** Tags whose write may or may not have taken effect, because the response was lost. */
	readonly unanswered: readonly OwnedTag[];
	/** Names of all tags to read for the verification. */
	readonly tags: readonly string[];
	readonly before: LiveProfile;
}

function toVerify({ account, owned, before, tagsToWrite, errors }: WriteResult): readonly WrittenTags[] {
	if (tagsToWrite.length === 0) return [];
	const sent = tagsToWrite.filter(({ tag }) => !errors.has(tag));
	const unanswered = tagsToWrite.filter(({ tag }) => isOutcomeUnknown(errors.get(tag)));
	return [{ account, sent, unanswered, tags: owned.map(({ tag }) => tag), before }];
}

/** The result of verifying the writes to one account. */
interface Verification {
	/**
	 * The live profile after the write. If the live profile could not be read, the profile from before the write with the
	 * accepted values.
	 */
	readonly after: LiveProfile;
	/** Errors of the tags that the service accepted but that no read confirmed, keyed by tag. */
	readonly unverified: TagErrors;
}

/**
 * Reads accounts repeatedly until every written value is visible or all delays have passed. Only accounts with a
 * missing value are read again. A value that is still missing at the end counts as accepted but not stored.
 */
async function verify(
	service: Service,
	written: readonly WrittenTags[],
	signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Verification>> {
	let reads = await Promise.all(written.map((each) => readOnce(service, each, signal)));
	for (const delayMs of service.verifyDelaysMs) {
		if (!reads.some(isIncomplete)) break;
		await service.sleep(delayMs, signal).catch(() => undefined); // after an abort, the reads below return the error
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

/**
 * Returns whether an account must be read again, because the last read succeeded but did not return all written values.
 */
function isIncomplete({ written: { sent, unanswered }, result }: VerifyRead): boolean {
	return !(result instanceof ImError) && differingTags([...sent, ...unanswered], result.values).length > 0;
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

function toOutcome(
	{ wanted, before, tagsToWrite, errors }: WriteResult,
	verification: Verification | undefined,
): Outcome {
	const { after, unverified } = verification ?? { after: before, unverified: [] };
	const missing = differingTags(tagsToWrite, after.values);
	const failed = new Map([...errorsOf(wanted, before.refused), ...errorsOf(missing, errors), ...unverified]);
	return { kind: "reconciled", before, after, failed, wrote: missing.length < tagsToWrite.length };
}

function errorsOf(tags: readonly OwnedTag[], errors: TagErrors): readonly (readonly [string, ImError])[] {
	return tags.flatMap(({ tag }) => {
		const error = errors.get(tag);
		return error === undefined ? [] : [[tag, error]];
	});
}
