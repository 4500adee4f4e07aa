import type { dynamic } from "@pulumi/pulumi";
import { ImError, isAccountMissing } from "../errors/im-error";
import { toStoredValue } from "../model/compare";
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
import { remembersAll, splitPolicies } from "../model/policies";
import {
	containsUnknown,
	type ProfileInputs,
	type ProfileSetInputs,
	type ProfileSetState,
	type ProfileState,
	type TagValues,
} from "../model/types";
import { assertSameApp, type HandlerContext, serviceForRead } from "./context";
import { diffProfiles } from "./diff";
import { type Failure, partialFailure, type ResourceHandler, toError, toReasons } from "./handler";
import { fetchAll, fetchExisting, standardTags, toStandardAttributes } from "./live-profiles";
import { logMessages, missingAccountMessage } from "./messages";
import { adoptedValues, mergeAdopted, type Outcome, reconcile, reconcileWithAccounts } from "./reconcile";
import { mergeUnreleased, releaseAll, releasedProfiles, releaseTags } from "./release";
import { readProfileState, readSetState } from "./state";

/** A creation or an update of what one resource holds. */
export interface ApplyRequest<State extends object> {
	/** Names the resource, and is its id. */
	readonly id: string;
	/** What the state holds; a creation has none. */
	readonly olds?: ManagedProfiles;
	readonly news: ManagedProfiles;
	/** The outputs that hold some members. */
	readonly stateOf: (members: readonly ManagedProfile[], app: number) => State;
}

/**
 * Brings all members to what is declared, those new to the resource by adoption, and gives the outputs.
 *
 * Errors: a partial failure with what is known of each member afterwards; one of which nothing is known is left out. Where
 * nothing came about that a state must know of, an error alone.
 */
export async function applyProfiles<State extends object>(
	context: HandlerContext,
	{ id, olds, news, stateOf }: ApplyRequest<State>,
): Promise<State> {
	assertSameApp(context, id, olds?.app);
	const service = context.service();
	const before = byAccount(olds?.members ?? []);
	const parts = news.members.map((member) => toUpdate(member, before.get(member.account), news));
	await context.releases.wait(parts.map(({ account }) => account));
	const walks = await (news.createAccounts ? reconcileWithAccounts : reconcile)(service, parts);
	const ends = parts.map((part, at) => toUpdateResult(part, walks[at] as Outcome | ImError));
	const left = await releaseTags(context, releasedProfiles({ olds, news }), news.policies?.onRelease ?? "keep");
	const members = mergeUnreleased(
		ends.flatMap(({ member }) => member ?? []),
		left.members,
	);
	const failures = [...ends.flatMap((end) => end.failures), ...left.failures];
	if (failures.length === 0) return stateOf(members, service.sdkAppId);
	const isNothing =
		olds === undefined
			? members.length === 0
			: walks.every((each) => each instanceof ImError) && left.failures.length === 0;
	throw isNothing ? toError(failures) : partialFailure(id, stateOf(members, service.sdkAppId), toReasons(failures));
}

/** What is to be done for one member. */
interface ProfileUpdate {
	readonly account: string;
	readonly member: ManagedProfile;
	/** The member as the state has it; none where it is new to the resource. */
	readonly before: ManagedProfile | undefined;
	readonly owned: readonly OwnedTag[];
	readonly wanted: readonly OwnedTag[];
	readonly failsOnConflict: boolean;
	/** Whether what was live is remembered in full. */
	readonly rememberAll: boolean;
}

function toUpdate(
	member: ManagedProfile,
	before: ManagedProfile | undefined,
	{ unmanaged, policies = {} }: ManagedProfiles,
): ProfileUpdate {
	const owned = ownedTags(member.attributes);
	const wanted = before === undefined ? owned : managedTags(member, unmanaged);
	const failsOnConflict = before === undefined && policies.onConflict === "fail";
	return {
		account: member.account,
		member,
		before,
		owned,
		wanted,
		failsOnConflict,
		rememberAll: remembersAll(policies),
	};
}

/** What is known of a member afterwards, if anything, and what failed. */
interface UpdateResult {
	readonly member?: ManagedProfile | undefined;
	readonly failures: readonly Failure[];
}

function toUpdateResult(part: ProfileUpdate, walk: Outcome | ImError): UpdateResult {
	const { member, before, owned } = part;
	if (walk instanceof ImError) {
		const failures = [{ path: inputPath(member), error: walk }];
		return isAccountMissing(walk) ? { failures } : { member: before, failures };
	}
	const failures = owned.flatMap(({ path, tag }) => {
		const error = walk.failed.get(tag);
		return error === undefined ? [] : [{ path: inputPath(member, path), error }];
	});
	if (failures.length > 0 && before === undefined && !walk.wrote) return { failures };
	const added = adoptedValues(newlyOwned(owned, before), walk.before.values, part);
	const adopted = mergeAdopted(owned, before?.adopted, added);
	const attributes = failures.length === 0 ? member.attributes : attributesAfter(member, walk);
	return { member: { ...member, attributes, ...adopted }, failures };
}

function newlyOwned(owned: readonly OwnedTag[], before: ManagedProfile | undefined): readonly OwnedTag[] {
	const tags = new Set(ownedTags(before?.attributes ?? {}).map(({ tag }) => tag));
	return owned.filter(({ tag }) => !tags.has(tag));
}

/** Every owned tag as read back; a tag that the service does not let us read never came under management. */
function attributesAfter({ attributes }: ManagedProfile, { after: { values, refused } }: Outcome) {
	return replaceValues(attributes, (owned) => (refused.has(owned.tag) ? undefined : toStoredValue(owned, values)));
}

/** What a refresh found. */
export interface RefreshResult {
	/** The members that are in the service, each owned tag as it is live. */
	readonly members: readonly ManagedProfile[];
	/** The accounts that the service does not know. */
	readonly gone: readonly string[];
}

/**
 * Reads the owned tags of managed profiles for a refresh. `id` names the resource in messages.
 *
 * Errors: any failure but a missing account, so that it never looks like "gone".
 */
export async function refreshProfiles(
	context: HandlerContext,
	id: string,
	held: ManagedProfiles,
): Promise<RefreshResult> {
	assertSameApp(context, id, held.app);
	const { observer } = serviceForRead(context);
	const asked = held.members.map(({ account, attributes }) => ({
		account,
		tags: ownedTags(attributes).map(({ tag }) => tag),
	}));
	const seen = await fetchAll(asked, observer.fetch);
	return {
		members: held.members.flatMap((member, at) => toLiveProfile(member, seen[at])),
		gone: asked.filter((_, at) => seen[at] === undefined).map(({ account }) => account),
	};
}

function toLiveProfile(member: ManagedProfile, live: TagValues | undefined): readonly ManagedProfile[] {
	if (live === undefined) return [];
	return [{ ...member, attributes: replaceValues(member.attributes, (stored) => toStoredValue(stored, live)) }];
}

/**
 * Reads every standard tag of an account that the program does not manage. A tag never set has its zero value; one that the
 * app does not know is left out.
 *
 * Errors: any failure, a missing account too.
 */
export async function lookUpProfile(
	context: HandlerContext,
	account: string,
): Promise<dynamic.ReadResult<Partial<ProfileState>>> {
	const { observer, sdkAppId } = serviceForRead(context);
	const live = await fetchExisting(observer, account, standardTags());
	return { id: account, props: { account, ...toStandardAttributes(live), app: sdkAppId } };
}

/** What each hook of a `Profile` does, given a client. `check` needs none and stands apart. */
export interface ProfileLifecycle {
	/** Adopts the account's profile: reads it first and writes only the tags that differ. */
	create(inputs: ProfileInputs): Promise<dynamic.CreateResult<ProfileState>>;
	/** Whether an update is needed, by the inputs and by the live profile. */
	diff(id: string, olds: ProfileState, news: ProfileInputs): Promise<dynamic.DiffResult>;
	/** The owned tags as they are live; or with an id alone, all standard tags. Empty when the account is gone. */
	read(id: string, state: Partial<ProfileState>): Promise<dynamic.ReadResult<Partial<ProfileState>>>;
	/** Writes what differs from a fresh read. */
	update(id: string, olds: ProfileState, news: ProfileInputs): Promise<dynamic.UpdateResult<ProfileState>>;
	/** Leaves the tags as the policy says, and the account as it is. */
	delete(id: string, state: ProfileState): Promise<void>;
}

/** The lifecycle of single profiles: each is a holding of one member. */
export function profileLifecycle(context: HandlerContext): ProfileLifecycle {
	const apply = (id: string, news: ProfileInputs, olds?: ProfileState) =>
		applyProfiles(context, {
			id,
			...(olds && { olds: readProfileState(olds) }),
			news: readProfileState(news),
			stateOf: (members, app) => stateWith(news, members, app),
		});
	return {
		create: async (inputs) => ({ id: inputs.account, outs: await apply(inputs.account, inputs) }),

		async diff(id, olds, news) {
			if (news.account !== id && !containsUnknown(news)) return { changes: true, replaces: ["account"] };
			return diffProfiles(context, id, { olds: readProfileState(olds), news: readProfileState(news) });
		},

		async read(id, { account, ...rest }) {
			if (account === undefined) return lookUpProfile(context, id);
			const state = { ...rest, account };
			const { members } = await refreshProfiles(context, id, readProfileState(state));
			if (members.length === 0) return {};
			return { id, props: stateWith(state, members, state.app), inputs: inputsWith(state, members) };
		},

		update: async (id, olds, news) => ({ outs: await apply(id, news, olds) }),

		async delete(id, state) {
			assertSameApp(context, id, state.app);
			await releaseAll(context, readProfileState(state));
		},
	};
}

function inputsWith(inputs: ProfileInputs, [member]: readonly ManagedProfile[]): ProfileInputs {
	const [policies, { account, __unmanaged }] = splitPolicies(inputs);
	return { account, ...member?.attributes, ...policies, ...(__unmanaged && { __unmanaged }) };
}

function stateWith(inputs: ProfileInputs, members: readonly ManagedProfile[], app: number | undefined): ProfileState {
	const adopted = members[0]?.adopted;
	return { ...inputsWith(inputs, members), ...(app !== undefined && { app }), ...(adopted && { adopted }) };
}

/** What each hook of a `ProfileSet` does, given a client. `check` needs none and stands apart. */
export type ProfileSetLifecycle = Omit<ResourceHandler<ProfileSetInputs, ProfileSetState>, "check">;

/** The lifecycle of sets of profiles. An account that a refresh does not find leaves the set; the set itself stays. */
export function profileSetLifecycle(context: HandlerContext): ProfileSetLifecycle {
	const apply = (id: string, news: ProfileSetInputs, olds?: ProfileSetState) =>
		applyProfiles(context, {
			id,
			...(olds && { olds: readSetState(olds) }),
			news: readSetState(news),
			stateOf: (members, app) => setStateWith(news, members, app),
		});
	return {
		create: async (inputs) => ({ id: inputs.__id, outs: await apply(inputs.__id, inputs) }),

		diff: (id, olds, news) => diffProfiles(context, id, { olds: readSetState(olds), news: readSetState(news) }),

		async read(id, { __id = id, ...rest }) {
			const state = { profiles: {}, ...rest, __id };
			const { members, gone } = await refreshProfiles(context, id, readSetState(state));
			logMessages(context.log, gone.map(missingAccountMessage));
			return { id, props: setStateWith(state, members, state.app), inputs: setInputsWith(state, members) };
		},

		update: async (id, olds, news) => ({ outs: await apply(id, news, olds) }),

		async delete(id, state) {
			assertSameApp(context, id, state.app);
			await releaseAll(context, readSetState(state));
		},
	};
}

function setInputsWith(inputs: ProfileSetInputs, members: readonly ManagedProfile[]): ProfileSetInputs {
	const [policies, { __id, __unmanaged, createAccounts }] = splitPolicies(inputs);
	const profiles = Object.fromEntries(members.map(({ account, attributes }) => [account, attributes]));
	return {
		profiles,
		...policies,
		...(createAccounts !== undefined && { createAccounts }),
		__id,
		...(__unmanaged && { __unmanaged }),
	};
}

function setStateWith(
	inputs: ProfileSetInputs,
	members: readonly ManagedProfile[],
	app: number | undefined,
): ProfileSetState {
	const adopted = members.flatMap(({ account, adopted }) =>
		adopted === undefined ? [] : [[account, adopted] as const],
	);
	return {
		...setInputsWith(inputs, members),
		...(app !== undefined && { app }),
		...(adopted.length > 0 && { adopted: Object.fromEntries(adopted) }),
	};
}
