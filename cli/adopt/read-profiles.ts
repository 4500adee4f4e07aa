import { accountError, errorCodeOf, ImError } from "../../provider/errors/im-error";
import type { LiveProfile, LiveProfiles } from "../../provider/lifecycle/live-profiles";
import { fieldOfTag } from "../../provider/model/fields";
import { adoptExitCodes } from "../exit-codes";
import { type AdoptedAccount, createDeclarableFilter } from "./declarations";

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

/** What comes of the accounts that were read. */
export interface AdoptResult {
	/** Those that go into the program. */
	readonly accounts: readonly AdoptedAccount[];
	/** A line for each account, tag or value that does not. */
	readonly lines: readonly string[];
	/** `done` where all is in the program; `gone` wins over `unread`. */
	readonly exitCode: number;
}

/** Decides what of each account a program declares, and says what it leaves out. */
export function toAdoptResult(
	{ found, missing, failed }: AdoptReads,
	{ tags, isDeclared }: { readonly tags: readonly string[]; readonly isDeclared: (account: string) => boolean },
): AdoptResult {
	const declare = createDeclarableFilter();
	const declared = found.map(({ account, values }) => ({ account, ...declare(tags, values) }));
	const leftOut = declared.flatMap(({ account, omitted: failures }) =>
		failures.map(
			({ path, reason: words }) => `${account}: ${path} is left out, since no program may declare it: ${words}`,
		),
	);
	const unread = [...failed.map(({ message }) => message), ...refusals(found), ...leftOut];
	return {
		accounts: declared.map(({ account, attributes }) => ({ account, attributes, declared: isDeclared(account) })),
		lines: [...missing.map(({ message }) => message), ...unread],
		exitCode: codeOf(missing.length, unread.length),
	};
}

function codeOf(missing: number, unread: number): number {
	if (missing > 0) return adoptExitCodes.gone.code;
	return unread > 0 ? adoptExitCodes.unread.code : adoptExitCodes.done.code;
}

/** A line for each tag that the service would not read. A standard tag that the app does not have is none to adopt. */
function refusals(found: readonly FoundProfile[]): readonly string[] {
	const refused = new Map<string, ImError>(found.flatMap((each) => [...each.refused]));
	const isAbsent = (tag: string, error: ImError) => errorCodeOf(error) === 40009 && fieldOfTag(tag) !== undefined;
	const told = [...refused].filter(([tag, error]) => !isAbsent(tag, error));
	return told.map(([tag, { reason }]) => `${tag} is left out: ${reason}`);
}
