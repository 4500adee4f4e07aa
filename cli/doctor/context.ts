import { createReadOnlyContext } from "../../provider/compose-read-only";
import { catchImError, ImError } from "../../provider/errors/im-error";
import type { LiveProfile } from "../../provider/lifecycle/live-profiles";
import { fields } from "../../provider/model/fields";
import { resolveSettings, type SettingSources, type Settings } from "../../provider/settings/resolve";
import { once } from "../../provider/util";

/** The result of reading the nick of the identifier, which is all that most checks need. */
export interface Probe {
	/** The error, if the call failed. */
	readonly error: ImError | undefined;
	/** Duration in milliseconds. */
	readonly tookMs: number;
	/** How far the service's clock is ahead of ours, in milliseconds; `undefined` without a response. */
	readonly skewMs: number | undefined;
}

/** Everything that the checks use. */
export interface DoctorContext {
	readonly env: SettingSources["env"];
	/** Folder of the program. */
	readonly cwd: string;
	/** Clock, in milliseconds. */
	readonly now: () => number;
	/** The settings, or the error that they have. */
	readonly settings: Settings | ImError;
	/** Tags that must exist in the app. */
	readonly tags: readonly string[];
	/** Probes the service, on the first call only. Requires valid settings. Never rejects with an ImError. */
	readonly probe: () => Promise<Probe>;
	/**
	 * Reads tags of the identifier.
	 *
	 * @throws ImError
	 */
	readonly read: (tags: readonly string[]) => Promise<LiveProfile | undefined>;
	/** Returns the output of a `pulumi` command, or `undefined` if it fails or is not installed. */
	readonly runPulumi: (...args: readonly string[]) => Promise<string | undefined>;
}

/** Options of {@link createDoctorContext}. */
export type DoctorContextOptions = Pick<DoctorContext, "cwd" | "env" | "now" | "runPulumi" | "tags"> & {
	readonly sources: SettingSources;
};

/** One quick retry, since the user is waiting. */
const RETRY = { maxRetries: 1, baseDelayMs: 250, maxDelayMs: 250, maxTotalMs: 5000 };

/** Creates a context that can read from the service. It cannot write: the write half of the client is not imported. */
export function createDoctorContext({ sources, ...options }: DoctorContextOptions): DoctorContext {
	const settings = resolveOrError(sources);
	let skewMs: number | undefined;
	const onServerTime = (serverMs: number) => {
		skewMs = serverMs + 500 - options.now(); // the header has whole seconds
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
