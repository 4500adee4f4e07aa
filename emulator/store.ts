import { applyChanges, type TagChanges, type Tags } from "./tags";

/** The accounts and their tags, with enough history to read them as they were a while ago. */
export interface Store {
	/** Returns the tags of an account, now or at a point in time; `undefined` if the account does not exist. */
	tags(account: string, time?: PointInTime): Tags | undefined;
	/** Applies changes to an account's tags; creates the account if it does not exist. */
	change(account: string, changes: TagChanges): void;
	/** Removes an account with all its tags, if it exists. */
	remove(account: string): void;
	/** Returns when an account was removed, in milliseconds; `undefined` if it exists or never did. */
	removedAt(account: string): number | undefined;
	/** Returns the tags that an account has, or had when it was removed; `undefined` if it never existed. */
	lastTags(account: string): Tags | undefined;
	/** Returns the ids of the accounts that exist, now or at a point in time, in order of creation. */
	accounts(time?: PointInTime): readonly string[];
}

/** A point in time: up to and including a time in milliseconds, a numbered call, or the earlier of both. */
export interface PointInTime {
	readonly at?: number;
	readonly call?: number;
}

/** When something is written: the time in milliseconds, and the number of calls so far. */
export interface WriteTime {
	readonly at: number;
	readonly call: number;
}

/** The tags of an account from a write on; `undefined` if it was removed. */
interface Version extends WriteTime {
	readonly tags: Tags | undefined;
}

/** How many versions of one account are kept. */
export const MAX_VERSIONS = 100;

const beginning: WriteTime = { at: -Infinity, call: -Infinity };

/** Creates a store whose first accounts count as having always existed. `now` is called at each write. */
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

/** Drops the oldest version; the next one then counts as having always existed. */
function dropOldest([, ...versions]: readonly Version[]): readonly Version[] {
	return versions.map((version, index) => (index === 0 ? { ...beginning, tags: version.tags } : version));
}
