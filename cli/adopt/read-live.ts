import { accountError, ImError } from "../../provider/errors/im-error";
import type { LiveProfile, LiveProfiles } from "../../provider/lifecycle/live-profiles";

/** What was found for some accounts, each list in their order. */
export interface AdoptReads {
	readonly found: readonly FoundProfile[];
	/** For accounts that the service does not know. */
	readonly missing: readonly ImError[];
	/** For accounts that could not be read. */
	readonly failed: readonly ImError[];
}

/** One account's live profile. */
export interface FoundProfile extends LiveProfile {
	readonly account: string;
}

/** What to read, and whom to tell. */
export interface AdoptReadRequest {
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
	/** Called for each account that has an answer. */
	readonly onRead?: () => void;
}

/**
 * Reads the live profiles of accounts in joined calls. One that is missing or fails does not keep the others from being
 * read.
 *
 * Errors: any failure that is none of the service's.
 */
export async function readProfiles(
	observer: LiveProfiles,
	{ accounts, tags, onRead }: AdoptReadRequest,
): Promise<AdoptReads> {
	const readings = await Promise.all(
		accounts.map(async (account) => {
			const reading = await readOne(observer, account, tags);
			onRead?.();
			return reading;
		}),
	);
	return {
		found: readings.flatMap((reading) => ("found" in reading ? reading.found : [])),
		missing: readings.flatMap((reading) => ("missing" in reading ? reading.missing : [])),
		failed: readings.flatMap((reading) => ("failed" in reading ? reading.failed : [])),
	};
}

type AdoptRead = { readonly found: FoundProfile } | { readonly missing: ImError } | { readonly failed: ImError };

async function readOne(observer: LiveProfiles, account: string, tags: readonly string[]): Promise<AdoptRead> {
	try {
		const live = await observer.get(account, tags);
		if (live === undefined) return { missing: accountError("portrait_get", account, 40003) };
		return { found: { account, ...live } };
	} catch (error) {
		if (!(error instanceof ImError)) throw error;
		return { failed: error };
	}
}
