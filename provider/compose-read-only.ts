import { createProfileReader } from "./client/batched-reads";
import { type ApiConnection, type ConnectionOptions, getConnection } from "./client/connection";
import { type AccountReads, createAccountReads, createProfileReads } from "./client/reads";
import { createLiveProfiles, type LiveProfiles } from "./lifecycle/live-profiles";
import { resolveApp, resolveSettings, type SettingSources } from "./settings/resolve";
import { once } from "./util";

/** What is read through, once for each service. */
interface ReadOnlyService {
	readonly observer: LiveProfiles;
	readonly accounts: AccountReads;
}

/** What is read through by what tells one service from another. */
export type ReadOnlyServices = Map<string, ReadOnlyService>;

const processReadings: ReadOnlyServices = new Map();

/** The seams of the composition. */
export interface ConnectReadOnlyOptions extends ConnectionOptions {
	/** Where what is read through is kept. @default that of the process */
	readonly readings?: ReadOnlyServices;
}

/** What looking at an app needs. */
export interface ReadOnlyContext {
	/** The app that the settings name, if any. Errors: `config` when malformed. */
	readonly app: () => number | undefined;
	/** Reads live profiles. Errors: `config` when a setting is missing or malformed. */
	readonly observer: () => LiveProfiles;
	/** Reads which accounts and robots there are. Errors: the same. */
	readonly accounts: () => AccountReads;
}

/**
 * Puts the reading half together. What is imported here cannot write: the writing half of the client is not among it.
 *
 * Errors: none here; see {@link ReadOnlyContext}.
 */
export function createReadOnlyContext(sources: SettingSources, options: ConnectReadOnlyOptions = {}): ReadOnlyContext {
	const { readings = processReadings } = options;
	const reading = once(() => getConnection(readings, resolveSettings(sources), options, createReadOnlyService));
	return {
		app: once(() => resolveApp(sources)),
		observer: () => reading().observer,
		accounts: () => reading().accounts,
	};
}

function createReadOnlyService({ transport, retry }: ApiConnection): ReadOnlyService {
	return {
		observer: createLiveProfiles(createProfileReader(createProfileReads(transport), retry)),
		accounts: createAccountReads(transport),
	};
}
