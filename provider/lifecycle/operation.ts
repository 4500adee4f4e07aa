import type { ResourceKind } from "./handler";

/** An account, and tags of this account, that a resource claims to manage. */
export interface Claim {
	readonly account: string;
	readonly tags?: readonly string[];
}

/** Conditions that a claim must meet to be considered. */
export interface ClaimFilter {
	/** Kinds of resources whose claims are considered. @defaultValue all kinds */
	readonly kinds?: readonly ResourceKind[];
	/** Tag that a claim must include to be considered. If undefined, claims with any tags are considered. */
	readonly tag?: string;
}

/**
 * Accounts and tags that resources claim in the running operation.
 *
 * Each check of a resource records the claims of this resource. The claims stay recorded until the process ends. After
 * a rename without an alias, a move between sets or a replacement, the engine creates the new resource before it
 * deletes the old one. The deletion must not change accounts and tags that the new resource claims. `pulumi destroy`
 * calls no `check`, so there are no claims.
 */
export interface Claims {
	/**
	 * Records the claims of a resource. If `owner` is given, the claims replace the earlier claims of this owner.
	 * Otherwise, the claims are added.
	 */
	record(kind: ResourceKind, claims: readonly Claim[], owner?: string): void;
	/** Returns whether at least one resource claims the account. Only claims that match the filter are considered. */
	isClaimed(account: string, filter?: ClaimFilter): boolean;
	/** Returns the number of accounts that resources of this kind claim. */
	count(kind: ResourceKind): number;
}

interface RecordedClaim {
	readonly kind: ResourceKind;
	readonly owner: string | undefined;
	readonly tags: ReadonlySet<string>;
}

/** Creates an empty record of claims, for a new operation. */
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
 * Releases of accounts that are in progress in the running operation. A set can release an account before the engine
 * checks the resource that manages the account next. In this case, no claim protects the account. That resource
 * therefore waits until the release has ended before it reads the account.
 */
export interface PendingReleases {
	/** Runs `release`, which releases accounts, and records these accounts as pending until `release` ends. */
	track<T>(accounts: readonly string[], release: () => Promise<T>): Promise<T>;
	/** Waits until the pending releases of the given accounts have ended. The promise never rejects. */
	wait(accounts: readonly string[]): Promise<void>;
}

/** Creates an empty record of pending releases, for a new operation. */
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
