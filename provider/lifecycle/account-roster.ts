import type { AccountChecker } from "../client/account-checker";
import type { AccountWrites } from "../client/account-writes";
import type { Importer } from "../client/importer";
import { createMemory } from "./memory";
import type { Roster } from "./roster";

/** What the roster of accounts calls. */
export interface AccountRosterCalls {
	readonly check: AccountChecker;
	readonly importAccount: Importer;
	readonly writes: Pick<AccountWrites, "accountDelete">;
}

/** The accounts of an app. Checks and imports of one operation are joined. */
export function createAccountRoster({ check, importAccount, writes }: AccountRosterCalls): Roster {
	const memory = createMemory(check);
	const forget = (account: string) => memory.forget(account);
	return {
		exists: (account) => memory.get(account),
		forget,
		add: (account) => importAccount(account).finally(() => forget(account)),
		remove: (account) => writes.accountDelete(account).finally(() => forget(account)),
	};
}
