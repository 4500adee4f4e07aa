import { byAccount, type ManagedProfile, type ManagedProfiles } from "../profile/members";
import { ownedTags } from "../profile/owned";
import type { ProfileAttributes } from "../profile/types";
import { managedTags } from "../profile/unmanaged";
import { selectTags } from "./leave";

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
