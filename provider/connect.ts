import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "./client/client";
import { createReader } from "./client/reader";
import type { LifecycleContext, Service } from "./lifecycle/context";
import { createObserver } from "./lifecycle/observe";
import { READ_BACK_DELAYS_MS } from "./lifecycle/read-back";
import { type Online, type OnlineOptions, sharedOnline } from "./online";
import { resolveApp, resolveCompare, resolveSettings, type SettingSources } from "./settings";

/** Services by what tells one from another. */
export type Services = Map<string, Service>;

/** Two kinds of resource in a process share client, reader and limits. */
const processServices: Services = new Map();

/** The seams of the composition. */
export interface ConnectOptions extends OnlineOptions {
	/** Where services are kept. @default those of the process */
	readonly services?: Services;
	/** Where lines for the person who runs Pulumi go. @default console.log */
	readonly say?: (line: string) => void;
	/** Waits of a read-back, in milliseconds. @default READ_BACK_DELAYS_MS */
	readonly readBackDelaysMs?: readonly number[];
}

/**
 * Puts the parts together: settings to client to lifecycle. Nothing is made before a hook asks for it.
 *
 * Errors: none here; `service()` throws `config` when a setting is missing or malformed.
 */
export function connect(sources: SettingSources, options: ConnectOptions = {}): LifecycleContext {
	const { services = processServices, say = console.log } = options;
	const make = (online: Online) => createService(online, options);
	return {
		compare: () => resolveCompare(sources),
		app: () => resolveApp(sources),
		service: () => sharedOnline(services, resolveSettings(sources), { make, options }),
		say: (line) => say(line),
	};
}

function createService({ sdkAppId, transport, retry }: Online, options: ConnectOptions): Service {
	const client = createClient(transport);
	return {
		sdkAppId,
		observer: createObserver(createReader(client, retry)),
		writes: client,
		sleep,
		readBackDelaysMs: options.readBackDelaysMs ?? READ_BACK_DELAYS_MS,
	};
}
