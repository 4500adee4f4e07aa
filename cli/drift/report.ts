import { driftExitCodes, type ExitCodeName } from "../exit-codes";
import {
	accountKey,
	type Finding,
	type FindingKind,
	type FindingKindInfo,
	findingKindNames,
	findingKinds,
	isMoved,
	isUnchecked,
} from "./finding";
import type { AppliedRule, IgnoreRule } from "./ignore";
import type { HistoryRun } from "./stored-history";

/** The result of a drift run, which a format renders. */
export interface Report {
	/** The time at which the run started. */
	readonly time: Date;
	/** Description of the compared state or preview: `stack dev`, `state.json`. */
	readonly source: string;
	/** Location of the program's project file, relative to the repository, as a URI. */
	readonly projectFile: string;
	readonly durationMs: number;
	/** Every checked account, with the resource that declares the account. */
	readonly accounts: readonly CheckedAccount[];
	/** Findings that are not ignored. They determine the exit code. */
	readonly findings: readonly Finding[];
	/** Findings that match an ignore rule. */
	readonly ignored: readonly Finding[];
	/** Whether the report also shows ignored findings. */
	readonly strict: boolean;
	/** Ignore rules that apply, with the number of findings that each of them hides. */
	readonly rules: readonly AppliedRule[];
	/** Ignore rules whose last day has passed. */
	readonly expired: readonly IgnoreRule[];
	/** Whether the run read events files, so that a change without `changedBy` is not recorded. */
	readonly hasEvents: boolean;
	/** Findings of the previous run that this run did not find. Undefined without `--history` and `--every`. */
	readonly resolved?: readonly ResolvedFinding[];
	/** The last runs, including this run, the oldest first. Undefined without `--history` and `--every`. */
	readonly runs?: readonly HistoryRun[];
}

/** A finding of the previous run that this run did not find. */
export interface ResolvedFinding {
	readonly urn: string;
	readonly account?: string;
	readonly path?: string;
}

/** An account that a run checked, and the resource that declares the account. */
export interface CheckedAccount {
	readonly urn: string;
	readonly account: string;
}

/** The numbers of accounts, attributes and findings in a report. */
export interface Summary {
	readonly accounts: number;
	/** Accounts without findings, or with ignored findings only. */
	readonly asDeclared: number;
	/** Accounts with an attribute whose live value differs from the declared value. */
	readonly drifted: number;
	/** Accounts that do not exist in the service. */
	readonly gone: number;
	/** Accounts with a value that could not be read or compared. */
	readonly notChecked: number;
	/** Attributes whose live value differs from the declared value. */
	readonly attributes: number;
	/** Findings that match an ignore rule. */
	readonly ignored: number;
}

/** Counts the accounts and findings of a report. */
export function summarize({ accounts, findings, ignored }: Pick<Report, "accounts" | "findings" | "ignored">): Summary {
	const moved = findings.filter(isMoved);
	const gone = findings.filter(({ kind }) => kind === "account-gone");
	const notChecked = findings.filter(isUnchecked);
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

/** The outcomes of a run that prints a report, the most severe first. */
const outcomes = ["gone", "drift", "unread", "clean"] as const satisfies readonly ExitCodeName[];

/** Returns the most severe outcome of the findings, or `clean` if there are none. */
export function worstOutcome(findings: readonly Finding[]): (typeof outcomes)[number] {
	const found = new Set<ExitCodeName>(findings.map(({ kind }) => findingKinds[kind].exitCode));
	return outcomes.find((outcome) => found.has(outcome)) ?? "clean";
}

/**
 * Returns the exit code of a run that printed a report. `hasNotifyFailed` is whether the notification failed, which is
 * an error only of a run without findings.
 */
export function toExitCode(findings: readonly Finding[], { hasNotifyFailed = false } = {}): number {
	const outcome = worstOutcome(findings);
	return driftExitCodes[outcome === "clean" && hasNotifyFailed ? "failure" : outcome].code;
}

/** Counts the findings by kind, the most severe kind first. Omits kinds without findings. */
export function countKinds(findings: readonly Finding[]): Readonly<Partial<Record<FindingKind, number>>> {
	const counts = new Map<FindingKind, number>();
	for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
	return Object.fromEntries(findingKindNames.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind)]] : [])));
}

/** Returns the kinds of the findings, the most severe first. */
export function kindsOf(findings: readonly Finding[]): readonly FindingKindInfo[] {
	const found = new Set(findings.map(({ kind }) => kind));
	return findingKindNames.filter((kind) => found.has(kind)).map((kind) => findingKinds[kind]);
}

/** Sorts findings by kind, the most severe kind first. Findings of one kind keep their order. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
	return findingKindNames.flatMap((kind) => findings.filter((finding) => finding.kind === kind));
}

/**
 * Returns at most `max` findings. If there are more, returns those of the most severe kinds, so that no missing account is
 * omitted because of differences.
 */
export function limitFindings(findings: readonly Finding[], max: number): readonly Finding[] {
	return findings.length <= max ? findings : worstFirst(findings).slice(0, max);
}

function countAccounts(findings: readonly Finding[]): number {
	return new Set(findings.map(accountKey)).size;
}
