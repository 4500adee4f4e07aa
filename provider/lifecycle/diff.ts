import { isDeepStrictEqual } from "node:util";
import { compareTags, differingTags } from "../model/compare";
import {
	byAccount,
	inputKeys,
	type ManagedProfile,
	type ManagedProfiles,
	managedTags,
	type OwnedTag,
	ownedTags,
	toPaths,
} from "../model/managed-profiles";
import { differingPolicies, type ReleaseAction } from "../model/policies";
import { containsUnknown, type TagValues } from "../model/types";
import { assertSameApp, type HandlerContext } from "./context";
import type { CallContext, DiffResult, PropertyChange } from "./handler";
import { fetchAll } from "./live-profiles";
import {
	addedMessage,
	driftMessage,
	logMessages,
	type Message,
	missingAccountMessage,
	releasedAccountMessage,
	releasedTagsMessage,
	toLines,
} from "./messages";
import type { ProfileShape } from "./state";

/** The id, the stored outputs and the new inputs of a resource. */
export interface DiffRequest<Inputs, State> {
	readonly id: string;
	readonly olds: State;
	readonly news: Inputs;
}

/**
 * Compares the new inputs of a `Profile` or a `ProfileSet` with the stored outputs and with the live profiles. The
 * messages describe drift, added accounts and released tags. An account that does not exist is reported as drift, not
 * as an error, because the same `pulumi up` may create the account.
 *
 * @throws ImError when a live profile cannot be read.
 */
export async function diffProfiles<Inputs extends object, State extends Inputs>(
	context: HandlerContext,
	shape: ProfileShape<Inputs, State>,
	{ id, olds, news }: DiffRequest<Inputs, State>,
	{ log, signal }: CallContext,
): Promise<DiffResult> {
	const none = { replaces: [], unknown: false, messages: [] };
	if (containsUnknown(news)) return { ...none, unknown: true, changes: changedProperties(olds, news) };
	if (shape.kind === "profile" && shape.idOf(news) !== id) {
		return { ...none, replaces: [["account"]], changes: changedProperties(olds, news) };
	}
	const pair = { olds: shape.parse(olds), news: shape.parse(news) };
	const inputs = compareInputs(pair);
	const live = context.compare() === "live" ? await compareLive(context, id, pair, signal) : noDifferences;
	logMessages(log, live.missing);
	return {
		...none,
		changes: [...inputs.changes, ...live.changes],
		messages: toLines([...inputs.messages, ...live.messages]),
	};
}

/**
 * Compares only the top-level properties of the stored outputs and the new inputs. This is sufficient if the new inputs
 * contain unknown values or declare another account.
 */
function changedProperties(olds: object, news: object): readonly PropertyChange[] {
	const before = new Map(Object.entries(olds).filter(([key]) => isInput(key)));
	const now = new Map(Object.entries(news).filter(([key]) => isInput(key)));
	return [
		...[...now].flatMap(([key, value]) => {
			if (!before.has(key)) return [toChange([key], "add")];
			return isDeepStrictEqual(before.get(key), value) ? [] : [toChange([key], "update")];
		}),
		...[...before.keys()].filter((key) => !now.has(key)).map((key) => toChange([key], "delete")),
	];
}

function isInput(key: string): boolean {
	return !key.startsWith("__") && key !== "app" && key !== "adopted";
}

function toChange(
	path: readonly string[],
	kind: PropertyChange["kind"],
	source: PropertyChange["source"] = "inputs",
): PropertyChange {
	return { path, kind, source };
}

interface ProfilesPair {
	readonly olds: ManagedProfiles;
	readonly news: ManagedProfiles;
}

interface Comparison {
	readonly changes: readonly PropertyChange[];
	readonly messages: readonly Message[];
}

/** Compares the accounts, tags and policies of the stored outputs with those of the new inputs. */
function compareInputs({ olds, news }: ProfilesPair): Comparison {
	const [before, now] = [byAccount(olds.profiles), byAccount(news.profiles)];
	const added = news.profiles.filter(({ account }) => !before.has(account));
	const removed = olds.profiles.filter(({ account }) => !now.has(account));
	const shared = sharedProfiles({ olds, news }).map(compareProfile(news.policies?.onRelease));
	return {
		changes: [
			...differingPolicies(olds.policies, news.policies).map((name) => toChange([name], "update")),
			...(olds.createAccounts === news.createAccounts ? [] : [toChange(["createAccounts"], "update")]),
			...added.map(({ prefix }) => toChange(prefix, "add")),
			...removed.map(({ prefix }) => toChange(prefix, "delete")),
			...shared.flatMap(({ changes }) => changes),
		],
		messages: [
			...added.map(({ account }) => addedMessage(account)),
			...removed.map(({ account }) => releasedAccountMessage(account, news.policies?.onRelease)),
			...shared.flatMap(({ messages }) => messages),
		],
	};
}

function compareProfile(onRelease: ReleaseAction | undefined) {
	return ({ old, profile }: SharedProfile): Comparison => {
		const { added, changed, released } = compareTags(ownedTags(old.attributes), ownedTags(profile.attributes));
		const toChanges = (tags: readonly OwnedTag[], kind: PropertyChange["kind"]) =>
			tags.map(({ path }) => toChange(inputKeys(profile, path), kind));
		return {
			changes: [...toChanges(added, "add"), ...toChanges(changed, "update"), ...toChanges(released, "delete")],
			messages: released.length > 0 ? [releasedTagsMessage(profile.account, toPaths(released), onRelease)] : [],
		};
	};
}

const noDifferences = { changes: [], messages: [], missing: [] };

/** Compares the new inputs and the stored outputs with the live profiles. Only tags that both contain are compared. */
async function compareLive(
	context: HandlerContext,
	id: string,
	{ olds, news }: ProfilesPair,
	signal: AbortSignal | undefined,
): Promise<Comparison & { readonly missing: readonly Message[] }> {
	assertSameApp(context, id, olds.app);
	const compared = sharedProfiles({ olds, news }).map(({ old, profile }) => {
		const declared = managedTags(profile, news.unmanaged);
		const stored = sharedTags(ownedTags(old.attributes), declared);
		return { profile, stored, declared: sharedTags(declared, stored) };
	});
	if (compared.length === 0) return noDifferences;
	const { live } = context.service();
	const requests = compared.map(({ profile, stored }) => ({
		account: profile.account,
		tags: stored.map(({ tag }) => tag),
	}));
	const values = await fetchAll(requests, live.get, signal);
	const results = compared.map((each, index) => compareLiveProfile(each, values[index]));
	return {
		changes: results.flatMap(({ changes }) => changes),
		messages: results.flatMap(({ messages }) => messages),
		missing: results.flatMap(({ missing }) => missing),
	};
}

interface ComparedProfile {
	readonly profile: ManagedProfile;
	readonly stored: readonly OwnedTag[];
	readonly declared: readonly OwnedTag[];
}

/**
 * Compares one live profile with the declared tags and the stored tags. A live value that differs from the declared
 * value is a change. A live value that differs from the state is reported as drift.
 */
function compareLiveProfile({ profile, stored, declared }: ComparedProfile, live: TagValues | undefined) {
	const { account, prefix } = profile;
	if (live === undefined) {
		return { changes: [toChange(prefix, "add", "live")], messages: [], missing: [missingAccountMessage(account)] };
	}
	const drifted = differingTags(stored, live);
	return {
		changes: differingTags(declared, live).map(({ path }) => toChange(inputKeys(profile, path), "update", "live")),
		messages: drifted.length > 0 ? [driftMessage(account, toPaths(drifted))] : [],
		missing: [],
	};
}

interface SharedProfile {
	readonly old: ManagedProfile;
	readonly profile: ManagedProfile;
}

function sharedProfiles({ olds, news }: ProfilesPair): readonly SharedProfile[] {
	const before = byAccount(olds.profiles);
	return news.profiles.flatMap((profile) => {
		const old = before.get(profile.account);
		return old === undefined ? [] : [{ old, profile }];
	});
}

function sharedTags(tags: readonly OwnedTag[], others: readonly OwnedTag[]): readonly OwnedTag[] {
	const names = new Set(others.map(({ tag }) => tag));
	return tags.filter(({ tag }) => names.has(tag));
}
