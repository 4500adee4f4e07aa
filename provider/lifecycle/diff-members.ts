import type { dynamic } from "@pulumi/pulumi";
import { diffInputs, diffLive } from "../profile/diff";
import { byAccount, type Holding, type Member } from "../profile/members";
import { type OwnedTag, ownedTags } from "../profile/owned";
import { samePolicies } from "../profile/policies";
import type { TagValues } from "../profile/types";
import { containsUnknown } from "../profile/unknown";
import { managedTags } from "../profile/unmanaged";
import { assertSameApp, type LifecycleContext } from "./context";
import { addedLine, driftLine, goneLine, type Line, releasedAccountLine, releasedLine, sayLines } from "./lines";
import { observeAll } from "./observe";

/** What Pulumi does with `{}`: it compares the inputs itself, and shows the properties that differ. */
const COMPARE_INPUTS: dynamic.DiffResult = {};

/** What a resource held, and what it is to hold. */
export interface HoldingDiff {
	readonly olds: Holding;
	readonly news: Holding;
}

/**
 * Answers a diff: whether an update is needed, by the inputs and by the live profiles, and says in lines what moved
 * outside Pulumi. `id` names the resource in messages.
 *
 * Errors: an `ImError` when a live profile cannot be read. A missing account is not one: it may be made in the same `up`.
 */
export async function diffMembers(
	context: LifecycleContext,
	id: string,
	{ olds, news }: HoldingDiff,
): Promise<dynamic.DiffResult> {
	if (containsUnknown(news)) return { ...COMPARE_INPUTS };
	const inputs = inputsMoved({ olds, news });
	const live = context.compare() === "live" ? await liveMoved(context, id, { olds, news }) : unmoved;
	sayLines(context.say, [...inputs.lines, ...live.lines]);
	if (inputs.moved) return { ...COMPARE_INPUTS };
	return { changes: live.moved };
}

/** Whether something differs, and the lines that say what. */
interface Moved {
	readonly moved: boolean;
	readonly lines: readonly Line[];
}

const unmoved: Moved = { moved: false, lines: [] };

/** Whether the program changed: accounts or their tags. */
function inputsMoved({ olds, news }: HoldingDiff): Moved {
	const [before, now] = [byAccount(olds.members), byAccount(news.members)];
	const added = news.members.filter(({ account }) => !before.has(account));
	const removed = olds.members.filter(({ account }) => !now.has(account));
	const diffs = sharedMembers({ olds, news }).map(({ old, member }) => ({
		account: member.account,
		...diffInputs(ownedTags(old.attributes), ownedTags(member.attributes)),
	}));
	const { onRelease = "keep" } = news.policies ?? {};
	const isOther = !samePolicies(olds.policies, news.policies) || olds.createAccounts !== news.createAccounts;
	return {
		moved: isOther || added.length > 0 || removed.length > 0 || diffs.some(({ changed }) => changed),
		lines: [
			...added.map(({ account }) => addedLine(account)),
			...removed.map(({ account }) => releasedAccountLine(account, onRelease)),
			...diffs.flatMap(({ account, released }) =>
				lineOf(account, released, (name, paths) => releasedLine(name, paths, onRelease)),
			),
		],
	};
}

/** Whether a live profile differs from the inputs, in the tags that state and program both own. */
async function liveMoved(context: LifecycleContext, id: string, { olds, news }: HoldingDiff): Promise<Moved> {
	assertSameApp(context, id, olds.app);
	const shared = sharedMembers({ olds, news }).map(({ old, member }) => {
		const now = managedTags(member, news.unmanaged);
		const before = sharedTags(ownedTags(old.attributes), now);
		return { account: member.account, before, now: sharedTags(now, before), tags: before.map(({ tag }) => tag) };
	});
	if (shared.length === 0) return unmoved;
	const { observer } = context.service();
	const seen = await observeAll(shared, observer.observe);
	const moves = shared.map((each, at) => memberMoved(each, seen[at]));
	return { moved: moves.some(({ moved }) => moved), lines: moves.flatMap(({ lines }) => lines) };
}

interface Compared {
	readonly account: string;
	readonly before: readonly OwnedTag[];
	readonly now: readonly OwnedTag[];
}

function memberMoved({ account, before, now }: Compared, live: TagValues | undefined): Moved {
	if (live === undefined) return { moved: true, lines: [goneLine(account)] };
	return { moved: diffLive(now, live).length > 0, lines: lineOf(account, diffLive(before, live), driftLine) };
}

/** The members that are in both, as they were and as they are to be. */
function sharedMembers({ olds, news }: HoldingDiff): readonly { readonly old: Member; readonly member: Member }[] {
	const before = byAccount(olds.members);
	return news.members.flatMap((member) => {
		const old = before.get(member.account);
		return old === undefined ? [] : [{ old, member }];
	});
}

function sharedTags(tags: readonly OwnedTag[], others: readonly OwnedTag[]): readonly OwnedTag[] {
	const names = new Set(others.map(({ tag }) => tag));
	return tags.filter(({ tag }) => names.has(tag));
}

function lineOf(
	account: string,
	tags: readonly OwnedTag[],
	words: (account: string, paths: readonly string[]) => Line,
): readonly Line[] {
	return tags.length === 0
		? []
		: [
				words(
					account,
					tags.map(({ path }) => path),
				),
			];
}
