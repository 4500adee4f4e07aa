import type { AccountChecker } from "../client/account-checker";
import type { AccountWrites } from "../client/account-writes";
import type { AccountImporter } from "../client/importer";
import { createAsyncCache } from "./memory";
import type { Directory } from "./roster";

/** What the roster of accounts calls. */
export interface AccountDirectoryCalls {
	readonly check: AccountChecker;
	readonly importAccount: AccountImporter;
	readonly writes: Pick<AccountWrites, "accountDelete">;
}

/** The accounts of an app. Checks and imports of one operation are joined. */
export function createAccountDirectory({ check, importAccount, writes }: AccountDirectoryCalls): Directory {
	const memory = createAsyncCache(check);
	const forget = (account: string) => memory.invalidate(account);
	return {
		exists: (account) => memory.get(account),
		invalidate: forget,
		add: (account) => importAccount(account).finally(() => forget(account)),
		remove: (account) => writes.accountDelete(account).finally(() => forget(account)),
	};
}
