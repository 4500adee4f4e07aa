import type { ExitCodeName } from "../exit-codes";
import { type Finding, findingKinds } from "./finding";
import type { IgnoreRule } from "./ignore";

/** The result of a drift run, which the formats print. */
export interface Report {
	/** Start of the run. */
	readonly time: Date;
	/** The input: `stack dev`, `state.json`. */
	readonly source: string;
	readonly durationMs: number;
	/** Every account that was read, with the resource that declares it. */
	readonly accounts: readonly CheckedAccount[];
	/** Findings that determine the exit code. */
	readonly findings: readonly Finding[];
	/** Findings hidden by ignore rules. */
	readonly ignored: readonly Finding[];
	/** Whether formats also show the ignored findings. */
	readonly strict: boolean;
	/** Ignore rules whose last day is over. */
	readonly expired: readonly IgnoreRule[];
	/** Findings of the previous run that are no longer found; only with a history. */
	readonly resolved?: readonly ResolvedFinding[];
}

/** A finding of the previous run that is no longer found. */
export interface ResolvedFinding {
	readonly urn: string;
	readonly account?: string;
	readonly path?: string;
}

/** An account that was read. */
export interface CheckedAccount {
	readonly urn: string;
	readonly account: string;
}

/** The counts of a report. */
export interface Summary {
	readonly accounts: number;
	/** Accounts without findings. */
	readonly asDeclared: number;
	/** Accounts with a differing attribute. */
	readonly drifted: number;
	readonly gone: number;
	/** Accounts with something that could not be read or compared. */
	readonly notChecked: number;
	/** Differing attributes. */
	readonly attributes: number;
	/** Findings hidden by ignore rules. */
	readonly ignored: number;
}

/** Counts the accounts and findings of a report. */
export function summarize({ accounts, findings, ignored }: Pick<Report, "accounts" | "findings" | "ignored">): Summary {
	const moved = findings.filter(({ kind }) => kind.endsWith("-moved"));
	const gone = findings.filter(({ kind }) => kind === "account-gone");
	const notChecked = findings.filter(({ kind }) => kind.startsWith("not-"));
	return {
		accounts: accounts.length,
		asDeclared: accounts.length - countAccounts(findings.filter(({ account }) => account !== undefined)),
		drifted: countAccounts(moved),
		gone: countAccounts(gone),
		notChecked: countAccounts(notChecked),
		attributes: moved.length,
		ignored: ignored.length,
	};
}

/** The outcomes of a run with a report, the worst first. */
const outcomes = ["gone", "drift", "unread", "clean"] as const satisfies readonly ExitCodeName[];

/** Returns the worst outcome among the findings. */
export function worstOutcome(findings: readonly Finding[]): (typeof outcomes)[number] {
	const found = new Set<ExitCodeName>(findings.map(({ kind }) => findingKinds[kind].exitCode));
	return outcomes.find((outcome) => found.has(outcome)) ?? "clean";
}

function countAccounts(findings: readonly Finding[]): number {
	return new Set(findings.map(({ urn, account = "" }) => `${urn} ${account}`)).size;
}
