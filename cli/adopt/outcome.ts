import { errorCodeOf, type ImError } from "../../provider/errors/im-error";
import { fieldOfTag } from "../../provider/model/fields";
import { createDeclarableFilter } from "./declarable";
import type { AdoptedAccount } from "./declarations";
import { adoptExitCodes } from "./exit-codes";
import type { AdoptReads, FoundProfile } from "./read-live";

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
