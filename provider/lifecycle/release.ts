import { isAccountMissing } from "../errors/im-error";
import { releaseValue, toStoredValue } from "../model/compare";
import {
	byAccount,
	inputPath,
	type ManagedProfile,
	type ManagedProfiles,
	managedTags,
	mergeAttributes,
	type OwnedTag,
	ownedTags,
	replaceValues,
	selectTags,
	toPaths,
} from "../model/managed-profiles";
import type { ReleaseAction } from "../model/policies";
import type { HandlerContext } from "./context";
import { type CallContext, type Failure, toError } from "./handler";
import { claimedTagsMessage, logMessages, type Message, noZeroMessage, releaseActionMessage } from "./messages";
import { type Outcome, reconcile, type Target } from "./reconcile";

/** The tags to release, as profiles that contain only these tags, and the action for them. */
export interface ReleaseRequest {
	readonly profiles: readonly ManagedProfile[];
	readonly action: ReleaseAction;
}

/** The tags that could not be released, as profiles that contain their live values, and the failures. */
export interface ReleaseResult {
	readonly profiles: readonly ManagedProfile[];
	readonly failures: readonly Failure[];
}

/**
 * Resets or restores tags that a resource stops managing, and verifies the result. Tags that another resource claims in
 * the same operation are unchanged: after a rename, a move or a replacement, the engine creates the new resource before
 * it deletes the old resource. Tags of an account that does not exist count as released.
 */
export async function releaseTags(
	context: HandlerContext,
	{ profiles, action }: ReleaseRequest,
	{ log, signal }: CallContext,
): Promise<ReleaseResult> {
	if (action === "keep") return { profiles: [], failures: [] };
	const plans = profiles.map((profile) => planRelease(context, profile, action));
	logMessages(log, plans.flatMap(toMessages));
	const writing = plans.filter(({ target }) => target.wanted.length > 0);
	const targets = writing.map(({ target }) => target);
	const outcomes = await context.pendingReleases.track(
		targets.map(({ account }) => account),
		async () => (targets.length === 0 ? [] : reconcile(context.service(), targets, { signal })),
	);
	const results = outcomes.map((outcome, index) => toReleaseResult(writing[index] as ReleasePlan, outcome));
	return {
		profiles: results.flatMap((result) => result.profiles),
		failures: results.flatMap((result) => result.failures),
	};
}

/**
 * Releases all tags of a deleted resource, according to the policy `onDelete`.
 *
 * @throws Error whose message contains the paths of the tags that could not be released. Another deletion of the
 * resource tries to release these tags again.
 */
export async function releaseAll(
	context: HandlerContext,
	{ profiles, policies, unmanaged }: ManagedProfiles,
	call: CallContext,
): Promise<void> {
	const { onDelete = "retain" } = policies ?? {};
	const request: ReleaseRequest = {
		profiles: profiles.map((profile) => selectTags(profile, toTagSet(managedTags(profile, unmanaged)))),
		action: onDelete === "retain" ? "keep" : onDelete,
	};
	const { failures } = await releaseTags(context, request, call);
	if (failures.length > 0) throw toError(failures);
}

/** Returns the tags that are in the state but are no longer declared, as profiles that contain only these tags. */
export function releasedProfiles(olds: ManagedProfiles | undefined, news: ManagedProfiles): readonly ManagedProfile[] {
	const declared = byAccount(news.profiles);
	return (olds?.profiles ?? []).flatMap((profile) => {
		const kept = toTagSet(ownedTags(declared.get(profile.account)?.attributes ?? {}));
		const released = managedTags(profile, news.unmanaged).filter(({ tag }) => !kept.has(tag));
		return released.length === 0 ? [] : [selectTags(profile, toTagSet(released))];
	});
}

/**
 * Adds tags that could not be released to the profiles to store, so that the next update tries to release them again.
 */
export function mergeUnreleased(
	profiles: readonly ManagedProfile[],
	unreleased: readonly ManagedProfile[],
): readonly ManagedProfile[] {
	const unreleasedByAccount = byAccount(unreleased);
	const known = byAccount(profiles);
	const merged = profiles.map((profile) => {
		const more = unreleasedByAccount.get(profile.account);
		if (more === undefined) return profile;
		const adopted = { ...more.adopted, ...profile.adopted };
		return {
			...profile,
			attributes: mergeAttributes(more.attributes, profile.attributes),
			...(Object.keys(adopted).length > 0 && { adopted }),
		};
	});
	return [...merged, ...unreleased.filter(({ account }) => !known.has(account))];
}

interface ReleasePlan {
	readonly profile: ManagedProfile;
	readonly action: "reset" | "restore";
	/** The tags to write, with the values that they must have after the release. */
	readonly target: Target;
	/** Tags that are unchanged because another resource claims them. */
	readonly claimed: readonly OwnedTag[];
	/** Tags that are unchanged because they have no zero value. */
	readonly withoutZero: readonly OwnedTag[];
}

function planRelease({ claims }: HandlerContext, profile: ManagedProfile, action: "reset" | "restore"): ReleasePlan {
	const { account, adopted } = profile;
	const isClaimed = ({ tag }: OwnedTag) => claims.isClaimed(account, { kinds: ["profile", "profileSet"], tag });
	const owned = ownedTags(profile.attributes);
	const free = owned.filter((each) => !isClaimed(each));
	const wanted = free.flatMap((each) => {
		const value = releaseValue(each, action, adopted);
		return value === undefined ? [] : [{ ...each, value }];
	});
	const written = toTagSet(wanted);
	return {
		profile,
		action,
		target: { account, wanted, owned: wanted, onConflict: "overwrite" },
		claimed: owned.filter(isClaimed),
		withoutZero: free.filter(({ tag }) => !written.has(tag)),
	};
}

function toMessages({ profile: { account }, target, claimed, withoutZero, action }: ReleasePlan): readonly Message[] {
	return [
		...(target.wanted.length > 0 ? [releaseActionMessage(account, toPaths(target.wanted), action)] : []),
		...(claimed.length > 0 ? [claimedTagsMessage(account, toPaths(claimed))] : []),
		...(withoutZero.length > 0 ? [noZeroMessage(account, toPaths(withoutZero))] : []),
	];
}

function toReleaseResult({ profile, target: { wanted } }: ReleasePlan, outcome: Outcome): ReleaseResult {
	if (outcome.kind === "failed") {
		if (isAccountMissing(outcome.error)) return { profiles: [], failures: [] };
		const failures = [{ path: inputPath(profile), error: outcome.error }];
		return { profiles: [selectTags(profile, toTagSet(wanted))], failures };
	}
	const failures = wanted.flatMap(({ path, tag }) => {
		const error = outcome.failed.get(tag);
		return error === undefined ? [] : [{ path: inputPath(profile, path), error }];
	});
	if (failures.length === 0) return { profiles: [], failures };
	const attributes = replaceValues(profile.attributes, (owned) =>
		outcome.failed.has(owned.tag) ? toStoredValue(owned, outcome.after.values) : undefined,
	);
	return { profiles: [{ ...profile, attributes }], failures };
}

function toTagSet(tags: readonly OwnedTag[]): ReadonlySet<string> {
	return new Set(tags.map(({ tag }) => tag));
}
