import { connectReadOnly } from "../provider/connect-read-only";
import { classify, hiddenFindings } from "./drift/classify";
import { driftExitCodes } from "./drift/exit-codes";
import type { Finding } from "./drift/finding";
import type { Sorted } from "./drift/ignore";
import { lazy } from "./drift/lazy";
import { look, type Sighting } from "./drift/look";
import { type Memory, noMemory, openMemory } from "./drift/memory";
import { type DriftCommandOptions, type DriftOptions, driftOptions } from "./drift/options";
import { writeReport } from "./drift/output";
import { settingSources } from "./drift/provider-settings";
import { type Report, worstOf } from "./drift/report";
import { failureOfAll } from "./drift/sight-failure";
import { type Input, readInput } from "./drift/source";
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
	const memory = options.history === undefined ? noMemory : await openMemory(options.history);
	const report = await reportOf(options, { time, memory });
	await writeReport(report, options);
	const untold = await memory.conclude(report, options.notify);
	if (untold !== undefined) process.stderr.write(`pulumi-tim: ${untold}\n`);
	const { code } = driftExitCodes[worstOf(report.findings)];
	const isClean = code === driftExitCodes.clean.code;
	return isClean && untold !== undefined ? driftExitCodes.failure.code : code;
}

async function reportOf(
	options: DriftOptions,
	{ time, memory }: { readonly time: Date; readonly memory: Memory },
): Promise<Report> {
	const rules = await rulesOf(options);
	const input = await inProgress("read the state", () => readInput(options.source));
	const sightings = await lookAt(input);
	const found = await withChangers(findingsOf(input, sightings), options);
	const sorted = rules(found, time);
	return {
		time,
		source: input.name,
		durationMs: Date.now() - time.getTime(),
		accounts: sightings.map(({ subject: { urn, account = "" } }) => ({ urn, account })),
		...memory.recall(sorted, time),
		expired: sorted.expired,
		strict: options.strict,
	};
}

function inProgress<T>(words: string | (() => string), work: () => Promise<T>): Promise<T> {
	return withProgress(typeof words === "string" ? () => words : words, work, { stream: process.stderr });
}

async function lookAt({ subjects, providers }: Input): Promise<readonly Sighting[]> {
	let read = 0;
	const onRead = () => {
		read += 1;
	};
	const contextOf = (provider: string | undefined) => connectReadOnly(settingSources(provider, providers, process.env));
	const words = () => `read ${read} of ${subjects.length} accounts`;
	const sightings = await inProgress(words, () => look(subjects, { contextOf, onRead }));
	const failed = failureOfAll(sightings);
	if (failed !== undefined) throw failed;
	return sightings;
}

function findingsOf({ subjects }: Input, sightings: readonly Sighting[]): readonly Finding[] {
	const nameless = subjects.filter(({ account }) => account === undefined);
	return [...sightings.flatMap(({ subject, sight }) => classify(subject, sight)), ...nameless.flatMap(hiddenFindings)];
}

async function withChangers(findings: readonly Finding[], { events }: DriftOptions): Promise<readonly Finding[]> {
	if (events.length === 0) return findings;
	return lazy.attribution().attribute(findings, events);
}

/** How findings are sorted: by the rules of the ignore file, which is read before anything else is done. */
async function rulesOf({ ignore }: DriftOptions): Promise<(findings: readonly Finding[], now: Date) => Sorted> {
	if (ignore === undefined) return (findings) => ({ findings, ignored: [], expired: [] });
	const rules = await lazy.ignoreFile().readRules(ignore);
	const { sortByRules } = lazy.ignore();
	return (findings, now) => sortByRules(findings, rules, now);
}
