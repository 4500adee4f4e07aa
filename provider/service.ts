import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "./client/client";
import { createProfileReader } from "./client/reader";
import type { Service } from "./lifecycle/context";
import { createLiveProfiles } from "./lifecycle/observe";
import { VERIFY_DELAYS_MS } from "./lifecycle/read-back";
import { type ApiConnection, type ConnectionOptions, getConnection } from "./online";
import { createDirectories } from "./rosters";
import type { Settings } from "./settings";

/** Services by what tells one from another. */
export type ServicesByKey = Map<string, Service>;

/** How a service works, where it differs from the settings. */
export interface ServiceOptions extends ConnectionOptions {
	/** Waits of a read-back, in milliseconds. @default READ_BACK_DELAYS_MS */
	readonly readBackDelaysMs?: readonly number[];
}

/**
 * The service of an app, made over the client when it is not among `services` yet.
 *
 * Errors: `config` when the key file cannot be read.
 */
export function getService(services: ServicesByKey, settings: Settings, options: ServiceOptions): Service {
	return getConnection(services, settings, { make: (online) => createService(online, options), options });
}

function createService({ sdkAppId, transport, retry }: ApiConnection, options: ServiceOptions): Service {
	const client = createClient(transport);
	return {
		sdkAppId,
		observer: createLiveProfiles(createProfileReader(client, retry)),
		writes: client,
		rosters: createDirectories(client, retry),
		sleep,
		readBackDelaysMs: options.readBackDelaysMs ?? VERIFY_DELAYS_MS,
	};
}
