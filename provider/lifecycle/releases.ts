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
