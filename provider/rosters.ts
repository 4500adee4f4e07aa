import { createAccountChecker } from "./client/account-checker";
import type { Client } from "./client/client";
import { createImporter } from "./client/importer";
import type { RetryContext } from "./client/retry";
import { createAccountRoster } from "./lifecycle/account-roster";
import type { Service } from "./lifecycle/context";
import { createRobotRoster } from "./lifecycle/robot-roster";

/** The accounts and the robots of the app that a client calls. */
export function rostersOver(client: Client, retry: RetryContext): Service["rosters"] {
	const check = createAccountChecker(client, retry);
	const importAccount = createImporter(client, retry);
	return {
		account: createAccountRoster({ check, importAccount, writes: client }),
		robot: createRobotRoster({ reads: client, writes: client }),
	};
}
