import { type ImError, isAccountMissing, isImError } from "../errors";
import { toStoredValue } from "../profile/diff";
import { byAccount, inputPath, type ManagedProfile, type ManagedProfiles } from "../profile/members";
import { type OwnedTag, ownedTags, replaceValues } from "../profile/owned";
import { remembersAll } from "../profile/policies";
import { managedTags } from "../profile/unmanaged";
import { adoptedValues, mergeAdopted } from "./adoption";
import { assertSameApp, type HandlerContext } from "./context";
import { type Outcome, reconcile } from "./converge";
import { releaseTags } from "./leave";
import { reconcileWithAccounts } from "./make-accounts";
import { type Failure, partialFailure, toError, toReasons } from "./partial-failure";
import { mergeUnreleased, releasedProfiles } from "./released";

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
	const isNothing = olds === undefined ? members.length === 0 : walks.every(isImError) && left.failures.length === 0;
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
	if (isImError(walk)) {
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
