import type { ResourceKind } from "./handler";

/** A resource's claim to an account and to some of its tags. */
export interface Claim {
	readonly account: string;
	readonly tags?: readonly string[];
}

/** Restricts which claims count. */
export interface ClaimFilter {
	/** @defaultValue every kind */
	readonly kinds?: readonly ResourceKind[];
	/** Only claims that include this tag. */
	readonly tag?: string;
}

/**
 * The accounts and tags that the resources of the running operation claim.
 *
 * `check` records them for the life of the process. A rename without an alias, a move between sets and a replacement all
 * create the new resource before they delete the old one, and that deletion must not change what is still claimed.
 * `destroy` calls no check, so nothing is claimed then.
 */
export interface Claims {
	/** Records the claims of a resource. With an owner, they replace that owner's earlier claims; else they add up. */
	record(kind: ResourceKind, claims: readonly Claim[], owner?: string): void;
	/** Returns whether a resource claims the account. */
	isClaimed(account: string, filter?: ClaimFilter): boolean;
	/** Returns how many accounts the resources of a kind claim. */
	count(kind: ResourceKind): number;
}

interface RecordedClaim {
	readonly kind: ResourceKind;
	readonly owner: string | undefined;
	readonly tags: ReadonlySet<string>;
}

/** Creates the claims of a new operation. */
export function createClaims(): Claims {
	const byAccount = new Map<string, RecordedClaim[]>();
	const accountsByOwner = new Map<string, readonly string[]>();
	const removeClaimsOf = (owner: string) => {
		for (const account of accountsByOwner.get(owner) ?? []) {
			const others = (byAccount.get(account) ?? []).filter((claim) => claim.owner !== owner);
			byAccount.set(account, others);
		}
	};
	return {
		record(kind, claims, owner) {
			if (owner !== undefined) {
				removeClaimsOf(owner);
				accountsByOwner.set(
					owner,
					claims.map(({ account }) => account),
				);
			}
			for (const { account, tags = [] } of claims) {
				byAccount.set(account, [...(byAccount.get(account) ?? []), { kind, owner, tags: new Set(tags) }]);
			}
		},
		isClaimed(account, { kinds, tag } = {}) {
			const claims = byAccount.get(account) ?? [];
			return claims.some(
				(claim) => (kinds?.includes(claim.kind) ?? true) && (tag === undefined || claim.tags.has(tag)),
			);
		},
		count: (kind) => [...byAccount.values()].filter((claims) => claims.some((claim) => claim.kind === kind)).length,
	};
}

/**
 * The releases that are running in this operation. A set that releases an account can be updated before the resource that
 * takes it over is checked, so that nothing claims the account yet. The resource that takes it over waits for the release
 * before it reads the account.
 */
export interface PendingReleases {
	/** Runs a release of some accounts. */
	track<T>(accounts: readonly string[], release: () => Promise<T>): Promise<T>;
	/** Waits for the running releases of some accounts. Never rejects. */
	wait(accounts: readonly string[]): Promise<void>;
}

/** Creates the pending releases of a new operation. */
export function createPendingReleases(): PendingReleases {
	const pending = new Map<string, Set<Promise<unknown>>>();
	return {
		async track(accounts, release) {
			const running = release();
			const settled = running.catch(() => undefined);
			for (const account of accounts) pending.set(account, new Set([...(pending.get(account) ?? []), settled]));
			try {
				return await running;
			} finally {
				for (const account of accounts) pending.get(account)?.delete(settled);
			}
		},
		async wait(accounts) {
			await Promise.all(accounts.flatMap((account) => [...(pending.get(account) ?? [])]));
		},
	};
}
