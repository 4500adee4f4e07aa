import { createReadOnlyContext } from "../../provider/compose-read-only";
import { ImError } from "../../provider/errors/im-error";
import type { LiveProfile } from "../../provider/lifecycle/live-profiles";
import { fields } from "../../provider/model/fields";
import { resolveSettings, type SettingSources, type Settings } from "../../provider/settings/resolve";
import { once } from "../../provider/util";

/** What the service says when it is asked for the nick of the identifier itself: all that most checks need. */
export interface Probe {
	/** Why there was no good answer, if so. */
	readonly error: ImError | undefined;
	/** How long it took, in milliseconds. */
	readonly tookMs: number;
	/** How far the service's clock was ahead of ours, in milliseconds; nothing where no answer told. */
	readonly skewMs: number | undefined;
}

/** All that the checks look at. */
export interface DoctorContext {
	readonly env: SettingSources["env"];
	/** The folder of the program. */
	readonly cwd: string;
	/** Clock, in milliseconds. */
	readonly now: () => number;
	/** The settings, or why there are none. */
	readonly settings: Settings | ImError;
	/** Tags that must exist in the app. */
	readonly tags: readonly string[];
	/** Asks the service, once however often it is called. Only where there are settings. Errors: none. */
	readonly probe: () => Promise<Probe>;
	/** Reads tags of the identifier. Errors: any `ImError`. */
	readonly read: (tags: readonly string[]) => Promise<LiveProfile | undefined>;
	/** What a command prints, such as `pulumi version`; nothing where it is not there or fails. */
	readonly run: (command: string, ...args: readonly string[]) => Promise<string | undefined>;
}

/** What a patient is made of. */
export type DoctorContextOptions = Pick<DoctorContext, "cwd" | "env" | "now" | "run" | "tags"> & {
	readonly sources: SettingSources;
};

/** One more attempt, soon: whoever asks what is wrong is waiting. */
const RETRY = { maxRetries: 1, baseDelayMs: 250, maxDelayMs: 250, maxTotalMs: 5000 };

/** A patient that can be read, and not written: the writing half of the client is not among what it is made of. */
export function createDoctorContext({ sources, ...options }: DoctorContextOptions): DoctorContext {
	const settings = resolveOrError(() => resolveSettings(sources));
	let skewMs: number | undefined;
	const onServerTime = (serverMs: number) => {
		skewMs = serverMs + 500 - options.now(); // the header has whole seconds
	};
	const service = createReadOnlyContext(sources, { services: new Map(), retry: RETRY, onServerTime });
	const identifier = settings instanceof ImError ? "" : settings.identifier;
	const read = async (tags: readonly string[]) => service.live().fetch(identifier, tags);
	const probe = once(async (): Promise<Probe> => {
		const start = options.now();
		const error = await read([fields.nick.tag]).then(() => undefined, asImError);
		return { error, tookMs: options.now() - start, skewMs };
	});
	return { ...options, settings, read, probe };
}

function resolveOrError(resolve: () => Settings): Settings | ImError {
	try {
		return resolve();
	} catch (error) {
		return asImError(error);
	}
}

function asImError(error: unknown): ImError {
	if (error instanceof ImError) return error;
	throw error;
}
