import { createProfileReader } from "./client/batched-reads";
import { type ApiConnection, type ConnectionOptions, getConnection } from "./client/connection";
import { type AccountReads, createAccountReads, createProfileReads } from "./client/reads";
import { createLiveProfiles, type LiveProfiles } from "./lifecycle/live-profiles";
import { resolveApp, resolveSettings, type SettingSources } from "./settings/resolve";
import { once } from "./util";

/** Read access to one app: what `drift`, `adopt`, `doctor` and the functions use. */
export interface ReadOnlyContext {
	/**
	 * Returns the app of the settings, or `undefined` when there is none.
	 *
	 * @throws {@link ImError} `config` when it is invalid
	 */
	readonly app: () => number | undefined;
	/**
	 * Returns the live profiles.
	 *
	 * @throws {@link ImError} `config` when a setting is missing or invalid
	 */
	readonly live: () => LiveProfiles;
	/**
	 * Returns the calls that read accounts and robots.
	 *
	 * @throws {@link ImError} `config` when a setting is missing or invalid
	 */
	readonly accounts: () => AccountReads;
}

/** Options of a read-only context. */
export interface ReadOnlyContextOptions extends ConnectionOptions {
	/** Services by connection. @defaultValue the services of the process */
	readonly services?: ReadOnlyServices;
}

/** Services by the key of their connection. */
export type ReadOnlyServices = Map<string, ReadOnlyService>;

interface ReadOnlyService {
	readonly live: LiveProfiles;
	readonly accounts: AccountReads;
}

const sharedServices: ReadOnlyServices = new Map();

/**
 * Composes settings, client and live profiles without the half of the client that writes: no import of this module reaches it.
 * Settings are resolved, and the connection is created, on first use.
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
