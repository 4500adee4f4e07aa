import { createAccountChecker } from "./client/account-checker";
import type { Client } from "./client/client";
import { createImporter } from "./client/importer";
import { type RetryContext, retryingAccount } from "./client/retry";
import { createAccountRoster } from "./lifecycle/account-roster";
import type { Service } from "./lifecycle/context";
import { createRobotRoster } from "./lifecycle/robot-roster";

/** The accounts and the robots of the app that a client calls. */
export function rostersOver(client: Client, retry: RetryContext): Service["rosters"] {
	const check = createAccountChecker(client, retry);
	const importAccount = createImporter(client, retry);
	const accountDelete = (account: string) => retryingAccount(retry, () => client.accountDelete(account));
	return {
		account: createAccountRoster({ check, importAccount, writes: { accountDelete } }),
		robot: createRobotRoster({ reads: client, writes: client }),
	};
}
