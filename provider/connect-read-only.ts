import { createReader } from "./client/reader";
import { createReads } from "./client/reads";
import { createObserver, type Observer } from "./lifecycle/observe";
import { type Online, type OnlineOptions, sharedOnline } from "./online";
import { resolveApp, resolveSettings, type SettingSources } from "./settings";

/** Observers by what tells one service from another. */
export type Observers = Map<string, Observer>;

const processObservers: Observers = new Map();

/** The seams of the composition. */
export interface ConnectReadOnlyOptions extends OnlineOptions {
	/** Where observers are kept. @default those of the process */
	readonly observers?: Observers;
}

/** What looking at an app needs. */
export interface ReadOnlyContext {
	/** The app that the settings name, if any. Errors: `config` when malformed. */
	readonly app: () => number | undefined;
	/** Reads live profiles. Errors: `config` when a setting is missing or malformed. */
	readonly observer: () => Observer;
}

/**
 * Puts the reading half together. What is imported here cannot write: the writing half of the client is not among it.
 *
 * Errors: none here; see {@link ReadOnlyContext}.
 */
export function connectReadOnly(sources: SettingSources, options: ConnectReadOnlyOptions = {}): ReadOnlyContext {
	const { observers = processObservers } = options;
	return {
		app: () => resolveApp(sources),
		observer: () => sharedOnline(observers, resolveSettings(sources), { make: observerOver, options }),
	};
}

function observerOver({ transport, retry }: Online): Observer {
	return createObserver(createReader(createReads(transport), retry));
}
