import { isAccountMissing } from "../errors/im-error";
import { adoptedValues, isStorable, mergeAdopted, toStoredValue } from "../model/compare";
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
import { untilAborted } from "../util/core";
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
import {
	assertStorable,
	fetchAll,
	fetchExisting,
	fetchStorable,
	refuseUnstorable,
	standardTags,
	toSetAttributes,
	toStandardAttributes,
} from "./live-profiles";
import { logMessages, missingAccountMessage } from "./messages";
import { type Outcome, type Reconciled, reconcile, type Target } from "./reconcile";
import { mergeUnreleased, releaseAll, releasedProfiles, releaseTags } from "./release";
import type { ProfileShape } from "./state";

/** Creates the handler of `Profile` or `ProfileSet` resources. */
export function createProfileHandler<Inputs extends object, State extends Inputs>(
	context: HandlerContext,
	shape: ProfileShape<Inputs, State>,
): ResourceHandler<Inputs, State> {
	return {
		check(request, call) {
			const result = loadChecks().checkProfiles(shape, request, call);
			if (result.failures.length === 0) recordClaims(context, shape.kind, shape.parse(result.inputs), call.owner);
			return result;
		},

		diff: ({ id, olds, news }, call) => diffProfiles(context, shape, { id, olds, news }, call),

		async create({ inputs }, call) {
			const id = shape.idOf(inputs);
			const { profiles, app } = await applyProfiles(context, { id, news: shape.parse(inputs), shape, inputs }, call);
			return { id, state: shape.toState(inputs, profiles, app) };
		},

		async read({ id, state, purpose }, call) {
			const stored = shape.complete(id, state);
			const { profiles, missing, app } =
				purpose === "refresh"
					? await refreshProfiles(context, id, shape.parse(stored), call)
					: await lookUpProfiles(context, shape.parse(stored), purpose, call);
			if (shape.isGoneWhenEmpty && profiles.length === 0) return undefined;
			logMessages(call.log, missing.map(missingAccountMessage));
			return { id, state: shape.toState(stored, profiles, app), inputs: shape.toInputs(stored, profiles) };
		},

		async update({ id, olds, news }, call) {
			const request = { id, olds: shape.parse(olds), news: shape.parse(news), shape, inputs: news };
			const { profiles, app } = await applyProfiles(context, request, call);
			return { state: shape.toState(news, profiles, app) };
		},

		async delete({ id, state }, call) {
			const stored = shape.parse(state);
			assertSameApp(context, id, stored.app);
			await releaseAll(context, stored, call);
		},
	};
}

/**
 * Returns the module that checks inputs. The module and its dependency ajv are loaded on the first check, so that the
 * provider process starts faster.
 */
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

/** The resource that is created or updated. `olds` contains the stored profiles, and is undefined for a create. */
interface ApplyRequest<Inputs, State> {
	readonly id: string;
	readonly olds?: ManagedProfiles;
	readonly news: ManagedProfiles;
	readonly shape: ProfileShape<Inputs, State>;
	readonly inputs: Inputs;
}

/** The profiles that a resource manages after a create or an update. */
interface AppliedProfiles {
	readonly profiles: readonly ManagedProfile[];
	readonly app: number;
}

/**
 * Writes the declared values of all profiles. Profiles that are new to the resource are adopted. Tags and profiles that
 * are no longer declared are released.
 *
 * @throws PartialFailureError if a part of the work failed. The error contains the profiles to store in the state,
 * except new profiles that were not written. If the stored profiles would not change, an ordinary error is thrown
 * instead.
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

/** The planned update of one profile. */
interface ProfileUpdate {
	readonly profile: ManagedProfile;
	/** The profile in the state; `undefined` if the profile is new to the resource. */
	readonly old: ManagedProfile | undefined;
	readonly target: Target;
	/** Whether the live values from before the write are remembered even if they equal the declared values. */
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
			adopted: newlyOwned(owned, old).map(({ tag }) => tag),
			wanted: isNew ? owned : managedTags(profile, unmanaged),
			onConflict: isNew ? (policies.onConflict ?? "overwrite") : "overwrite",
		},
		rememberAll: remembersAll(policies),
	};
}

/** The result of the update of one profile: the profile to store in the state, if any, and the failures. */
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

/**
 * Returns the declared attributes with the values that were read after the write. Tags that the service refused to read,
 * and tags whose values Pulumi cannot store, are omitted.
 */
function verifiedAttributes({ attributes }: ManagedProfile, { after: { values, refused } }: Reconciled) {
	return replaceValues(attributes, (owned) => {
		const isUnreadable = refused.has(owned.tag) || !isStorable(values[owned.tag]);
		return isUnreadable ? undefined : toStoredValue(owned, values);
	});
}

/** The result of a read: the profiles that were found, and the accounts that are missing. */
interface ReadProfiles {
	readonly profiles: readonly ManagedProfile[];
	/** UserIDs of the accounts that do not exist. */
	readonly missing: readonly string[];
	readonly app: number | undefined;
}

/**
 * Reads the owned tags of managed profiles for a refresh.
 *
 * @throws ImError for any failure except a missing account, so that a failed read is never treated as a deleted
 * account.
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
	const results = await fetchAll(requests, fetchStorable(live), signal);
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
 * Reads all standard tags of accounts that are not in the state. If a tag is not set, a look-up (`get`) returns the
 * zero value of the tag. `pulumi import` omits this tag, because the next preview would otherwise show the tag as
 * removed from the program.
 *
 * @throws ImError for any failure, including an account that does not exist.
 */
async function lookUpProfiles(
	context: HandlerContext,
	{ profiles }: ManagedProfiles,
	purpose: Exclude<ReadPurpose, "refresh">,
	{ signal }: CallContext,
): Promise<ReadProfiles> {
	const { live: reader, sdkAppId } = serviceForRead(context);
	const read = async (profile: ManagedProfile) => {
		const live = await fetchExisting(reader, profile.account, standardTags(), signal);
		const found = refuseUnstorable(profile.account, live, standardTags());
		assertStorable(found);
		return { ...profile, attributes: purpose === "get" ? toStandardAttributes(found) : toSetAttributes(found) };
	};
	return { profiles: await Promise.all(profiles.map(read)), missing: [], app: sdkAppId };
}
