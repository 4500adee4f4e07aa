import { lazy } from "./lazy";
import type { LifecycleContext } from "./lifecycle/context";
import type { ServiceOptions, Services } from "./service";
import { resolveApp, resolveCompare, resolveSettings, type SettingSources } from "./settings";

/** Two kinds of resource in a process share client, reader and limits. */
const processServices: Services = new Map();

/** The seams of the composition. */
export interface ConnectOptions extends ServiceOptions {
	/** Where services are kept. @default those of the process */
	readonly services?: Services;
	/** Where lines for the person who runs Pulumi go. @default console.log */
	readonly say?: (line: string) => void;
}

/**
 * Puts the parts together: settings to client to lifecycle. Nothing is loaded or made before a hook asks for it.
 *
 * Errors: none here; `service()` throws `config` when a setting is missing or malformed.
 */
export function connect(sources: SettingSources, options: ConnectOptions = {}): LifecycleContext {
	const { services = processServices, say = console.log } = options;
	return {
		compare: () => resolveCompare(sources),
		app: () => resolveApp(sources),
		service: () => lazy.service().sharedService(services, resolveSettings(sources), options),
		say: (line) => say(line),
	};
}
