import type { ExitCodeName } from "../exit-codes";
import type { Finding } from "./finding";
import { findingKinds } from "./finding";
import type { IgnoreRule } from "./ignore";

/** What a run found, as every format shows it. */
export interface Report {
	/** When it was made. */
	readonly time: Date;
	/** What declared the state: `stack dev`, `state.json`. */
	readonly source: string;
	/** How long it took, in milliseconds. */
	readonly durationMs: number;
	/** Every account that was looked at, with the resource that declares it. */
	readonly accounts: readonly CheckedAccount[];
	/** What counts. */
	readonly findings: readonly Finding[];
	/** What rules hide. */
	readonly ignored: readonly Finding[];
	/** Whether what rules hide is to be shown. */
	readonly strict: boolean;
	/** Rules whose day is over. */
	readonly expired: readonly IgnoreRule[];
	/** What the run before found and this one does not; only with a history. */
	readonly resolved?: readonly Resolved[];
}

/** Something that is not found any more. */
export interface Resolved {
	readonly urn: string;
	readonly account?: string;
	readonly path?: string;
}

/** One account of a report. */
export interface CheckedAccount {
	readonly urn: string;
	readonly account: string;
}

/** The counts of a report. */
export interface Summary {
	readonly accounts: number;
	/** Accounts with nothing to say about them. */
	readonly asDeclared: number;
	/** Accounts with an attribute that is not as declared. */
	readonly drifted: number;
	readonly gone: number;
	/** Accounts of which something could not be read or compared. */
	readonly notChecked: number;
	/** Attributes that are not as declared. */
	readonly attributes: number;
	/** Findings that rules hide. */
	readonly ignored: number;
}

/** The ends that a run with a report can have, the worst first. */
const outcomes = ["gone", "drift", "unread", "clean"] as const satisfies readonly ExitCodeName[];

/** Counts what is in a report. */
export function summaryOf({ accounts, findings, ignored }: Pick<Report, "accounts" | "findings" | "ignored">): Summary {
	const moved = findings.filter(({ kind }) => kind.endsWith("-moved"));
	const gone = findings.filter(({ kind }) => kind === "account-gone");
	const unchecked = findings.filter(({ kind }) => kind.startsWith("not-"));
	return {
		accounts: accounts.length,
		asDeclared: accounts.length - countAccounts(findings.filter(({ account }) => account !== undefined)),
		drifted: countAccounts(moved),
		gone: countAccounts(gone),
		notChecked: countAccounts(unchecked),
		attributes: moved.length,
		ignored: ignored.length,
	};
}

/** How a run with these findings ends: the worst of them. */
export function worstOutcome(findings: readonly Finding[]): (typeof outcomes)[number] {
	const found = new Set<ExitCodeName>(findings.map(({ kind }) => findingKinds[kind].exit));
	return outcomes.find((end) => found.has(end)) ?? "clean";
}

function countAccounts(findings: readonly Finding[]): number {
	return new Set(findings.map(({ urn, account = "" }) => `${urn} ${account}`)).size;
}
