import type { History } from "./history";
import type { Sorted } from "./ignore";
import { lazy } from "./lazy";
import type { NotifyOptions } from "./notify-options";
import type { Report, Resolved } from "./report";

/** What a run remembers of the runs before it, and leaves to those after it. */
export interface Memory {
	/** The findings with since when they are there, and what is not found any more. */
	recall(sorted: Sorted, now: Date): Recalled;
	/** Tells whom it concerns where something has changed, and writes the memory down. Gives why it could not be told. */
	conclude(report: Report, notify: NotifyOptions | undefined): Promise<string | undefined>;
}

/** Findings as the memory knows them. */
export type Recalled = Omit<Sorted, "expired"> & { readonly resolved?: readonly Resolved[] };

/** Without a history file nothing is remembered, and nobody told. */
export const noMemory: Memory = {
	recall: ({ findings, ignored }) => ({ findings, ignored }),
	conclude: async () => undefined,
};

/** The memory in a history file. Errors: one line, for a file that is no history. */
export async function openMemory(file: string): Promise<Memory> {
	const { advance, isChanged } = lazy.history();
	const { readHistory, writeHistory } = lazy.historyFile();
	const before = await readHistory(file);
	let after: History = before;
	return {
		recall({ findings, ignored }, now) {
			const advanced = advance(before, [...findings, ...ignored], now);
			after = advanced.history;
			return {
				findings: advanced.findings.filter((finding) => finding.ignored === undefined),
				ignored: advanced.findings.filter((finding) => finding.ignored !== undefined),
				resolved: advanced.resolved,
			};
		},
		async conclude(report, notify) {
			const { findings, resolved = [] } = report;
			const isDue = isChanged({ findings, resolved }) || before.unsent === true;
			const failure = isDue && notify !== undefined ? await tell(report, notify) : undefined;
			await writeHistory(file, failure === undefined ? after : { ...after, unsent: true });
			return failure;
		},
	};
}

async function tell(report: Report, options: NotifyOptions): Promise<string | undefined> {
	const { notify } = lazy.notify();
	try {
		await notify(report, options);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}
