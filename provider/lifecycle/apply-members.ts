import { type ImError, isAccountMissing, isImError } from "../errors";
import { storedValue } from "../profile/diff";
import { byAccount, type Holding, type Member, pathIn } from "../profile/members";
import { type OwnedTag, ownedTags, withValues } from "../profile/owned";
import { restores } from "../profile/policies";
import { managedTags } from "../profile/unmanaged";
import { adoptedValues, keepAdopted } from "./adoption";
import { assertSameApp, type LifecycleContext } from "./context";
import { type Converged, converge } from "./converge";
import { leave } from "./leave";
import { convergeMade } from "./make-accounts";
import { type Failure, partialFailure, reasonsOf, totalFailure } from "./partial-failure";
import { releasedMembers, withLeft } from "./released";

/** A creation or an update of what one resource holds. */
export interface Change<State extends object> {
	/** Names the resource, and is its id. */
	readonly id: string;
	/** What the state holds; a creation has none. */
	readonly olds?: Holding;
	readonly news: Holding;
	/** The outputs that hold some members. */
	readonly stateOf: (members: readonly Member[], app: number) => State;
}

/**
 * Brings all members to what is declared, those new to the resource by adoption, and gives the outputs.
 *
 * Errors: a partial failure with what is known of each member afterwards; one of which nothing is known is left out. Where
 * nothing came about that a state must know of, an error alone.
 */
export async function applyMembers<State extends object>(
	context: LifecycleContext,
	{ id, olds, news, stateOf }: Change<State>,
): Promise<State> {
	assertSameApp(context, id, olds?.app);
	const service = context.service();
	const before = byAccount(olds?.members ?? []);
	const parts = news.members.map((member) => partOf(member, before.get(member.account), news));
	await context.releases.settled(parts.map(({ account }) => account));
	const walks = await (news.createAccounts ? convergeMade : converge)(service, parts);
	const ends = parts.map((part, at) => endOf(part, walks[at] as Converged | ImError));
	const left = await leave(context, releasedMembers({ olds, news }), news.policies?.onRelease ?? "keep");
	const members = withLeft(
		ends.flatMap(({ member }) => member ?? []),
		left.members,
	);
	const failures = [...ends.flatMap((end) => end.failures), ...left.failures];
	if (failures.length === 0) return stateOf(members, service.sdkAppId);
	const isNothing = olds === undefined ? members.length === 0 : walks.every(isImError) && left.failures.length === 0;
	throw isNothing
		? totalFailure(failures)
		: partialFailure(id, stateOf(members, service.sdkAppId), reasonsOf(failures));
}

/** What is to be done for one member. */
interface Part {
	readonly account: string;
	readonly member: Member;
	/** The member as the state has it; none where it is new to the resource. */
	readonly before: Member | undefined;
	readonly owned: readonly OwnedTag[];
	readonly wanted: readonly OwnedTag[];
	readonly failsOnConflict: boolean;
	/** Whether what was live is remembered in full. */
	readonly inFull: boolean;
}

function partOf(member: Member, before: Member | undefined, { unmanaged, policies = {} }: Holding): Part {
	const owned = ownedTags(member.attributes);
	const wanted = before === undefined ? owned : managedTags(member, unmanaged);
	const failsOnConflict = before === undefined && policies.onConflict === "fail";
	return { account: member.account, member, before, owned, wanted, failsOnConflict, inFull: restores(policies) };
}

/** What is known of a member afterwards, if anything, and what failed. */
interface End {
	readonly member?: Member | undefined;
	readonly failures: readonly Failure[];
}

function endOf(part: Part, walk: Converged | ImError): End {
	const { member, before, owned } = part;
	if (isImError(walk)) {
		const failures = [{ path: pathIn(member), error: walk }];
		return isAccountMissing(walk) ? { failures } : { member: before, failures };
	}
	const failures = owned.flatMap(({ path, tag }) => {
		const error = walk.failed.get(tag);
		return error === undefined ? [] : [{ path: pathIn(member, path), error }];
	});
	if (failures.length > 0 && before === undefined && !walk.wrote) return { failures };
	const added = adoptedValues(newlyOwned(owned, before), walk.before.values, part);
	const adopted = keepAdopted(owned, before?.adopted, added);
	const attributes = failures.length === 0 ? member.attributes : attributesAfter(member, walk);
	return { member: { ...member, attributes, ...adopted }, failures };
}

function newlyOwned(owned: readonly OwnedTag[], before: Member | undefined): readonly OwnedTag[] {
	const tags = new Set(ownedTags(before?.attributes ?? {}).map(({ tag }) => tag));
	return owned.filter(({ tag }) => !tags.has(tag));
}

/** Every owned tag as read back; a tag that the service does not let us read never came under management. */
function attributesAfter({ attributes }: Member, { after: { values, refused } }: Converged) {
	return withValues(attributes, (owned) => (refused.has(owned.tag) ? undefined : storedValue(owned, values)));
}
