import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isPlainObject } from "../../provider/util/core";
import { decodeText } from "../../provider/util/text-encoding";
import { describeReadError, replaceFile, writeError } from "../files";
import type { FindingKind } from "./finding";

/** The content of a history file. It contains hashes of live values, but not the live values. */
export interface History {
	readonly version: typeof VERSION;
	/**
	 * Whether the last notification failed. The next run then sends a notification even if the findings did not change.
	 */
	readonly unsent?: boolean;
	/** The last runs that ended with a report, the oldest first. */
	readonly runs: readonly HistoryRun[];
	readonly entries: readonly HistoryEntry[];
}

/** A run in a history file. */
export interface HistoryRun {
	/** Start of the run, as ISO 8601 in UTC. */
	readonly time: string;
	readonly exitCode: number;
	/** Number of findings by kind, without ignored findings. A kind without findings is omitted. */
	readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
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
	/** Number of runs that found the finding, at most {@link Number.MAX_SAFE_INTEGER}. */
	readonly times: number;
}

/** A history, and the digest of the file that contained it, which shows whether another run has changed the file. */
export interface StoredHistory {
	readonly history: History;
	readonly digest: string;
}

const VERSION = 2;

/** The history before the first run. */
export const emptyHistory: History = { version: VERSION, runs: [], entries: [] };

/**
 * Reads a history file of version 1 or 2. If the file does not exist but its folder does, the history is empty. Returns
 * `known` if the file has not changed since `known` was read.
 *
 * @throws Error with a one-line message if the file is not a history file.
 */
export async function readHistory(file: string, known?: StoredHistory): Promise<StoredHistory> {
	const bytes = await readBytes(file);
	const digest = createHash("sha256")
		.update(bytes ?? "")
		.digest("hex");
	if (digest === known?.digest) return known;
	if (bytes === undefined) return { history: emptyHistory, digest };
	const [history, problem] = parseHistory(decode(file, bytes));
	if (history !== undefined) return { history, digest };
	throw new Error(
		`${file}: not a history file of pulumi-tim drift: ${problem}; delete the file, or pass another file to --history`,
	);
}

async function readBytes(file: string): Promise<Uint8Array | undefined> {
	const found = await stat(file).catch(() => undefined); // reading the file reports the error
	if (found !== undefined && !found.isFile() && !found.isDirectory()) {
		throw new Error(`${file}: not a regular file; pass a regular file to --history`);
	}
	try {
		return await readFile(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") {
			if (existsSync(dirname(file))) return undefined;
			throw writeError(file, error);
		}
		throw new Error(`${file}: ${describeReadError(error, "--history")}`);
	}
}

function decode(file: string, bytes: Uint8Array): string {
	try {
		return decodeText(bytes);
	} catch (error) {
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
	return problem === undefined ? [upgrade(value as StoredVersion)] : [undefined, problem];
}

/** A history of any supported version. Version 1 had no list of runs. */
type StoredVersion = Omit<History, "version" | "runs"> & Partial<Pick<History, "runs">>;

/** Converts a history to the current version, and omits all other properties. */
function upgrade({ unsent, runs = [], entries }: StoredVersion): History {
	return {
		version: VERSION,
		...(unsent !== undefined && { unsent }),
		runs: runs.map(({ time, exitCode, counts }) => ({ time, exitCode, counts })),
		entries: entries.map(toKnownProperties),
	};
}

function toKnownProperties({ urn, account, path, kind, live, ignored, first, times }: HistoryEntry): HistoryEntry {
	return {
		urn,
		...(account !== undefined && { account }),
		...(path !== undefined && { path }),
		kind,
		...(live !== undefined && { live }),
		...(ignored !== undefined && { ignored }),
		first,
		times,
	};
}

function findHistoryProblem(value: unknown): string | undefined {
	if (!isPlainObject(value)) return "must be an object";
	const { version, entries, unsent = false } = value;
	if (version !== 1 && version !== VERSION) return `version must be 1 or ${VERSION}`;
	if (typeof unsent !== "boolean") return "unsent must be true or false";
	const runs = version === 1 && value.runs === undefined ? [] : value.runs;
	const runsProblem = findListProblem("runs", runs, findRunProblem);
	return runsProblem ?? findListProblem("entries", entries, findEntryProblem);
}

function findListProblem(
	name: string,
	list: unknown,
	findProblem: (element: unknown) => string | undefined,
): string | undefined {
	if (!Array.isArray(list)) return `${name} must be a list`;
	for (const [index, element] of list.entries()) {
		const problem = findProblem(element);
		if (problem !== undefined) return `${name}[${index}]${problem}`;
	}
	return undefined;
}

function findRunProblem(run: unknown): string | undefined {
	if (!isPlainObject(run)) return " must be an object";
	if (!isTime(run.time)) return ".time must be a time";
	if (!isCount(run.exitCode)) return ".exitCode must be an integer";
	if (!isPlainObject(run.counts)) return ".counts must be an object";
	return Object.values(run.counts).every(isCount) ? undefined : ".counts must contain integers";
}

function findEntryProblem(entry: unknown): string | undefined {
	if (!isPlainObject(entry)) return " must be an object";
	const { account = "", path = "", live = "", ignored = false } = entry;
	const texts = { urn: entry.urn, kind: entry.kind, account, path, live };
	for (const [name, text] of Object.entries(texts)) if (typeof text !== "string") return `.${name} must be text`;
	if (!isTime(entry.first)) return ".first must be a time";
	if (typeof ignored !== "boolean") return ".ignored must be true or false";
	return isCount(entry.times) ? undefined : ".times must be an integer";
}

function isTime(value: unknown): boolean {
	return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Replaces the history file atomically. Only its owner can read it. Each run and each entry is one line. */
export async function writeHistory(file: string, { runs, entries, ...others }: History): Promise<void> {
	const head = JSON.stringify(others).slice(0, -1);
	try {
		await replaceFile(file, `${head},\n"runs":${toLines(runs)},\n"entries":${toLines(entries)}}\n`, { mode: 0o600 });
	} catch (error) {
		throw writeError(file, error);
	}
}

function toLines(list: readonly object[]): string {
	return list.length === 0 ? "[]" : `[\n${list.map((element) => JSON.stringify(element)).join(",\n")}\n]`;
}
