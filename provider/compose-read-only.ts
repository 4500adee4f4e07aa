import { createProfileReader } from "./client/batched-reads";
import { createBulkReader } from "./client/bulk-reads";
import { type ApiConnection, type ConnectionOptions, getConnection } from "./client/connection";
import { type AccountReads, createAccountReads, createProfileReads } from "./client/reads";
import { type BulkProfiles, createBulkProfiles } from "./lifecycle/bulk-profiles";
import { createLiveProfiles, type LiveProfiles } from "./lifecycle/live-profiles";
import { resolveApp, resolveSettings, type SettingSources } from "./settings/resolve";
import { once } from "./util/core";

/** Read-only access to one app, for the commands `drift`, `adopt` and `doctor` and for look-up functions. */
export interface ReadOnlyContext {
	/**
	 * Returns the setting `sdkAppId`, or `undefined` if the setting is absent.
	 *
	 * @throws {@link ImError} `config` when the setting is invalid
	 */
	readonly app: () => number | undefined;
	/**
	 * Returns the reader of live profiles, which caches its results.
	 *
	 * @throws {@link ImError} `config` when a setting is missing or invalid
	 */
	readonly live: () => LiveProfiles;
	/**
	 * Returns the reader of many live profiles, which uses no cache.
	 *
	 * @throws {@link ImError} `config` when a setting is missing or invalid
	 */
	readonly bulk: () => BulkProfiles;
	/**
	 * Returns an object whose methods read accounts and robots from the service.
	 *
	 * @throws {@link ImError} `config` when a setting is missing or invalid
	 */
	readonly accounts: () => AccountReads;
}

/** Options of {@link createReadOnlyContext}. */
export interface ReadOnlyContextOptions extends ConnectionOptions {
	/**
	 * Cache of read-only services, keyed by the connection parameters. @defaultValue the cache that the whole process
	 * shares
	 */
	readonly services?: ReadOnlyServices;
}

/** Cached read-only services, keyed by the connection parameters as JSON text. */
export type ReadOnlyServices = Map<string, ReadOnlyService>;

interface ReadOnlyService {
	readonly live: LiveProfiles;
	readonly bulk: BulkProfiles;
	readonly accounts: AccountReads;
}

const sharedServices: ReadOnlyServices = new Map();

/**
 * Creates a read-only context. The settings are resolved and the connection is created on first use. This module does
 * not import, even indirectly, the part of the client that writes.
 */
export function createReadOnlyContext(sources: SettingSources, options: ReadOnlyContextOptions = {}): ReadOnlyContext {
	const { services = sharedServices } = options;
	const service = once(() => getConnection(services, resolveSettings(sources), options, createReadOnlyService));
	return {
		app: once(() => resolveApp(sources)),
		live: () => service().live,
		bulk: () => service().bulk,
		accounts: () => service().accounts,
	};
}

function createReadOnlyService({ transport, retry, maxCallsInFlight }: ApiConnection): ReadOnlyService {
	const reads = createProfileReads(transport);
	return {
		live: createLiveProfiles(createProfileReader(reads, retry)),
		bulk: createBulkProfiles(createBulkReader(reads, { retry, maxCallsInFlight })),
		accounts: createAccountReads(transport),
	};
}
