import { type ImError, isAccountMissing, isImError } from "../errors";
import { storedValue } from "../profile/diff";
import { type Holding, type Member, pathIn } from "../profile/members";
import { type OwnedTag, ownedTags, withValues } from "../profile/owned";
import type { Leaving } from "../profile/policies";
import { undoneValue } from "../profile/undo";
import { managedTags } from "../profile/unmanaged";
import type { LifecycleContext } from "./context";
import { type Converged, converge } from "./converge";
import { keptLine, type Line, leftLine, sayLines, spareTagsLine } from "./lines";
import { type Failure, totalFailure } from "./partial-failure";

/** What could not be left as the policy says: the tags concerned, as they are live, and why. */
export interface Left {
	readonly members: readonly Member[];
	readonly failures: readonly Failure[];
}

/**
 * Leaves tags that are managed no more as the policy says, and reads back. What another profile of this operation claims
 * stays as it is: a rename, a move and a replacement create the new resource before they give up the old one.
 *
 * Shape: `members` hold the tags to leave, and no others. An account that is gone is left already.
 */
export async function leave(context: LifecycleContext, members: readonly Member[], leaving: Leaving): Promise<Left> {
	if (leaving === "keep") return { members: [], failures: [] };
	const plans = members.map((member) => planOf(context, member, leaving));
	sayLines(context.say, plans.flatMap(linesOf));
	const targets = plans.filter(({ wanted }) => wanted.length > 0);
	const accounts = targets.map(({ account }) => account);
	const walks = await context.releases.track(accounts, () => converge(context.service(), targets));
	const ends = targets.map((plan, at) => endOf(plan, walks[at] as Converged | ImError));
	return { members: ends.flatMap((end) => end.members), failures: ends.flatMap((end) => end.failures) };
}

/**
 * Leaves all that a deleted resource managed.
 *
 * Errors: one that names what could not be left so; deleting again does the rest.
 */
export async function leaveAll(context: LifecycleContext, { members, policies, unmanaged }: Holding): Promise<void> {
	const { onDelete = "retain" } = policies ?? {};
	const managed = members.map((member) => onlyTags(member, new Set(managedTags(member, unmanaged).map(tagOf))));
	const { failures } = await leave(context, managed, onDelete === "retain" ? "keep" : onDelete);
	if (failures.length > 0) throw totalFailure(failures);
}

/** A member with some of its tags only. */
export function onlyTags(member: Member, tags: ReadonlySet<string>): Member {
	const attributes = withValues(member.attributes, ({ tag, value }) => (tags.has(tag) ? value : undefined));
	return { ...member, attributes };
}

interface Plan {
	readonly account: string;
	readonly member: Member;
	readonly leaving: "reset" | "restore";
	/** The tags to write, with the values that they are left with. */
	readonly wanted: readonly OwnedTag[];
	/** All that the result must know of: the same. */
	readonly owned: readonly OwnedTag[];
	/** Tags that another resource claims. */
	readonly claimed: readonly OwnedTag[];
	/** Tags that cannot be "not set". */
	readonly zeroless: readonly OwnedTag[];
}

function planOf({ claims }: LifecycleContext, member: Member, leaving: "reset" | "restore"): Plan {
	const { account, adopted } = member;
	const isClaimed = ({ tag }: OwnedTag) => claims.isClaimed(account, { kinds: ["profile", "profileSet"], tag });
	const all = ownedTags(member.attributes);
	const free = all.filter((owned) => !isClaimed(owned));
	const wanted = free.flatMap((owned) => {
		const value = undoneValue(owned, leaving, adopted);
		return value === undefined ? [] : [{ ...owned, value }];
	});
	const zeroless = free.filter(({ tag }) => !wanted.some((owned) => owned.tag === tag));
	return { account, member, leaving, wanted, owned: wanted, claimed: all.filter(isClaimed), zeroless };
}

function linesOf({ account, wanted, claimed, zeroless, leaving }: Plan): readonly Line[] {
	return [
		...(wanted.length > 0 ? [leftLine(account, wanted.map(pathOf), leaving)] : []),
		...(claimed.length > 0 ? [spareTagsLine(account, claimed.map(pathOf))] : []),
		...(zeroless.length > 0 ? [keptLine(account, zeroless.map(pathOf))] : []),
	];
}

function endOf({ member, wanted }: Plan, walk: Converged | ImError): Left {
	if (isImError(walk)) {
		if (isAccountMissing(walk)) return { members: [], failures: [] };
		const left = onlyTags(member, new Set(wanted.map(tagOf)));
		return { members: [left], failures: [{ path: pathIn(member), error: walk }] };
	}
	const failures = wanted.flatMap(({ path, tag }) => {
		const error = walk.failed.get(tag);
		return error === undefined ? [] : [{ path: pathIn(member, path), error }];
	});
	if (failures.length === 0) return { members: [], failures };
	const { values } = walk.after;
	const attributes = withValues(member.attributes, (owned) =>
		walk.failed.has(owned.tag) ? storedValue(owned, values) : undefined,
	);
	return { members: [{ ...member, attributes }], failures };
}

function tagOf({ tag }: OwnedTag): string {
	return tag;
}

function pathOf({ path }: OwnedTag): string {
	return path;
}
