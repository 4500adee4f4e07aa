import type { History } from "./history";
import { isChanged, updateHistory } from "./history";
import { readHistory, writeHistory } from "./history-file";
import type { IgnoreResult } from "./ignore";
import { notify } from "./notify";
import type { NotifyOptions } from "./notify-options";
import type { Report, Resolved } from "./report";

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
