import { applyChanges, type TagChanges, type Tags } from "./tags";

/** A moment in the past: before a time in milliseconds, or before the calls after a numbered one. */
export interface PointInTime {
	readonly at?: number;
	readonly call?: number;
}

/** What time it is when something is written: milliseconds, and the number of calls so far. */
export interface Clock {
	readonly at: number;
	readonly call: number;
}

/** The accounts and their tags, with enough of the past to answer as of a while ago. */
export interface Store {
	/** The tags of an account, now or as of a moment; `undefined` when the account does not exist. */
	tags(account: string, moment?: PointInTime): Tags | undefined;
	/** Applies changes to an account's tags; makes the account when there is none. */
	change(account: string, changes: TagChanges): void;
	/** Removes an account with all its tags; nothing when there is none. */
	remove(account: string): void;
	/** When an account was removed, in milliseconds; `undefined` if it exists or never did. */
	removedAt(account: string): number | undefined;
	/** The tags that an account has, or had when it was removed; `undefined` if it never existed. */
	lastTags(account: string): Tags | undefined;
	/** The ids of all accounts that exist, now or as of a moment, in the order they were first made. */
	accounts(moment?: PointInTime): readonly string[];
}

interface Version {
	readonly at: number;
	readonly call: number;
	readonly tags: Tags | undefined;
}

/** How many versions of one account are kept for reads as of a while ago. */
export const MAX_VERSIONS = 100;

const beginning: Clock = { at: -Infinity, call: -Infinity };

/**
 * A store with the given accounts, which count as having always existed.
 *
 * Shape: `clock` is asked at each write.
 */
export function createStore(accounts: Readonly<Record<string, Tags>>, clock: () => Clock): Store {
	const histories = new Map<string, readonly Version[]>();
	for (const [account, tags] of Object.entries(accounts)) histories.set(account, [{ ...beginning, tags }]);

	const versionsOf = (account: string) => histories.get(account) ?? [];
	const current = (account: string) => histories.get(account)?.at(-1)?.tags;
	const add = (account: string, tags: Tags | undefined) => {
		const versions = [...versionsOf(account), { ...clock(), tags }];
		histories.set(account, versions.length > MAX_VERSIONS ? withoutOldest(versions) : versions);
	};
	const tags: Store["tags"] = (account, moment) =>
		moment === undefined ? current(account) : asOf(versionsOf(account), moment);
	return {
		tags,
		change: (account, changes) => add(account, applyChanges(current(account) ?? {}, changes)),
		remove: (account) => {
			if (current(account) !== undefined) add(account, undefined);
		},
		removedAt: (account) => removalOf(versionsOf(account)),
		lastTags: (account) => versionsOf(account).findLast((version) => version.tags !== undefined)?.tags,
		accounts: (moment) => [...histories.keys()].filter((account) => tags(account, moment) !== undefined),
	};
}

function asOf(versions: readonly Version[], { at = Infinity, call = Infinity }: PointInTime): Tags | undefined {
	return versions.findLast((version) => version.at <= at && version.call <= call)?.tags;
}

/** Forgets the oldest version; the one after it then counts as having always been there. */
function withoutOldest([, ...versions]: readonly Version[]): readonly Version[] {
	return versions.map((version, index) => (index === 0 ? { ...beginning, tags: version.tags } : version));
}

function removalOf(versions: readonly Version[]): number | undefined {
	const last = versions.at(-1);
	return last !== undefined && last.tags === undefined ? last.at : undefined;
}
