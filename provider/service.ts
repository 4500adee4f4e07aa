import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "./client/client";
import { createReader } from "./client/reader";
import type { Service } from "./lifecycle/context";
import { createObserver } from "./lifecycle/observe";
import { READ_BACK_DELAYS_MS } from "./lifecycle/read-back";
import { type Online, type OnlineOptions, sharedOnline } from "./online";
import { rostersOver } from "./rosters";
import type { Settings } from "./settings";

/** Services by what tells one from another. */
export type Services = Map<string, Service>;

/** How a service works, where it differs from the settings. */
export interface ServiceOptions extends OnlineOptions {
	/** Waits of a read-back, in milliseconds. @default READ_BACK_DELAYS_MS */
	readonly readBackDelaysMs?: readonly number[];
}

/**
 * The service of an app, made over the client when it is not among `services` yet.
 *
 * Errors: `config` when the key file cannot be read.
 */
export function sharedService(services: Services, settings: Settings, options: ServiceOptions): Service {
	return sharedOnline(services, settings, { make: (online) => createService(online, options), options });
}

function createService({ sdkAppId, transport, retry }: Online, options: ServiceOptions): Service {
	const client = createClient(transport);
	return {
		sdkAppId,
		observer: createObserver(createReader(client, retry)),
		writes: client,
		rosters: rostersOver(client, retry),
		sleep,
		readBackDelaysMs: options.readBackDelaysMs ?? READ_BACK_DELAYS_MS,
	};
}
