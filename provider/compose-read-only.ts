import { createProfileReader } from "./client/batched-reads";
import { type ApiConnection, type ConnectionOptions, getConnection } from "./client/connection";
import { type AccountReads, createAccountReads, createProfileReads } from "./client/reads";
import { createLiveProfiles, type LiveProfiles } from "./lifecycle/live-profiles";
import { resolveApp, resolveSettings, type SettingSources } from "./settings/resolve";
import { once } from "./util";

/** Read-only access to one app, for the commands `drift`, `adopt` and `doctor` and for look-up functions. */
export interface ReadOnlyContext {
	/**
	 * Returns the setting `sdkAppId`, or `undefined` if it is absent.
	 *
	 * @throws {@link ImError} `config` when the setting is invalid
	 */
	readonly app: () => number | undefined;
	/**
	 * Returns the cached reads of live profiles.
	 *
	 * @throws {@link ImError} `config` when a setting is missing or invalid
	 */
	readonly live: () => LiveProfiles;
	/**
	 * Returns the API calls that read accounts and robots.
	 *
	 * @throws {@link ImError} `config` when a setting is missing or invalid
	 */
	readonly accounts: () => AccountReads;
}

/** Options of a read-only context. */
export interface ReadOnlyContextOptions extends ConnectionOptions {
	/** Cache of read-only services, keyed by connection. @defaultValue the cache of the process */
	readonly services?: ReadOnlyServices;
}

/** Read-only services, keyed by the parameters of their connection. */
export type ReadOnlyServices = Map<string, ReadOnlyService>;

interface ReadOnlyService {
	readonly live: LiveProfiles;
	readonly accounts: AccountReads;
}

const sharedServices: ReadOnlyServices = new Map();

/**
 * Creates a read-only context from settings. This module does not import the part of the client that writes, directly
 * or indirectly. The settings are resolved and the connection is created on first use.
 */
export function createReadOnlyContext(sources: SettingSources, options: ReadOnlyContextOptions = {}): ReadOnlyContext {
	const { services = sharedServices } = options;
	const service = once(() => getConnection(services, resolveSettings(sources), options, createReadOnlyService));
	return {
		app: once(() => resolveApp(sources)),
		live: () => service().live,
		accounts: () => service().accounts,
	};
}

function createReadOnlyService({ transport, retry }: ApiConnection): ReadOnlyService {
	return {
		live: createLiveProfiles(createProfileReader(createProfileReads(transport), retry)),
		accounts: createAccountReads(transport),
	};
}
