import { createAccountChecker } from "./client/account-checker";
import type { Client } from "./client/client";
import { createAccountImporter } from "./client/importer";
import { type RetryContext, retryAccountErrors } from "./client/retry";
import { createAccountDirectory } from "./lifecycle/account-roster";
import type { Service } from "./lifecycle/context";
import { createRobotDirectory } from "./lifecycle/robot-roster";

/** The accounts and the robots of the app that a client calls. */
export function createDirectories(client: Client, retry: RetryContext): Service["rosters"] {
	const check = createAccountChecker(client, retry);
	const importAccount = createAccountImporter(client, retry);
	const accountDelete = (account: string) => retryAccountErrors(retry, () => client.accountDelete(account));
	return {
		account: createAccountDirectory({ check, importAccount, writes: { accountDelete } }),
		robot: createRobotDirectory({ reads: client, writes: client }),
	};
}
