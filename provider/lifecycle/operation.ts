import type { dynamic } from "@pulumi/pulumi";
import { ownedTags } from "../model/managed-profiles";
import { unknownValue } from "../model/types";
import { getOrCreate } from "../util";
import type { ResourceKind } from "./handler";
import { readStoredProfiles } from "./state";

/**
 * What the resources of a running operation claim. `check` of every kind writes it down, for the life of the process: a
 * rename without an alias, a move and a replacement all create the new resource before they delete the old one, and that
 * deletion must leave alone what is still claimed. `destroy` checks nothing, so nothing is claimed then.
 */
export interface Claims {
	/** A resource of a kind names an account, and owns tags of it. A second claim adds to the first. */
	claim(kind: ResourceKind, account: string, tags?: readonly string[]): void;
	/** Whether any resource claims an account, or one of its tags. */
	isClaimed(account: string, by?: ClaimFilter): boolean;
	/** How many accounts the resources of a kind claim. */
	count(kind: ResourceKind): number;
}

/** Which claims count. */
export interface ClaimFilter {
	/** Only those of these kinds. @default of any kind */
	readonly kinds?: readonly ResourceKind[];
	/** Only those that own this tag. @default with or without it */
	readonly tag?: string;
}

/** Claims of a new operation: none. */
export function createClaims(): Claims {
	const byKind = new Map<ResourceKind, Map<string, ReadonlySet<string>>>();
	return {
		claim(kind, account, tags = []) {
			const accounts = getOrCreate(byKind, kind, () => new Map<string, ReadonlySet<string>>());
			accounts.set(account, new Set([...(accounts.get(account) ?? []), ...tags]));
		},
		isClaimed(account, { kinds = [...byKind.keys()], tag } = {}) {
			return kinds.some((kind) => {
				const tags = byKind.get(kind)?.get(account);
				return tags !== undefined && (tag === undefined || tags.has(tag));
			});
		},
		count: (kind) => byKind.get(kind)?.size ?? 0,
	};
}

/** Records what checked inputs claim, unless they are refused or not known yet, and passes the result on. */
export function recordClaims<Inputs extends object>(
	claims: Claims,
	kind: ResourceKind,
	result: dynamic.CheckResult<Inputs>,
): dynamic.CheckResult<Inputs> {
	const { inputs = {}, failures = [] } = result;
	if (failures.length > 0) return result;
	for (const { account, attributes } of readStoredProfiles({ ...inputs }).members) {
		const tags = ownedTags(attributes).map(({ tag }) => tag);
		if (account !== unknownValue) claims.claim(kind, account, tags);
	}
	return result;
}

/**
 * Releases that are under way in this operation. A set that gives an account away can be updated before the resource that
 * takes it over is even checked, so nothing claims it yet: who takes it over waits for the release, and then reads.
 */
export interface PendingReleases {
	/** Runs a release of some accounts; they count as being released from this turn on until it has ended. */
	track<T>(accounts: readonly string[], release: () => Promise<T>): Promise<T>;
	/** Waits until none of these accounts is being released. Never rejects; a release itself waits for nobody. */
	wait(accounts: readonly string[]): Promise<void>;
}

/** Releases of a new operation: none. */
export function createPendingReleases(): PendingReleases {
	const pending = new Map<string, Set<Promise<unknown>>>();
	return {
		async track(accounts, release) {
			const running = release();
			const end = running.catch(() => undefined);
			for (const account of accounts) pending.set(account, new Set([...(pending.get(account) ?? []), end]));
			try {
				return await running;
			} finally {
				for (const account of accounts) pending.get(account)?.delete(end);
			}
		},
		async wait(accounts) {
			await Promise.all(accounts.flatMap((account) => [...(pending.get(account) ?? [])]));
		},
	};
}
