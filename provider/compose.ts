import type { HandlerContext } from "./lifecycle/context";
import { type Claims, createClaims, createPendingReleases, type PendingReleases } from "./lifecycle/operation";
import type { ServiceOptions, ServicesByKey } from "./service";
import {
	resolveAllowAccountDeletion,
	resolveApp,
	resolveCompare,
	resolveSettings,
	type SettingSources,
} from "./settings/resolve";
import { once } from "./util";

/** Two kinds of resource in a process share client, reader and limits. */
const sharedServices: ServicesByKey = new Map();

/** Each operation of Pulumi is a process: what its resources claim is known to all of them. */
const sharedClaims = createClaims();

/** The same of what they give up. */
const sharedPendingReleases = createPendingReleases();

/** The seams of the composition. */
export interface HandlerContextOptions extends ServiceOptions {
	/** Where services are kept. @default those of the process */
	readonly services?: ServicesByKey;
	/** What the resources of the operation claim. @default those of the process */
	readonly claims?: Claims;
	/** What they are giving up. @default those of the process */
	readonly pendingReleases?: PendingReleases;
}

/**
 * Puts the parts together: settings to client to lifecycle. Nothing is loaded, read or made before a hook
 * asks for it, and then once.
 *
 * Errors: none here; `service()` throws `config` when a setting is missing or malformed.
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

/** Loads the client with its libraries when the first operation needs it, so that a provider process starts fast. */
function loadService(): typeof import("./service") {
	return require("./service");
}
