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
	/** Services by connection. @defaultValue the services of the process */
	readonly services?: ServicesByKey;
	/** Claims of the running operation. @defaultValue the claims of the process */
	readonly claims?: Claims;
	/** Releases in progress. @defaultValue the releases of the process */
	readonly pendingReleases?: PendingReleases;
}

/** Shared by the handlers of all kinds, so that they have one connection, one cache and one rate limit. */
const sharedServices: ServicesByKey = new Map();

/** Shared because the engine starts one provider process for each operation. */
const sharedClaims = createClaims();
const sharedPendingReleases = createPendingReleases();

/**
 * Composes settings, client and lifecycle for the handlers of one provider. Each setting is resolved on first use, so that
 * creating a context never fails; the client and its libraries are loaded on first use, so that a provider process starts fast.
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
