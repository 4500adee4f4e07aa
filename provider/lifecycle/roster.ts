/** The accounts of one kind, people or robots: which there are, and making and removing one. */
export interface Directory {
	/**
	 * Whether an account is there, from what this process has already read where it can be.
	 *
	 * Errors: any `ImError`.
	 */
	exists(account: string): Promise<boolean>;
	/** Drops what was read of an account. */
	invalidate(account: string): void;
	/**
	 * Makes an account.
	 *
	 * Errors: any `ImError`.
	 */
	add(account: string): Promise<void>;
	/**
	 * Removes an account.
	 *
	 * Errors: any `ImError`, also where the account is gone already.
	 */
	remove(account: string): Promise<void>;
}
