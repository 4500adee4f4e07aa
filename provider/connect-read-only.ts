import { type AccountReads, createAccountReads } from "./client/account-reads";
import { createReader } from "./client/reader";
import { createReads } from "./client/reads";
import { createObserver, type Observer } from "./lifecycle/observe";
import { once } from "./once";
import { type Online, type OnlineOptions, sharedOnline } from "./online";
import { resolveApp, resolveSettings, type SettingSources } from "./settings";

/** What is read through, once for each service. */
interface Reading {
	readonly observer: Observer;
	readonly accounts: AccountReads;
}

/** What is read through by what tells one service from another. */
export type Readings = Map<string, Reading>;

const processReadings: Readings = new Map();

/** The seams of the composition. */
export interface ConnectReadOnlyOptions extends OnlineOptions {
	/** Where what is read through is kept. @default that of the process */
	readonly readings?: Readings;
}

/** What looking at an app needs. */
export interface ReadOnlyContext {
	/** The app that the settings name, if any. Errors: `config` when malformed. */
	readonly app: () => number | undefined;
	/** Reads live profiles. Errors: `config` when a setting is missing or malformed. */
	readonly observer: () => Observer;
	/** Reads which accounts and robots there are. Errors: the same. */
	readonly accounts: () => AccountReads;
}

/**
 * Puts the reading half together. What is imported here cannot write: the writing half of the client is not among it.
 *
 * Errors: none here; see {@link ReadOnlyContext}.
 */
export function connectReadOnly(sources: SettingSources, options: ConnectReadOnlyOptions = {}): ReadOnlyContext {
	const { readings = processReadings } = options;
	const reading = once(() => sharedOnline(readings, resolveSettings(sources), { make: readingOver, options }));
	return {
		app: once(() => resolveApp(sources)),
		observer: () => reading().observer,
		accounts: () => reading().accounts,
	};
}

function readingOver({ transport, retry }: Online): Reading {
	return {
		observer: createObserver(createReader(createReads(transport), retry)),
		accounts: createAccountReads(transport),
	};
}
