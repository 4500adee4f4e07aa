import { createHash } from "node:crypto";
import { withFileLock } from "../file-lock";
import { accountKey, type Finding, isAboutWholeAccount, isUnchecked } from "./finding";
import type { IgnoreResult } from "./ignore";
import { notify } from "./notify";
import type { NotifyOptions } from "./options";
import { countKinds, type Report, type ResolvedFinding, toExitCode } from "./report";
import {
	emptyHistory,
	type History,
	type HistoryEntry,
	type HistoryRun,
	readHistory,
	type StoredHistory,
	writeHistory,
} from "./stored-history";

/** Reads and writes the history of drift runs. */
export interface HistoryStore {
	/**
	 * Adds `seen` to each finding of a run. Also returns the findings of the previous run that this run did not find, and
	 * the last runs.
	 */
	compare(result: IgnoreResult, now: Date): ComparedFindings;
	/**
	 * Sends a notification if `options` are given and the findings changed or the last notification failed. Then writes
	 * the history.
	 *
	 * @returns the error message if the notification failed; `undefined` if it was sent or not necessary
	 */
	save(report: Report, options: NotifyOptions | undefined): Promise<string | undefined>;
}

/** The findings of a run, compared with the history. */
export type ComparedFindings = Pick<Report, "findings" | "ignored" | "resolved" | "runs">;

/** The store of a run without `--history`. It saves no history and sends no notification. */
export const noHistoryStore: HistoryStore = {
	compare: ({ findings, ignored }) => ({ findings, ignored }),
	save: async () => undefined,
};

/** Creates a store that keeps the history in memory, to compare the repeated runs of one process. */
export function createMemoryStore(): HistoryStore {
	let history = emptyHistory;
	return {
		compare(result, now) {
			const update = updateHistory(history, [...result.findings, ...result.ignored], now);
			history = update.history;
			return toComparedFindings(update);
		},
		save: async () => undefined,
	};
}

function toComparedFindings({ findings, resolved, history }: HistoryUpdate): ComparedFindings {
	return {
		findings: findings.filter((finding) => finding.ignored === undefined),
		ignored: findings.filter((finding) => finding.ignored !== undefined),
		resolved,
		runs: history.runs,
	};
}

/**
 * Opens the store of a history file. If the file does not exist, the history is empty.
 *
 * @throws Error with a one-line message if the file is not a history file.
 */
export async function openHistory(file: string): Promise<HistoryStore> {
	const before = await readHistory(file);
	let current: CurrentRun | undefined;
	return {
		compare(result, now) {
			const findings = [...result.findings, ...result.ignored];
			const update = updateHistory(before.history, findings, now);
			current = { findings, now, update };
			return toComparedFindings(update);
		},
		async save(report, options) {
			const { findings, resolved = [] } = report;
			const isDue = hasChanges({ findings, resolved }) || before.history.unsent === true;
			const failure = isDue && options !== undefined ? await notifyChanges(report, options) : undefined;
			await withFileLock(file, async () => writeHistory(file, await mergeRun(file, before, current, failure)));
			return failure;
		},
	};
}

/** The findings of a run, ignored findings included, and the history that the run read and updated. */
interface CurrentRun {
	readonly findings: readonly Finding[];
	readonly now: Date;
	readonly update: HistoryUpdate;
}

/**
 * Returns the history with the current run. Another run may have changed the file since `before` was read.
 * `notifyFailure` is the error message if the notification failed.
 */
async function mergeRun(
	file: string,
	before: StoredHistory,
	current: CurrentRun | undefined,
	notifyFailure: string | undefined,
): Promise<History> {
	const stored = await readHistory(file, before);
	if (current === undefined) return stored.history;
	const { findings, now, update } = current;
	if (stored === before && notifyFailure === undefined) return update.history;
	return updateHistory(stored.history, findings, now, { hasNotifyFailed: notifyFailure !== undefined }).history;
}

async function notifyChanges(report: Report, options: NotifyOptions): Promise<string | undefined> {
	try {
		await notify(report, options);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}

/** The maximum number of entries in a history. */
const MAX_ENTRIES = 100_000;

/** The maximum number of runs in a history. */
export const MAX_RUNS = 400;

/** The result of {@link updateHistory}. */
export interface HistoryUpdate {
	/** The history after the findings of the run have been added. */
	readonly history: History;
	/** The findings of the run, with `seen`. */
	readonly findings: readonly Finding[];
	/** Findings of the previous run that this run did not find. */
	readonly resolved: readonly ResolvedFinding[];
}

/**
 * Adds the findings of a run, including ignored findings, to the history. An ignored finding counts as new when its
 * ignore rule expires. Entries of accounts and resources that could not be read or compared in this run stay unchanged.
 */
export function updateHistory(
	history: History,
	findings: readonly Finding[],
	now: Date,
	{ hasNotifyFailed = false } = {},
): HistoryUpdate {
	const time = now.toISOString();
	const before = new Map(history.entries.map((entry) => [findingKey(entry), entry]));
	const keyed = findings.map((finding) => [findingKey(finding), finding] as const);
	const entries = new Map(keyed.map(([key, finding]) => [key, toEntry(finding, before.get(key), time)]));
	const unchecked = new Set(findings.filter((each) => isAboutWholeAccount(each) && isUnchecked(each)).map(accountKey));
	const isUncheckedAccount = (entry: HistoryEntry) =>
		unchecked.has(accountKey(entry)) || unchecked.has(accountKey({ urn: entry.urn }));
	const gone = new Set(findings.filter(({ kind }) => kind === "account-gone").map(accountKey));
	const missing = [...before].flatMap(([key, entry]) => (entries.has(key) ? [] : [entry]));
	const kept = missing.filter(isUncheckedAccount);
	const resolved = missing.filter(
		(entry) => !entry.ignored && !isUncheckedAccount(entry) && !gone.has(accountKey(entry)),
	);
	return {
		history: {
			version: emptyHistory.version,
			...(hasNotifyFailed && { unsent: true }),
			runs: addRun(history.runs, toRun(findings, time, hasNotifyFailed)),
			entries: [...entries.values(), ...kept].slice(0, MAX_ENTRIES),
		},
		findings: keyed.map(([key, finding]) => withSeen(finding, before.get(key), entries.get(key))),
		resolved: resolved.map(({ urn, account, path }) => ({
			urn,
			...(account !== undefined && { account }),
			...(path !== undefined && { path }),
		})),
	};
}

/** Adds a run. A concurrent run that started earlier may be added later, so the runs are sorted. */
function addRun(runs: readonly HistoryRun[], run: HistoryRun): readonly HistoryRun[] {
	return [...runs, run].sort((a, b) => Date.parse(a.time) - Date.parse(b.time)).slice(-MAX_RUNS);
}

function toRun(findings: readonly Finding[], time: string, hasNotifyFailed: boolean): HistoryRun {
	const reported = findings.filter(({ ignored }) => ignored === undefined);
	return { time, exitCode: toExitCode(reported, { hasNotifyFailed }), counts: countKinds(reported) };
}

/** Whether the findings of a run differ from those of the previous run. Ignored findings are not compared. */
export function hasChanges({ findings, resolved }: Pick<HistoryUpdate, "findings" | "resolved">): boolean {
	return (
		resolved.length > 0 || findings.some(({ seen, ignored }) => ignored === undefined && seen?.change !== undefined)
	);
}

function toEntry(finding: Finding, before: HistoryEntry | undefined, time: string): HistoryEntry {
	const { urn, account, path, kind, live, secret, ignored } = finding;
	return {
		urn,
		...(account !== undefined && { account }),
		...(path !== undefined && { path }),
		kind,
		...(live !== undefined && !secret && { live: hash(live) }),
		...(ignored !== undefined && { ignored: true }),
		first: before?.first ?? time,
		times: Math.min((before?.times ?? 0) + 1, Number.MAX_SAFE_INTEGER),
	};
}

function withSeen(finding: Finding, before: HistoryEntry | undefined, entry: HistoryEntry | undefined): Finding {
	if (entry === undefined) return finding;
	const { first, times } = entry;
	const change = compareEntries(before, entry);
	return { ...finding, seen: { first, times, ...(change !== undefined && { change }) } };
}

function compareEntries(before: HistoryEntry | undefined, now: HistoryEntry): "appeared" | "changed" | undefined {
	if (before === undefined || (before.ignored && !now.ignored)) return "appeared";
	return before.kind === now.kind && before.live === now.live ? undefined : "changed";
}

function findingKey({ urn, account = "", path = "" }: ResolvedFinding): string {
	return JSON.stringify([urn, account, path]);
}

function hash(value: unknown): string {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
