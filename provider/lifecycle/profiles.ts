import { isAccountMissing } from "../errors/im-error";
import { adoptedValues, mergeAdopted, toStoredValue } from "../model/compare";
import {
	byAccount,
	inputPath,
	type ManagedProfile,
	type ManagedProfiles,
	managedTags,
	type OwnedTag,
	ownedTags,
	replaceValues,
} from "../model/managed-profiles";
import { remembersAll } from "../model/policies";
import { unknownValue } from "../model/types";
import { untilAborted } from "../util";
import { assertSameApp, type HandlerContext, serviceForRead } from "./context";
import { diffProfiles } from "./diff";
import {
	type CallContext,
	type Failure,
	PartialFailureError,
	type ReadPurpose,
	type ResourceHandler,
	toError,
	toReasons,
} from "./handler";
import { fetchAll, fetchExisting, standardTags, toSetAttributes, toStandardAttributes } from "./live-profiles";
import { logMessages, missingAccountMessage } from "./messages";
import { type Outcome, type Reconciled, reconcile, type Target } from "./reconcile";
import { mergeUnreleased, releaseAll, releasedProfiles, releaseTags } from "./release";
import type { ProfileShape } from "./state";

/** Creates the handler of a kind of resource that manages profiles: `Profile` or `ProfileSet`. */
export function createProfileHandler<Inputs extends object, State extends Inputs>(
	context: HandlerContext,
	shape: ProfileShape<Inputs, State>,
): ResourceHandler<Inputs, State> {
	return {
		check(request, call) {
			const result = loadChecks().checkProfiles(shape, request, call);
			if (result.failures.length === 0) recordClaims(context, shape.kind, shape.read(result.inputs), call.owner);
			return result;
		},

		diff: ({ id, olds, news }, call) => diffProfiles(context, shape, { id, olds, news }, call),

		async create({ inputs }, call) {
			const id = shape.idOf(inputs);
			const { profiles, app } = await applyProfiles(context, { id, news: shape.read(inputs), shape, inputs }, call);
			return { id, state: shape.toState(inputs, profiles, app) };
		},

		async read({ id, state, purpose }, call) {
			const stored = shape.complete(id, state);
			const { profiles, missing, app } =
				purpose === "refresh"
					? await refreshProfiles(context, id, shape.read(stored), call)
					: await lookUpProfiles(context, shape.read(stored), purpose, call);
			if (shape.isGoneWhenEmpty && profiles.length === 0) return undefined;
			logMessages(call.log, missing.map(missingAccountMessage));
			return { id, state: shape.toState(stored, profiles, app), inputs: shape.toInputs(stored, profiles) };
		},

		async update({ id, olds, news }, call) {
			const request = { id, olds: shape.read(olds), news: shape.read(news), shape, inputs: news };
			const { profiles, app } = await applyProfiles(context, request, call);
			return { state: shape.toState(news, profiles, app) };
		},

		async delete({ id, state }, call) {
			const stored = shape.read(state);
			assertSameApp(context, id, stored.app);
			await releaseAll(context, stored, call);
		},
	};
}

/** Loads ajv on the first check, so that the provider process starts faster. */
function loadChecks(): typeof import("./check") {
	return require("./check");
}

function recordClaims(
	{ claims }: HandlerContext,
	kind: "profile" | "profileSet",
	{ profiles }: ManagedProfiles,
	owner: string | undefined,
): void {
	const known = profiles.filter(({ account }) => account !== unknownValue);
	claims.record(
		kind,
		known.map(({ account, attributes }) => ({ account, tags: ownedTags(attributes).map(({ tag }) => tag) })),
		owner,
	);
}

/** A create, which has no `olds`, or an update. */
interface ApplyRequest<Inputs, State> {
	readonly id: string;
	readonly olds?: ManagedProfiles;
	readonly news: ManagedProfiles;
	readonly shape: ProfileShape<Inputs, State>;
	readonly inputs: Inputs;
}

/** The profiles that a resource manages after an operation. */
interface AppliedProfiles {
	readonly profiles: readonly ManagedProfile[];
	readonly app: number;
}

/**
 * Brings all profiles to the declared values, adopts those that are new to the resource, and releases those that it no
 * longer declares.
 *
 * @throws PartialFailureError with the profiles as they are now, when some of the work failed. Profiles about which nothing
 * is known are left out. If nothing changed that a state must record, the error is a plain one.
 */
async function applyProfiles<Inputs, State>(
	context: HandlerContext,
	{ id, olds, news, shape, inputs }: ApplyRequest<Inputs, State>,
	{ log, signal }: CallContext,
): Promise<AppliedProfiles> {
	assertSameApp(context, id, olds?.app);
	const service = context.service();
	const oldProfiles = byAccount(olds?.profiles ?? []);
	const updates = news.profiles.map((profile) => toUpdate(profile, oldProfiles.get(profile.account), news));
	const accounts = updates.map(({ target }) => target.account);
	await untilAborted(() => context.pendingReleases.wait(accounts), signal);
	const outcomes = await reconcile(
		service,
		updates.map(({ target }) => target),
		{ createAccounts: news.createAccounts, signal },
	);
	if (outcomes.every(({ kind }) => kind === "failed")) signal?.throwIfAborted();
	const results = outcomes.map((outcome, index) => toUpdateResult(updates[index] as ProfileUpdate, outcome));
	const action = news.policies?.onRelease ?? "keep";
	const released = await releaseTags(context, { profiles: releasedProfiles(olds, news), action }, { log, signal });

	const profiles = mergeUnreleased(
		results.flatMap(({ profile }) => profile ?? []),
		released.profiles,
	);
	const failures = [...results.flatMap((result) => result.failures), ...released.failures];
	if (failures.length === 0) return { profiles, app: service.sdkAppId };
	const isUnchanged =
		olds === undefined
			? profiles.length === 0
			: outcomes.every(({ kind }) => kind === "failed") && released.failures.length === 0;
	if (isUnchanged) throw toError(failures);
	throw new PartialFailureError(id, shape.toState(inputs, profiles, service.sdkAppId) as object, toReasons(failures));
}

/** The work to do for one profile. */
interface ProfileUpdate {
	readonly profile: ManagedProfile;
	/** The profile in the state; `undefined` when it is new to the resource. */
	readonly old: ManagedProfile | undefined;
	readonly target: Target;
	/** Whether all live values are remembered, not only those that differ. */
	readonly rememberAll: boolean;
}

function toUpdate(
	profile: ManagedProfile,
	old: ManagedProfile | undefined,
	{ unmanaged, policies = {} }: ManagedProfiles,
): ProfileUpdate {
	const owned = ownedTags(profile.attributes);
	const isNew = old === undefined;
	return {
		profile,
		old,
		target: {
			account: profile.account,
			owned,
			wanted: isNew ? owned : managedTags(profile, unmanaged),
			onConflict: isNew ? (policies.onConflict ?? "overwrite") : "overwrite",
		},
		rememberAll: remembersAll(policies),
	};
}

/** The profile to store, if its state is known, and what failed. */
interface UpdateResult {
	readonly profile?: ManagedProfile | undefined;
	readonly failures: readonly Failure[];
}

function toUpdateResult(update: ProfileUpdate, outcome: Outcome): UpdateResult {
	const { profile, old, target, rememberAll } = update;
	if (outcome.kind === "failed") {
		const failures = [{ path: inputPath(profile), error: outcome.error }];
		return isAccountMissing(outcome.error) ? { failures } : { profile: old, failures };
	}
	const failures = target.owned.flatMap(({ path, tag }) => {
		const error = outcome.failed.get(tag);
		return error === undefined ? [] : [{ path: inputPath(profile, path), error }];
	});
	if (failures.length > 0 && old === undefined && !outcome.wrote) return { failures };
	const added = adoptedValues(newlyOwned(target.owned, old), outcome.before.values, { rememberAll });
	const adopted = mergeAdopted(target.owned, old?.adopted, added);
	const attributes = failures.length === 0 ? profile.attributes : verifiedAttributes(profile, outcome);
	return { profile: { ...profile, attributes, ...adopted }, failures };
}

function newlyOwned(owned: readonly OwnedTag[], old: ManagedProfile | undefined): readonly OwnedTag[] {
	const oldTags = new Set(ownedTags(old?.attributes ?? {}).map(({ tag }) => tag));
	return owned.filter(({ tag }) => !oldTags.has(tag));
}

/** Returns the owned tags as read after the write, without tags that the service refused to read. */
function verifiedAttributes({ attributes }: ManagedProfile, { after: { values, refused } }: Reconciled) {
	return replaceValues(attributes, (owned) => (refused.has(owned.tag) ? undefined : toStoredValue(owned, values)));
}

/** The profiles found by a read. */
interface ReadProfiles {
	readonly profiles: readonly ManagedProfile[];
	/** Accounts that do not exist. */
	readonly missing: readonly string[];
	readonly app: number | undefined;
}

/**
 * Reads the owned tags of managed profiles for a refresh.
 *
 * @throws ImError for any failure except a missing account, so that a failure never looks like a deleted account.
 */
async function refreshProfiles(
	context: HandlerContext,
	id: string,
	{ profiles, app }: ManagedProfiles,
	{ signal }: CallContext,
): Promise<ReadProfiles> {
	assertSameApp(context, id, app);
	const { live } = serviceForRead(context);
	const requests = profiles.map(({ account, attributes }) => ({
		account,
		tags: ownedTags(attributes).map(({ tag }) => tag),
	}));
	const results = await fetchAll(requests, live.fetch, signal);
	return {
		profiles: profiles.flatMap((profile, index) => {
			const values = results[index];
			if (values === undefined) return [];
			return [{ ...profile, attributes: replaceValues(profile.attributes, (owned) => toStoredValue(owned, values)) }];
		}),
		missing: requests.filter((_, index) => results[index] === undefined).map(({ account }) => account),
		app,
	};
}

/**
 * Reads every standard tag of accounts that are only known by their ids. A look-up returns zero for a tag that is not set;
 * an import leaves it out, because the next preview would show it as removed.
 *
 * @throws ImError for any failure, also for a missing account.
 */
async function lookUpProfiles(
	context: HandlerContext,
	{ profiles }: ManagedProfiles,
	purpose: Exclude<ReadPurpose, "refresh">,
	{ signal }: CallContext,
): Promise<ReadProfiles> {
	const { live, sdkAppId } = serviceForRead(context);
	const read = async (profile: ManagedProfile) => {
		const found = await fetchExisting(live, profile.account, standardTags(), signal);
		return { ...profile, attributes: purpose === "get" ? toStandardAttributes(found) : toSetAttributes(found) };
	};
	return { profiles: await Promise.all(profiles.map(read)), missing: [], app: sdkAppId };
}
