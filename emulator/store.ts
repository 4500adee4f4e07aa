import { applyChanges, type TagChanges, type Tags } from "./tags";

/** The accounts and their tags, with a history from which earlier values can be read. */
export interface Store {
	/** Returns the tags of an account now or at a point in time, or `undefined` if the account did not exist then. */
	tags(account: string, time?: PointInTime): Tags | undefined;
	/** Applies changes to an account's tags; creates the account if it does not exist. */
	change(account: string, changes: TagChanges): void;
	/** Removes an account with all its tags, if it exists. */
	remove(account: string): void;
	/**
	 * Returns the time in milliseconds when an account was removed, or `undefined` if the account exists or never
	 * existed.
	 */
	removedAt(account: string): number | undefined;
	/**
	 * Returns the current tags of an account, or its last tags if it was removed. Returns `undefined` if the account
	 * never existed.
	 */
	lastTags(account: string): Tags | undefined;
	/** Returns the UserIDs of the accounts that exist now or existed at a point in time, in order of creation. */
	accounts(time?: PointInTime): readonly string[];
}

/**
 * A point in time, given as a time in milliseconds, as the number of a call, or as both. If both are given, the earlier
 * one applies. Writes at the point in time itself are included.
 */
export interface PointInTime {
	readonly at?: number;
	readonly call?: number;
}

/** The time of a write in milliseconds, and the number of calls that the emulator had received by then. */
export interface WriteTime {
	readonly at: number;
	readonly call: number;
}

/** The tags of an account after a write; `undefined` if the write removed the account. */
interface Version extends WriteTime {
	readonly tags: Tags | undefined;
}

/** The maximum number of versions that are kept for one account. */
export const MAX_VERSIONS = 100;

const beginning: WriteTime = { at: -Infinity, call: -Infinity };

/** Creates a store with initial accounts, which exist at every point in time. `now` returns the time of a write. */
export function createStore(accounts: Readonly<Record<string, Tags>>, now: () => WriteTime): Store {
	const histories = new Map<string, readonly Version[]>();
	for (const [account, tags] of Object.entries(accounts)) histories.set(account, [{ ...beginning, tags }]);

	const historyOf = (account: string) => histories.get(account) ?? [];
	const current = (account: string) => histories.get(account)?.at(-1)?.tags;
	const append = (account: string, tags: Tags | undefined) => {
		const versions = [...historyOf(account), { ...now(), tags }];
		histories.set(account, versions.length > MAX_VERSIONS ? dropOldest(versions) : versions);
	};
	const tags: Store["tags"] = (account, time) => (time ? tagsAt(historyOf(account), time) : current(account));
	return {
		tags,
		change: (account, changes) => append(account, applyChanges(current(account) ?? {}, changes)),
		remove: (account) => {
			if (current(account) !== undefined) append(account, undefined);
		},
		removedAt(account) {
			const last = historyOf(account).at(-1);
			return last !== undefined && last.tags === undefined ? last.at : undefined;
		},
		lastTags: (account) => historyOf(account).findLast((version) => version.tags !== undefined)?.tags,
		accounts: (time) => [...histories.keys()].filter((account) => tags(account, time) !== undefined),
	};
}

function tagsAt(versions: readonly Version[], { at = Infinity, call = Infinity }: PointInTime): Tags | undefined {
	return versions.findLast((version) => version.at <= at && version.call <= call)?.tags;
}

/** Drops the oldest version. The next version then also applies to every earlier point in time. */
function dropOldest([, ...versions]: readonly Version[]): readonly Version[] {
	return versions.map((version, index) => (index === 0 ? { ...beginning, tags: version.tags } : version));
}
