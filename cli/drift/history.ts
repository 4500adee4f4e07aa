import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isPlainObject } from "../../provider/util/core";
import { decodeText } from "../../provider/util/text-encoding";
import { withFileLock } from "../file-lock";
import { describeReadError } from "../files";
import type { Finding } from "./finding";
import type { IgnoreResult } from "./ignore";
import { notify } from "./notify";
import type { NotifyOptions } from "./options";
import type { Report, ResolvedFinding } from "./report";

/** The content of a history file. It contains hashes of live values, but not the live values. */
export interface History {
	readonly version: 1;
	readonly entries: readonly HistoryEntry[];
	/**
	 * Whether the last notification failed. The next run then sends a notification even if the findings did not change.
	 */
	readonly unsent?: boolean;
}

/** A finding in a history file. */
export interface HistoryEntry {
	readonly urn: string;
	readonly account?: string;
	readonly path?: string;
	readonly kind: string;
	/** Hash of the live value. Undefined if the value is a secret. */
	readonly live?: string;
	/** Whether an ignore rule matched the finding in the last run. */
	readonly ignored?: boolean;
	/** Time of the first run that found the finding, as ISO 8601 in UTC. */
	readonly first: string;
	/** Time of the last run that found the finding, as ISO 8601 in UTC. */
	readonly last: string;
	/** Number of runs that found the finding. */
	readonly times: number;
}

/** Reads and writes the history of drift runs. */
export interface HistoryStore {
	/** Adds `seen` to each finding of a run. Also returns the findings of the previous run that are no longer found. */
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
export interface ComparedFindings extends Pick<IgnoreResult, "findings" | "ignored"> {
	readonly resolved?: readonly ResolvedFinding[];
}

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

function toComparedFindings({ findings, resolved }: HistoryUpdate): ComparedFindings {
	return {
		findings: findings.filter((finding) => finding.ignored === undefined),
		ignored: findings.filter((finding) => finding.ignored !== undefined),
		resolved,
	};
}

/**
 * Opens the store of a history file. If the file does not exist, the history is empty.
 *
 * @throws Error with a one-line message if the file is not a history file.
 */
export async function openHistory(file: string): Promise<HistoryStore> {
	const before = await readHistory(file);
	let run: (history: History) => HistoryUpdate = () => ({ history: before, findings: [], resolved: [] });
	return {
		compare({ findings, ignored }, now) {
			run = (history) => updateHistory(history, [...findings, ...ignored], now);
			return toComparedFindings(run(before));
		},
		async save(report, options) {
			const { findings, resolved = [] } = report;
			const isDue = hasChanges({ findings, resolved }) || before.unsent === true;
			const failure = isDue && options !== undefined ? await notifyChanges(report, options) : undefined;
			await withFileLock(file, async () => {
				const { history } = run(await readHistory(file)); // another run may have changed the file in the meantime
				await writeHistory(file, failure === undefined ? history : { ...history, unsent: true });
			});
			return failure;
		},
	};
}

async function notifyChanges(report: Report, options: NotifyOptions): Promise<string | undefined> {
	try {
		await notify(report, options);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}

/** The history before the first run. */
export const emptyHistory: History = { version: 1, entries: [] };

/** The maximum number of entries in a history. */
export const MAX_ENTRIES = 20_000;

/** The result of {@link updateHistory}. */
export interface HistoryUpdate {
	/** The history after the findings of the run have been added. */
	readonly history: History;
	/** The findings of the run, with `seen`. */
	readonly findings: readonly Finding[];
	/** Findings of the previous run that are no longer found. */
	readonly resolved: readonly ResolvedFinding[];
}

/**
 * Adds the findings of a run, including ignored findings, to the history. An ignored finding counts as new when its
 * ignore rule expires. Entries of accounts that could not be read in this run stay unchanged.
 */
export function updateHistory(history: History, findings: readonly Finding[], now: Date): HistoryUpdate {
	const before = new Map(history.entries.map((entry) => [findingKey(entry), entry]));
	const entries = new Map(
		findings.map((finding) => {
			const key = findingKey(finding);
			return [key, toEntry(finding, before.get(key), now)];
		}),
	);
	const unread = new Set(findings.filter(isUnreadAccount).map(accountKey));
	const gone = new Set(findings.filter(({ kind }) => kind === "account-gone").map(accountKey));
	const missing = history.entries.filter((entry) => !entries.has(findingKey(entry)));
	const kept = missing.filter((entry) => unread.has(accountKey(entry)));
	const resolved = missing.filter(
		(entry) => !entry.ignored && !unread.has(accountKey(entry)) && !gone.has(accountKey(entry)),
	);
	return {
		history: { version: 1, entries: [...entries.values(), ...kept].slice(0, MAX_ENTRIES) },
		findings: findings.map((finding) => {
			const key = findingKey(finding);
			return withSeen(finding, before.get(key), entries.get(key));
		}),
		resolved: resolved.map(({ urn, account, path }) => ({
			urn,
			...(account !== undefined && { account }),
			...(path !== undefined && { path }),
		})),
	};
}

/** Whether the findings of a run differ from those of the previous run. Ignored findings are not compared. */
export function hasChanges({ findings, resolved }: Pick<HistoryUpdate, "findings" | "resolved">): boolean {
	return (
		resolved.length > 0 || findings.some(({ seen, ignored }) => ignored === undefined && seen?.change !== undefined)
	);
}

function toEntry(finding: Finding, before: HistoryEntry | undefined, now: Date): HistoryEntry {
	const { urn, account, path, kind, live, secret, ignored } = finding;
	return {
		urn,
		...(account !== undefined && { account }),
		...(path !== undefined && { path }),
		kind,
		...(live !== undefined && !secret && { live: hash(live) }),
		...(ignored !== undefined && { ignored: true }),
		first: before?.first ?? now.toISOString(),
		last: now.toISOString(),
		times: (before?.times ?? 0) + 1,
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

function isUnreadAccount({ kind, path }: Finding): boolean {
	return kind === "not-readable" && path === undefined;
}

function findingKey({ urn, account = "", path = "" }: ResolvedFinding): string {
	return JSON.stringify([urn, account, path]);
}

function accountKey({ urn, account = "" }: ResolvedFinding): string {
	return JSON.stringify([urn, account]);
}

function hash(value: unknown): string {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

async function readHistory(file: string): Promise<History> {
	const text = await readHistoryText(file);
	if (text === undefined) return emptyHistory;
	const [history, problem] = parseHistory(text);
	if (history !== undefined) return history;
	throw new Error(
		`${file}: not a history file of pulumi-tim drift: ${problem}; delete the file, or pass another file to --history`,
	);
}

async function readHistoryText(file: string): Promise<string | undefined> {
	try {
		return decodeText(await readFile(file));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw new Error(`${file}: ${describeReadError(error, "--history")}`);
	}
}

/** Parses a history. If the text is not a history, returns the first problem instead. */
function parseHistory(text: string): readonly [History] | readonly [undefined, string] {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return [undefined, "not valid JSON"];
	}
	const problem = findHistoryProblem(value);
	return problem === undefined ? [value as History] : [undefined, problem];
}

function findHistoryProblem(value: unknown): string | undefined {
	if (!isPlainObject(value)) return "must be an object";
	const { version, entries, unsent = false } = value;
	if (version !== 1) return "version must be 1";
	if (typeof unsent !== "boolean") return "unsent must be true or false";
	if (!Array.isArray(entries)) return "entries must be a list";
	for (const [index, entry] of entries.entries()) {
		const problem = findEntryProblem(entry);
		if (problem !== undefined) return `entries[${index}]${problem}`;
	}
	return undefined;
}

function findEntryProblem(entry: unknown): string | undefined {
	if (!isPlainObject(entry)) return " must be an object";
	const { account = "", path = "", live = "", ignored = false } = entry;
	const texts = { urn: entry.urn, kind: entry.kind, account, path, live, first: entry.first, last: entry.last };
	for (const [name, text] of Object.entries(texts)) if (typeof text !== "string") return `.${name} must be text`;
	for (const name of ["first", "last"])
		if (Number.isNaN(Date.parse(String(entry[name])))) return `.${name} must be a time`;
	if (typeof ignored !== "boolean") return ".ignored must be true or false";
	return Number.isSafeInteger(entry.times) ? undefined : ".times must be an integer";
}

/** Replaces the history file atomically. Only its owner can read it. */
async function writeHistory(file: string, history: History): Promise<void> {
	const writeFileAtomic = require("write-file-atomic") as typeof import("write-file-atomic");
	try {
		await writeFileAtomic(file, `${JSON.stringify(history, undefined, "\t")}\n`, { mode: 0o600 });
	} catch (error) {
		throw new Error(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code}); check --history`);
	}
}
