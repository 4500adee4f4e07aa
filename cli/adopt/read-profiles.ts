import { accountError, errorCodeOf, ImError } from "../../provider/errors/im-error";
import type { BulkProfiles } from "../../provider/lifecycle/bulk-profiles";
import type { LiveProfile } from "../../provider/lifecycle/live-profiles";
import { isStorableName } from "../../provider/model/compare";
import { fieldOfTag } from "../../provider/model/fields";
import { adoptExitCodes } from "../exit-codes";
import { type AdoptedAccount, createDeclarableFilter } from "./declarations";

/** The accounts to read, and the tags to read from each account. */
export interface AdoptReadRequest {
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
	/** Called after each read of an account, also if the account is missing or the read failed. */
	readonly onRead?: () => void;
	/** Called after each call of the service. */
	readonly onCall?: () => void;
}

/** The results of {@link readProfiles}. Each list is in the order of the request. */
export interface AdoptReads {
	readonly found: readonly FoundProfile[];
	/** An error for each account that does not exist. */
	readonly missing: readonly ImError[];
	/** An error for each account that could not be read. */
	readonly failed: readonly ImError[];
}

/** An account that exists, and its live profile. */
export interface FoundProfile extends LiveProfile {
	readonly account: string;
}

/** The accounts to declare, the messages to print and the exit code. */
export interface AdoptResult {
	/** The accounts that the program declares. */
	readonly accounts: readonly AdoptedAccount[];
	/** A message for each account, tag or value that the program omits. */
	readonly messages: readonly string[];
	/**
	 * The exit code of the command. A missing account (`gone`) takes precedence over an account, tag or value that
	 * could not be read (`unread`).
	 */
	readonly exitCode: number;
}

/**
 * Reads the live profiles of accounts. Continues if an account is missing or cannot be read.
 *
 * @throws any error that is not an ImError.
 */
export async function readProfiles(
	bulk: BulkProfiles,
	{ accounts, tags, onRead, onCall }: AdoptReadRequest,
): Promise<AdoptReads> {
	const results = new Map<string, LiveProfile | ImError | undefined>();
	await bulk.fetchAll(
		accounts.map((account) => ({ account, tags })),
		{
			onResult({ account }, result) {
				results.set(account, result);
				onRead?.();
			},
			onCall,
		},
	);
	const found: FoundProfile[] = [];
	const missing: ImError[] = [];
	const failed: ImError[] = [];
	for (const account of accounts) {
		const result = results.get(account);
		if (result === undefined) missing.push(accountError("portrait_get", account, 40003));
		else if (result instanceof ImError) failed.push(result);
		else found.push({ account, ...result });
	}
	return { found, missing, failed };
}

/** Options of {@link toAdoptResult}. */
export interface AdoptResultOptions {
	readonly tags: readonly string[];
	/** Returns whether the program also declares the account itself. */
	readonly isDeclared: (account: string) => boolean;
	/** Whether the program declares a set, whose keys are the account IDs. */
	readonly isSet: boolean;
}

/** Selects the live values that a program can declare, and returns a message for each omitted account, tag or value. */
export function toAdoptResult(
	{ found, missing, failed }: AdoptReads,
	{ tags, isDeclared, isSet }: AdoptResultOptions,
): AdoptResult {
	const toDeclarable = createDeclarableFilter();
	const isDeclarable = ({ account }: FoundProfile) => !isSet || isStorableName(account);
	const unnamed = found.filter((profile) => !isDeclarable(profile));
	const profiles = found
		.filter(isDeclarable)
		.map(({ account, values }) => ({ account, ...toDeclarable(tags, values) }));
	const omitted = profiles.flatMap(({ account, omitted: failures }) =>
		failures.map(
			({ path, reason }) => `${account}: ${path} is omitted, because the live value is not a valid input: ${reason}`,
		),
	);
	const unread = [
		...failed.map(({ message }) => message),
		...refusedTagMessages(found),
		...unnamed.map(
			({ account }) => `${account} is omitted, because Pulumi cannot store it in a set; adopt it without --set`,
		),
		...omitted,
	];
	return {
		accounts: profiles.map(({ account, attributes }) => ({ account, attributes, declared: isDeclared(account) })),
		messages: [...missing.map(({ message }) => message), ...unread],
		exitCode: toExitCode(missing.length, unread.length),
	};
}

/** Returns a message for each tag that the service refused to read, except standard tags that do not exist in the app. */
function refusedTagMessages(found: readonly FoundProfile[]): readonly string[] {
	const refused = new Map<string, ImError>(found.flatMap((profile) => [...profile.refused]));
	const isAbsent = (tag: string, error: ImError) => errorCodeOf(error) === 40009 && fieldOfTag(tag) !== undefined;
	const reported = [...refused].filter(([tag, error]) => !isAbsent(tag, error));
	return reported.map(([tag, { reason }]) => `${tag} is omitted: ${reason}`);
}

function toExitCode(missing: number, unread: number): number {
	if (missing > 0) return adoptExitCodes.gone.code;
	return unread > 0 ? adoptExitCodes.unread.code : adoptExitCodes.done.code;
}
