import { connectReadOnly } from "../provider/connect-read-only";
import { classify, hiddenFindings } from "./drift/classify";
import { driftExitCodes } from "./drift/exit-codes";
import type { Finding } from "./drift/finding";
import { look, type Sighting } from "./drift/look";
import { type DriftCommandOptions, driftOptions } from "./drift/options";
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
 * Errors: one line, with an exit code where it is not 1.
 */
export async function runDrift(typed: DriftCommandOptions): Promise<number> {
	const options = driftOptions(typed);
	const time = new Date();
	const input = await withProgress(
		() => "read the state",
		() => readInput(options.source),
		{ stream: process.stderr },
	);
	const sightings = await lookAt(input);
	const report: Report = {
		time,
		source: input.name,
		durationMs: Date.now() - time.getTime(),
		accounts: sightings.map(({ subject: { urn, account = "" } }) => ({ urn, account })),
		findings: findingsOf(input, sightings),
	};
	await writeReport(report, options);
	return driftExitCodes[worstOf(report.findings)].code;
}

async function lookAt({ subjects, providers }: Input): Promise<readonly Sighting[]> {
	let read = 0;
	const onRead = () => {
		read += 1;
	};
	const contextOf = (provider: string | undefined) => connectReadOnly(settingSources(provider, providers, process.env));
	const words = () => `read ${read} of ${subjects.length} accounts`;
	const sightings = await withProgress(words, () => look(subjects, { contextOf, onRead }), { stream: process.stderr });
	const failed = failureOfAll(sightings);
	if (failed !== undefined) throw failed;
	return sightings;
}

function findingsOf({ subjects }: Input, sightings: readonly Sighting[]): readonly Finding[] {
	const nameless = subjects.filter(({ account }) => account === undefined);
	return [...sightings.flatMap(({ subject, sight }) => classify(subject, sight)), ...nameless.flatMap(hiddenFindings)];
}
