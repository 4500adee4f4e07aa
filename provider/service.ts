import { setTimeout as sleep } from "node:timers/promises";
import { createAccountChecker, createProfileReader } from "./client/batched-reads";
import { createAccountImporter } from "./client/batched-writes";
import { type ApiConnection, type ConnectionOptions, getConnection } from "./client/connection";
import { type RetryContext, retryAccountErrors } from "./client/pipeline/retry";
import { type AccountReads, createAccountReads, createProfileReads, type ProfileReads } from "./client/reads";
import type { Transport } from "./client/transport";
import { type AccountWrites, createAccountWrites, createProfileWrites, type ProfileWrites } from "./client/writes";
import type { Service } from "./lifecycle/context";
import { createAccountDirectory, createRobotDirectory } from "./lifecycle/directories";
import { createLiveProfiles } from "./lifecycle/live-profiles";
import { VERIFY_DELAYS_MS } from "./lifecycle/reconcile";
import type { Settings } from "./settings/resolve";

/** Cached services, keyed by the connection parameters as JSON text. */
export type ServicesByKey = Map<string, Service>;

/** Internal options of a service. Users cannot set these options. */
export interface ServiceOptions extends ConnectionOptions {
	/** Delays between the reads that verify a write, in milliseconds. @defaultValue {@link VERIFY_DELAYS_MS} */
	readonly verifyDelaysMs?: readonly number[];
}

/**
 * Returns the service for the app in the settings. Handlers read and write through this service. Settings with the same
 * connection parameters share one service.
 *
 * @throws {@link ImError} `config` when the secret key file cannot be read, or does not contain only a key
 */
export function getService(services: ServicesByKey, settings: Settings, options: ServiceOptions): Service {
	return getConnection(services, settings, options, (connection) => createService(connection, options));
}

function createService({ sdkAppId, transport, retry }: ApiConnection, options: ServiceOptions): Service {
	const client = createClient(transport);
	return {
		sdkAppId,
		live: createLiveProfiles(createProfileReader(client, retry)),
		writes: client,
		directories: createDirectories(client, retry),
		sleep: (ms, signal) => sleep(ms, undefined, { signal }),
		verifyDelaysMs: options.verifyDelaysMs ?? VERIFY_DELAYS_MS,
	};
}

/** An object with one method for each API call that this package makes. */
export type Client = ProfileReads & AccountReads & ProfileWrites & AccountWrites;

/** Creates a client whose methods send all API calls through one transport. */
export function createClient(transport: Transport): Client {
	return {
		...createProfileReads(transport),
		...createAccountReads(transport),
		...createProfileWrites(transport),
		...createAccountWrites(transport),
	};
}

/** Creates the directory of user accounts and the directory of robots. */
export function createDirectories(client: Client, retry: RetryContext): Service["directories"] {
	const check = createAccountChecker(client, retry);
	const importAccount = createAccountImporter(client, retry);
	const accountDelete = (account: string, signal?: AbortSignal) =>
		retryAccountErrors(retry, () => client.accountDelete(account, signal), signal);
	return {
		account: createAccountDirectory({ check, importAccount, writes: { accountDelete } }),
		robot: createRobotDirectory({ reads: client, writes: client }),
	};
}
