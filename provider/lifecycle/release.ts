import { ImError, isAccountMissing } from "../errors/im-error";
import { releaseValue, toStoredValue } from "../model/compare";
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
import type { ReleaseAction } from "../model/policies";
import type { ProfileAttributes } from "../model/types";
import type { HandlerContext } from "./context";
import { type Failure, toError } from "./handler";
import { claimedTagsMessage, logMessages, type Message, noZeroMessage, releaseActionMessage } from "./messages";
import { type Outcome, reconcile } from "./reconcile";

/** What could not be left as the policy says: the tags concerned, as they are live, and why. */
export interface ReleaseResult {
	readonly members: readonly ManagedProfile[];
	readonly failures: readonly Failure[];
}

/**
 * Leaves tags that are managed no more as the policy says, and reads back. What another profile of this operation claims
 * stays as it is: a rename, a move and a replacement create the new resource before they give up the old one.
 *
 * Shape: `members` hold the tags to leave, and no others. An account that is gone is left already.
 */
export async function releaseTags(
	context: HandlerContext,
	members: readonly ManagedProfile[],
	leaving: ReleaseAction,
): Promise<ReleaseResult> {
	if (leaving === "keep") return { members: [], failures: [] };
	const plans = members.map((member) => planRelease(context, member, leaving));
	logMessages(context.log, plans.flatMap(linesOf));
	const targets = plans.filter(({ wanted }) => wanted.length > 0);
	const accounts = targets.map(({ account }) => account);
	const walks = await context.releases.track(accounts, () => reconcile(context.service(), targets));
	const ends = targets.map((plan, at) => toUpdateResult(plan, walks[at] as Outcome | ImError));
	return { members: ends.flatMap((end) => end.members), failures: ends.flatMap((end) => end.failures) };
}

/**
 * Leaves all that a deleted resource managed.
 *
 * Errors: one that names what could not be left so; deleting again does the rest.
 */
export async function releaseAll(
	context: HandlerContext,
	{ members, policies, unmanaged }: ManagedProfiles,
): Promise<void> {
	const { onDelete = "retain" } = policies ?? {};
	const managed = members.map((member) => selectTags(member, new Set(managedTags(member, unmanaged).map(tagOf))));
	const { failures } = await releaseTags(context, managed, onDelete === "retain" ? "keep" : onDelete);
	if (failures.length > 0) throw toError(failures);
}

/** A member with some of its tags only. */
export function selectTags(member: ManagedProfile, tags: ReadonlySet<string>): ManagedProfile {
	const attributes = replaceValues(member.attributes, ({ tag, value }) => (tags.has(tag) ? value : undefined));
	return { ...member, attributes };
}

interface Plan {
	readonly account: string;
	readonly member: ManagedProfile;
	readonly action: "reset" | "restore";
	/** The tags to write, with the values that they are left with. */
	readonly wanted: readonly OwnedTag[];
	/** All that the result must know of: the same. */
	readonly owned: readonly OwnedTag[];
	/** Tags that another resource claims. */
	readonly claimed: readonly OwnedTag[];
	/** Tags that cannot be "not set". */
	readonly withoutZero: readonly OwnedTag[];
}

function planRelease({ claims }: HandlerContext, member: ManagedProfile, leaving: "reset" | "restore"): Plan {
	const { account, adopted } = member;
	const isClaimed = ({ tag }: OwnedTag) => claims.isClaimed(account, { kinds: ["profile", "profileSet"], tag });
	const all = ownedTags(member.attributes);
	const free = all.filter((owned) => !isClaimed(owned));
	const wanted = free.flatMap((owned) => {
		const value = releaseValue(owned, leaving, adopted);
		return value === undefined ? [] : [{ ...owned, value }];
	});
	const zeroless = free.filter(({ tag }) => !wanted.some((owned) => owned.tag === tag));
	return {
		account,
		member,
		action: leaving,
		wanted,
		owned: wanted,
		claimed: all.filter(isClaimed),
		withoutZero: zeroless,
	};
}

function linesOf({ account, wanted, claimed, withoutZero: zeroless, action: leaving }: Plan): readonly Message[] {
	return [
		...(wanted.length > 0 ? [releaseActionMessage(account, wanted.map(pathOf), leaving)] : []),
		...(claimed.length > 0 ? [claimedTagsMessage(account, claimed.map(pathOf))] : []),
		...(zeroless.length > 0 ? [noZeroMessage(account, zeroless.map(pathOf))] : []),
	];
}

function toUpdateResult({ member, wanted }: Plan, walk: Outcome | ImError): ReleaseResult {
	if (walk instanceof ImError) {
		if (isAccountMissing(walk)) return { members: [], failures: [] };
		const left = selectTags(member, new Set(wanted.map(tagOf)));
		return { members: [left], failures: [{ path: inputPath(member), error: walk }] };
	}
	const failures = wanted.flatMap(({ path, tag }) => {
		const error = walk.failed.get(tag);
		return error === undefined ? [] : [{ path: inputPath(member, path), error }];
	});
	if (failures.length === 0) return { members: [], failures };
	const { values } = walk.after;
	const attributes = replaceValues(member.attributes, (owned) =>
		walk.failed.has(owned.tag) ? toStoredValue(owned, values) : undefined,
	);
	return { members: [{ ...member, attributes }], failures };
}

function tagOf({ tag }: OwnedTag): string {
	return tag;
}

function pathOf({ path }: OwnedTag): string {
	return path;
}

/** What the state holds and the program no longer names: each member with just those tags, without those left to others. */
export function releasedProfiles({
	olds,
	news,
}: {
	readonly olds: ManagedProfiles | undefined;
	readonly news: ManagedProfiles;
}): readonly ManagedProfile[] {
	const now = byAccount(news.members);
	return (olds?.members ?? []).flatMap((member) => {
		const kept = new Set(ownedTags(now.get(member.account)?.attributes ?? {}).map(({ tag }) => tag));
		const tags = managedTags(member, news.unmanaged).flatMap(({ tag }) => (kept.has(tag) ? [] : [tag]));
		return tags.length === 0 ? [] : [selectTags(member, new Set(tags))];
	});
}

/** Members with the tags that could not be left, which stay in the state so that the next update tries again. */
export function mergeUnreleased(
	members: readonly ManagedProfile[],
	left: readonly ManagedProfile[],
): readonly ManagedProfile[] {
	const leftBy = byAccount(left);
	const known = byAccount(members);
	const merged = members.map((member) => {
		const more = leftBy.get(member.account);
		if (more === undefined) return member;
		const adopted = { ...more.adopted, ...member.adopted };
		return {
			...member,
			attributes: mergeAttributes(more.attributes, member.attributes),
			...(Object.keys(adopted).length > 0 && { adopted }),
		};
	});
	return [...merged, ...left.filter(({ account }) => !known.has(account))];
}

function mergeAttributes(a: ProfileAttributes, b: ProfileAttributes): ProfileAttributes {
	const custom = { ...a.custom, ...b.custom };
	const tags = { ...a.tags, ...b.tags };
	return {
		...a,
		...b,
		...(Object.keys(custom).length > 0 && { custom }),
		...(Object.keys(tags).length > 0 && { tags }),
	};
}
