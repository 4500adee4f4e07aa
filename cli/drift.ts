import { createReadOnlyContext } from "../provider/compose-read-only";
import { addChangedBy } from "./drift/attribution";
import { classify, hiddenFindings } from "./drift/classify";
import { driftExitCodes } from "./drift/exit-codes";
import type { Finding } from "./drift/finding";
import type { IgnoreResult } from "./drift/ignore";
import { applyIgnoreRules } from "./drift/ignore";
import { readRules } from "./drift/ignore-file";
import { readTargets, type TargetResult } from "./drift/look";
import { type HistoryStore, noHistoryStore, openHistory } from "./drift/memory";
import { type DriftCommandOptions, type DriftOptions, driftOptions } from "./drift/options";
import { writeReport } from "./drift/output";
import { providerSettings } from "./drift/provider-settings";
import { type Report, worstOutcome } from "./drift/report";
import { commonFailure } from "./drift/sight-failure";
import { type DriftInput, readInput } from "./drift/source";
import { withProgress } from "./progress";

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
