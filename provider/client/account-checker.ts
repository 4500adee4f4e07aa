import type { AccountReads } from "./account-reads";
import { createBatcher } from "./joining";
import type { RetryContext } from "./retry";

/** Says of single accounts whether they exist, joined into calls of many. Errors: any `ImError`. */
export type AccountChecker = (account: string) => Promise<boolean>;

/** One checker for each app in a process. */
export function createAccountChecker(reads: Pick<AccountReads, "accountCheck">, retry: RetryContext): AccountChecker {
	return createBatcher<string, boolean>({
		command: "account_check",
		accountOf: (account) => account,
		async call(accounts) {
			const answers = await reads.accountCheck([...new Set(accounts)]);
			return accounts.map((account) => answers.get(account) ?? noAnswer(account));
		},
		retry,
	});
}

function noAnswer(account: string): Error {
	return new Error(`account_check ${account}: no answer was kept for the account`);
}
