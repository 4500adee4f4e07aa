import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Finding } from "./finding";
import type { IgnoreResult } from "./ignore";
import { notify } from "./notify";
import type { NotifyOptions } from "./options";
import type { Report, Resolved } from "./report";

/** What is remembered of a finding from run to run. No value is: of one that is no secret a fingerprint. */
export interface HistoryEntry {
	readonly urn: string;
	readonly account?: string;
	readonly path?: string;
	readonly kind: string;
	/** Fingerprint of the live value; nothing for a secret. */
	readonly live?: string;
	/** Whether a rule hid it. */
	readonly ignored?: boolean;
	/** ISO 8601, in UTC. */
	readonly first: string;
	readonly last: string;
	readonly times: number;
}

/** What a history file holds. */
export interface History {
	readonly version: 1;
	readonly entries: readonly HistoryEntry[];
	/** Whether the last change could not be told to whom it was to be told. */
	readonly unsent?: boolean;
}

/** The history before the first run. */
export const noHistory: History = { version: 1, entries: [] };

/** The most entries that are kept. */
export const MAX_ENTRIES = 20_000;

/** A run seen against its history. */
export interface HistoryUpdate {
	readonly history: History;
	/** The findings, each with since when it is there and what is new about it. */
	readonly findings: readonly Finding[];
	/** What the run before found and this one does not. */
	readonly resolved: readonly Resolved[];
}

/**
 * Takes a run into the history. What rules hide is remembered too, so that it counts as new when its rule ends. What could not be
 * read this time stays as it was.
 */
export function updateHistory(history: History, findings: readonly Finding[], now: Date): HistoryUpdate {
	const before = new Map(history.entries.map((entry) => [keyOf(entry), entry]));
	const entries = new Map(
		findings.map((finding) => [keyOf(finding), entryOf(finding, before.get(keyOf(finding)), now)]),
	);
	const unread = new Set(findings.filter(isUnread).map(accountKey));
	const gone = new Set(findings.filter(({ kind }) => kind === "account-gone").map(accountKey));
	const missing = history.entries.filter((entry) => !entries.has(keyOf(entry)));
	const kept = missing.filter((entry) => unread.has(accountKey(entry)));
	const past = missing.filter((each) => !each.ignored && !unread.has(accountKey(each)) && !gone.has(accountKey(each)));
	return {
		history: { version: 1, entries: [...entries.values(), ...kept].slice(0, MAX_ENTRIES) },
		findings: findings.map((finding) => withSeen(finding, before.get(keyOf(finding)), entries.get(keyOf(finding)))),
		resolved: past.map(({ urn, account, path }) => ({
			urn,
			...(account !== undefined && { account }),
			...(path !== undefined && { path }),
		})),
	};
}

/** Whether a run differs from the one before it, in what is not hidden by rules. */
export function isChanged({ findings, resolved }: Pick<HistoryUpdate, "findings" | "resolved">): boolean {
	return (
		resolved.length > 0 || findings.some(({ seen, ignored }) => ignored === undefined && seen?.change !== undefined)
	);
}

function entryOf(finding: Finding, before: HistoryEntry | undefined, now: Date): HistoryEntry {
	const { urn, account, path, kind, live, secret, ignored } = finding;
	return {
		urn,
		...(account !== undefined && { account }),
		...(path !== undefined && { path }),
		kind,
		...(live !== undefined && !secret && { live: fingerprint(live) }),
		...(ignored !== undefined && { ignored: true }),
		first: before?.first ?? now.toISOString(),
		last: now.toISOString(),
		times: (before?.times ?? 0) + 1,
	};
}

function withSeen(finding: Finding, before: HistoryEntry | undefined, entry: HistoryEntry | undefined): Finding {
	if (entry === undefined) return finding;
	const { first, times } = entry;
	const change = changeOf(entry, before);
	return { ...finding, seen: { first, times, ...(change !== undefined && { change }) } };
}

function changeOf(now: HistoryEntry, before: HistoryEntry | undefined): "appeared" | "changed" | undefined {
	if (before === undefined || (before.ignored && !now.ignored)) return "appeared";
	return before.kind === now.kind && before.live === now.live ? undefined : "changed";
}

function isUnread({ kind, path }: Finding): boolean {
	return kind === "not-readable" && path === undefined;
}

function keyOf({ urn, account = "", path = "" }: Resolved): string {
	return JSON.stringify([urn, account, path]);
}

function accountKey({ urn, account = "" }: Resolved): string {
	return JSON.stringify([urn, account]);
}

function fingerprint(value: unknown): string {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** The history in a file; none where there is no file yet. Errors: one line that names the file. */
export async function readHistory(file: string): Promise<History> {
	const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw new Error(`${file}: cannot be read (${error.code}); check --history`);
	});
	if (text === undefined) return noHistory;
	const history = parsed(text);
	if (history !== undefined) return history;
	throw new Error(`${file}: is no history of this command; remove it, or name another file`);
}

/** Puts a history into a file, whole or not at all. Errors: one line that names the file. */
export async function writeHistory(file: string, history: History): Promise<void> {
	const writeFileAtomic = require("write-file-atomic") as typeof import("write-file-atomic");
	try {
		await writeFileAtomic(file, `${JSON.stringify(history, undefined, "\t")}\n`);
	} catch (error) {
		throw new Error(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code}); check --history`);
	}
}

function parsed(text: string): History | undefined {
	try {
		const history = JSON.parse(text) as Partial<History> | null;
		return history?.version === 1 && Array.isArray(history.entries) ? (history as History) : undefined;
	} catch {
		return undefined;
	}
}

/** What a run remembers of the runs before it, and leaves to those after it. */
export interface HistoryStore {
	/** The findings with since when they are there, and what is not found any more. */
	compare(sorted: IgnoreResult, now: Date): ComparedFindings;
	/** Tells whom it concerns where something has changed, and writes the memory down. Gives why it could not be told. */
	save(report: Report, notify: NotifyOptions | undefined): Promise<string | undefined>;
}

/** Findings as the memory knows them. */
export type ComparedFindings = Omit<IgnoreResult, "expired"> & { readonly resolved?: readonly Resolved[] };

/** Without a history file nothing is remembered, and nobody told. */
export const noHistoryStore: HistoryStore = {
	compare: ({ findings, ignored }) => ({ findings, ignored }),
	save: async () => undefined,
};

/** The memory in a history file. Errors: one line, for a file that is no history. */
export async function openHistory(file: string): Promise<HistoryStore> {
	const before = await readHistory(file);
	let after: History = before;
	return {
		compare({ findings, ignored }, now) {
			const advanced = updateHistory(before, [...findings, ...ignored], now);
			after = advanced.history;
			return {
				findings: advanced.findings.filter((finding) => finding.ignored === undefined),
				ignored: advanced.findings.filter((finding) => finding.ignored !== undefined),
				resolved: advanced.resolved,
			};
		},
		async save(report, options) {
			const { findings, resolved = [] } = report;
			const isDue = isChanged({ findings, resolved }) || before.unsent === true;
			const failure = isDue && options !== undefined ? await notifyChanges(report, options) : undefined;
			await writeHistory(file, failure === undefined ? after : { ...after, unsent: true });
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
