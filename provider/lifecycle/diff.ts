import type { dynamic } from "@pulumi/pulumi";
import { compareTags, differingTags } from "../model/compare";
import {
	byAccount,
	type ManagedProfile,
	type ManagedProfiles,
	managedTags,
	type OwnedTag,
	ownedTags,
} from "../model/managed-profiles";
import { samePolicies } from "../model/policies";
import { containsUnknown, type TagValues } from "../model/types";
import { assertSameApp, type HandlerContext } from "./context";
import { fetchAll } from "./live-profiles";
import {
	addedMessage,
	driftMessage,
	logMessages,
	type Message,
	missingAccountMessage,
	releasedAccountMessage,
	releasedTagsMessage,
} from "./messages";

/** What Pulumi does with `{}`: it compares the inputs itself, and shows the properties that differ. */
const COMPARE_INPUTS: dynamic.DiffResult = {};

/** What a resource held, and what it is to hold. */
export interface DiffInput {
	readonly olds: ManagedProfiles;
	readonly news: ManagedProfiles;
}

/**
 * Answers a diff: whether an update is needed, by the inputs and by the live profiles, and says in lines what moved
 * outside Pulumi. `id` names the resource in messages.
 *
 * Errors: an `ImError` when a live profile cannot be read. A missing account is not one: it may be made in the same `up`.
 */
export async function diffProfiles(
	context: HandlerContext,
	id: string,
	{ olds, news }: DiffInput,
): Promise<dynamic.DiffResult> {
	if (containsUnknown(news)) return { ...COMPARE_INPUTS };
	const inputs = compareInputs({ olds, news });
	const live = context.compare() === "live" ? await compareLive(context, id, { olds, news }) : unmoved;
	logMessages(context.log, [...inputs.lines, ...live.lines]);
	if (inputs.moved) return { ...COMPARE_INPUTS };
	return { changes: live.moved };
}

/** Whether something differs, and the lines that say what. */
interface Comparison {
	readonly moved: boolean;
	readonly lines: readonly Message[];
}

const unmoved: Comparison = { moved: false, lines: [] };

/** Whether the program changed: accounts or their tags. */
function compareInputs({ olds, news }: DiffInput): Comparison {
	const [before, now] = [byAccount(olds.members), byAccount(news.members)];
	const added = news.members.filter(({ account }) => !before.has(account));
	const removed = olds.members.filter(({ account }) => !now.has(account));
	const diffs = sharedProfiles({ olds, news }).map(({ old, member }) => ({
		account: member.account,
		...compareTags(ownedTags(old.attributes), ownedTags(member.attributes)),
	}));
	const { onRelease = "keep" } = news.policies ?? {};
	const isOther = !samePolicies(olds.policies, news.policies) || olds.createAccounts !== news.createAccounts;
	return {
		moved: isOther || added.length > 0 || removed.length > 0 || diffs.some(({ changed }) => changed),
		lines: [
			...added.map(({ account }) => addedMessage(account)),
			...removed.map(({ account }) => releasedAccountMessage(account, onRelease)),
			...diffs.flatMap(({ account, released }) =>
				lineOf(account, released, (name, paths) => releasedTagsMessage(name, paths, onRelease)),
			),
		],
	};
}

/** Whether a live profile differs from the inputs, in the tags that state and program both own. */
async function compareLive(context: HandlerContext, id: string, { olds, news }: DiffInput): Promise<Comparison> {
	assertSameApp(context, id, olds.app);
	const shared = sharedProfiles({ olds, news }).map(({ old, member }) => {
		const now = managedTags(member, news.unmanaged);
		const before = sharedTags(ownedTags(old.attributes), now);
		return { account: member.account, before, now: sharedTags(now, before), tags: before.map(({ tag }) => tag) };
	});
	if (shared.length === 0) return unmoved;
	const { observer } = context.service();
	const seen = await fetchAll(shared, observer.get);
	const moves = shared.map((each, at) => compareProfile(each, seen[at]));
	return { moved: moves.some(({ moved }) => moved), lines: moves.flatMap(({ lines }) => lines) };
}

interface Compared {
	readonly account: string;
	readonly before: readonly OwnedTag[];
	readonly now: readonly OwnedTag[];
}

function compareProfile({ account, before, now }: Compared, live: TagValues | undefined): Comparison {
	if (live === undefined) return { moved: true, lines: [missingAccountMessage(account)] };
	return {
		moved: differingTags(now, live).length > 0,
		lines: lineOf(account, differingTags(before, live), driftMessage),
	};
}

/** The members that are in both, as they were and as they are to be. */
function sharedProfiles({
	olds,
	news,
}: DiffInput): readonly { readonly old: ManagedProfile; readonly member: ManagedProfile }[] {
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
	words: (account: string, paths: readonly string[]) => Message,
): readonly Message[] {
	return tags.length === 0
		? []
		: [
				words(
					account,
					tags.map(({ path }) => path),
				),
			];
}
