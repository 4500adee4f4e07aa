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
import { once } from "./util/core";

/** Options of {@link createHandlerContext}: caches and records to use instead of those that the process shares. */
export interface HandlerContextOptions extends ServiceOptions {
	/** Cache of services, keyed by the connection parameters. @defaultValue the cache that the whole process shares */
	readonly services?: ServicesByKey;
	/**
	 * Record of the accounts and tags that resources claim in the running operation. @defaultValue the record that the
	 * whole process shares
	 */
	readonly claims?: Claims;
	/** Record of the releases of tags that are in progress. @defaultValue the record that the whole process shares */
	readonly pendingReleases?: PendingReleases;
}

/**
 * Services that the handlers of all resource kinds share. With the same settings, all handlers therefore use the same
 * connection, cache and rate limiter.
 */
const sharedServices: ServicesByKey = new Map();

/**
 * Record of the accounts and tags that resources claim in the running operation. The whole process shares one record,
 * because the engine starts one provider process for each operation.
 */
const sharedClaims = createClaims();
const sharedPendingReleases = createPendingReleases();

/**
 * Creates the context that the handlers of one provider use. Each setting is resolved when it is first used, so that
 * creating the context never fails. The client and its libraries are loaded when the service is first used, so that the
 * provider process starts faster.
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
