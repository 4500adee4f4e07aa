import type { HandlerContext } from "./lifecycle/context";
import { type Claims, createClaims, createPendingReleases, type PendingReleases } from "./lifecycle/operation";
import type * as serviceModule from "./service";
import type { ServiceOptions, ServicesByKey } from "./service";
import {
	resolveAllowAccountDeletion,
	resolveApp,
	resolveCompare,
	resolveSettings,
	type SettingSources,
} from "./settings/resolve";
import { once } from "./util";

/** Options of a handler context. */
export interface HandlerContextOptions extends ServiceOptions {
	/** Cache of services, keyed by connection. @defaultValue the cache of the process */
	readonly services?: ServicesByKey;
	/** Claims of the running operation. @defaultValue the claims of the process */
	readonly claims?: Claims;
	/** Releases that are in progress. @defaultValue the releases of the process */
	readonly pendingReleases?: PendingReleases;
}

/**
 * Services that the handlers of all resource kinds share, so that they use one connection, one cache and one rate
 * limiter.
 */
const sharedServices: ServicesByKey = new Map();

/**
 * Claims of the running operation. They are shared by the whole process, because the engine starts one provider process
 * for each operation.
 */
const sharedClaims = createClaims();
const sharedPendingReleases = createPendingReleases();

/**
 * Creates the handler context of one provider from settings. Each setting is resolved on first use, so that the
 * creation of a context never fails. The client and its libraries are loaded on first use, so that a provider process
 * starts faster.
 */
export function createHandlerContext(sources: SettingSources, options: HandlerContextOptions = {}): HandlerContext {
	const { services = sharedServices, claims = sharedClaims, pendingReleases = sharedPendingReleases } = options;
	return {
		compare: once(() => resolveCompare(sources)),
		app: once(() => resolveApp(sources)),
		service: once(() => loadService().getService(services, resolveSettings(sources), options)),
		allowsAccountDeletion: once(() => resolveAllowAccountDeletion(sources)),
		claims,
		pendingReleases,
	};
}

function loadService(): typeof serviceModule {
	return require("./service");
}
