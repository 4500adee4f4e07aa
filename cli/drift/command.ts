import { createReadOnlyContext } from "../../provider/compose-read-only";
import { driftExitCodes } from "../exit-codes";
import { withProgress } from "../progress";
import { FILE_WIDTH, textStyle } from "../terminal";
import { writeTextFile } from "../text-file";
import { addChangedBy } from "./attribution";
import { classify, commonFailure, hiddenFindings, readTargets, type TargetResult } from "./compare";
import type { Finding } from "./finding";
import { loadFormat } from "./formats";
import { type HistoryStore, noHistoryStore, openHistory } from "./history";
import { applyIgnoreRules, type IgnoreResult, readRules } from "./ignore";
import { type DriftInput, readInput } from "./input";
import { type DriftCommandOptions, type DriftOptions, driftOptions } from "./options";
import { type Report, worstOutcome } from "./report";
import { providerSettings } from "./state";

/** Writes a report to standard output and into the files that were asked for. Errors: one line that names the file. */
export async function writeReport(report: Report, { format, outputs }: DriftOptions): Promise<void> {
	process.stdout.write(loadFormat(format)(report, textStyle(process.stdout, process.env)));
	for (const output of outputs) {
		await writeTextFile(output.file, loadFormat(output.format)(report, { colour: false, width: FILE_WIDTH }));
	}
}

/**
 * Compares what a state or a program declares with what is live, reports it, and gives the exit code. It cannot write to the
 * service: the half of the client that writes is not within its reach.
 *
 * Errors: one line.
 */
export async function runDrift(typed: DriftCommandOptions): Promise<number> {
	const options = driftOptions(typed);
	const time = new Date();
	const memory = options.history === undefined ? noHistoryStore : await openHistory(options.history);
	const report = await reportOf(options, { time, memory });
	await writeReport(report, options);
	const untold = await memory.save(report, options.notify);
	if (untold !== undefined) process.stderr.write(`pulumi-tim: ${untold}\n`);
	const { code } = driftExitCodes[worstOutcome(report.findings)];
	const isClean = code === driftExitCodes.clean.code;
	return isClean && untold !== undefined ? driftExitCodes.failure.code : code;
}

async function reportOf(
	options: DriftOptions,
	{ time, memory }: { readonly time: Date; readonly memory: HistoryStore },
): Promise<Report> {
	const rules = await rulesOf(options);
	const input = await inProgress("read the state", () => readInput(options.source));
	const sightings = await lookAt(input);
	const found = await withChangedBy(findingsOf(input, sightings), options);
	const sorted = rules(found, time);
	return {
		time,
		source: input.name,
		durationMs: Date.now() - time.getTime(),
		accounts: sightings.map(({ subject: { urn, account = "" } }) => ({ urn, account })),
		...memory.compare(sorted, time),
		expired: sorted.expired,
		strict: options.strict,
	};
}

function inProgress<T>(words: string | (() => string), work: () => Promise<T>): Promise<T> {
	return withProgress(typeof words === "string" ? () => words : words, work, { stream: process.stderr });
}

async function lookAt({ subjects, providers }: DriftInput): Promise<readonly TargetResult[]> {
	let read = 0;
	const onRead = () => {
		read += 1;
	};
	const contextOf = (provider: string | undefined) =>
		createReadOnlyContext(providerSettings(provider, providers, process.env));
	const words = () => `read ${read} of ${subjects.length} accounts`;
	const sightings = await inProgress(words, () => readTargets(subjects, { contextOf, onRead }));
	const failed = commonFailure(sightings);
	if (failed !== undefined) throw failed;
	return sightings;
}

function findingsOf({ subjects }: DriftInput, sightings: readonly TargetResult[]): readonly Finding[] {
	const nameless = subjects.filter(({ account }) => account === undefined);
	return [...sightings.flatMap(({ subject, sight }) => classify(subject, sight)), ...nameless.flatMap(hiddenFindings)];
}

async function withChangedBy(findings: readonly Finding[], { events }: DriftOptions): Promise<readonly Finding[]> {
	if (events.length === 0) return findings;
	return addChangedBy(findings, events);
}

/** How findings are sorted: by the rules of the ignore file, which is read before anything else is done. */
async function rulesOf({ ignore }: DriftOptions): Promise<(findings: readonly Finding[], now: Date) => IgnoreResult> {
	if (ignore === undefined) return (findings) => ({ findings, ignored: [], expired: [] });
	const rules = await readRules(ignore);
	return (findings, now) => applyIgnoreRules(findings, rules, now);
}
