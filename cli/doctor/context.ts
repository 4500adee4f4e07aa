import { createReadOnlyContext } from "../../provider/compose-read-only";
import { catchImError, ImError } from "../../provider/errors/im-error";
import type { LiveProfile } from "../../provider/lifecycle/live-profiles";
import { fields } from "../../provider/model/fields";
import { resolveSettings, type SettingSources, type Settings } from "../../provider/settings/resolve";
import { once } from "../../provider/util/core";

/**
 * The result of the test call, which reads the nick of the account in the setting `identifier`. Most checks evaluate
 * only this result.
 */
export interface Probe {
	/** The error, if the call failed. */
	readonly error: ImError | undefined;
	/** Duration of the call in milliseconds. */
	readonly tookMs: number;
	/**
	 * Time of the service's clock minus time of this machine's clock, in milliseconds. Undefined if the service did not
	 * respond.
	 */
	readonly skewMs: number | undefined;
}

/** The dependencies that the checks of `pulumi-tim doctor` use. */
export interface DoctorContext {
	readonly env: SettingSources["env"];
	/** Folder of the Pulumi program. */
	readonly cwd: string;
	/** Returns the current time in milliseconds, as `Date.now` does. */
	readonly now: () => number;
	/** The settings, or an error if a setting is missing or invalid. */
	readonly settings: Settings | ImError;
	/** Tags that must exist in the app. */
	readonly tags: readonly string[];
	/**
	 * Makes the test call on first use, and returns the cached result later. Requires valid settings. Never rejects
	 * with an ImError.
	 */
	readonly probe: () => Promise<Probe>;
	/**
	 * Reads tags in the profile of the account in the setting `identifier`.
	 *
	 * @throws ImError if the call fails.
	 */
	readonly read: (tags: readonly string[]) => Promise<LiveProfile | undefined>;
	/** Returns the output of a `pulumi` command, or `undefined` if the command fails or is not installed. */
	readonly runPulumi: (...args: readonly string[]) => Promise<string | undefined>;
}

/** Options of {@link createDoctorContext}. */
export type DoctorContextOptions = Pick<DoctorContext, "cwd" | "env" | "now" | "runPulumi" | "tags"> & {
	readonly sources: SettingSources;
};

/** The retry policy of the checks: one retry after a short delay, because the user is waiting. */
const RETRY = { maxRetries: 1, baseDelayMs: 250, maxDelayMs: 250, maxTotalMs: 5000 };

/** Creates a context that can read from the service, but not write: the modules that write are not imported. */
export function createDoctorContext({ sources, ...options }: DoctorContextOptions): DoctorContext {
	const settings = resolveOrError(sources);
	let skewMs: number | undefined;
	const onServerTime = (serverMs: number) => {
		skewMs = serverMs + 500 - options.now(); // the Date header is rounded down to whole seconds
	};
	const service = createReadOnlyContext(sources, { services: new Map(), retry: RETRY, onServerTime });
	const identifier = settings instanceof ImError ? "" : settings.identifier;
	const read = async (tags: readonly string[]) => service.live().fetch(identifier, tags);
	const probe = once(async (): Promise<Probe> => {
		const start = options.now();
		const result = await catchImError(read([fields.nick.tag]));
		const error = result instanceof ImError ? result : undefined;
		return { error, tookMs: options.now() - start, skewMs };
	});
	return { ...options, settings, read, probe };
}

function resolveOrError(sources: SettingSources): Settings | ImError {
	try {
		return resolveSettings(sources);
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}
