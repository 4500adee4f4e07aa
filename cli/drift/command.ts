import { createReadOnlyContext } from "../../provider/compose-read-only";
import { driftExitCodes } from "../exit-codes";
import { writeTextFile } from "../files";
import { FILE_WIDTH, textStyle, warn, withProgress } from "../terminal";
import { addChangedBy } from "./attribution";
import { classify, commonFailure, readTargets, type TargetResult, unreadableFindings } from "./compare";
import type { Finding } from "./finding";
import { loadFormat } from "./formats";
import { type HistoryStore, noHistoryStore, openHistory } from "./history";
import { applyIgnoreRules, readIgnoreRules } from "./ignore";
import { type DriftInput, readInput } from "./input";
import { type DriftCommandOptions, type DriftOptions, parseDriftOptions } from "./options";
import { locateProjectFile } from "./project-file";
import { type Report, worstOutcome } from "./report";
import { describeCalls, providerSettings, type TrustedSettings } from "./provider-settings";
import { isComparable } from "./targets";

/**
 * Compares declared profiles with live profiles, writes the reports and returns the exit code. Never writes to the
 * service: the modules that write are not imported.
 *
 * @throws Error with a one-line message if the options or files are invalid, or no account could be read.
 */
export async function runDrift(commandOptions: DriftCommandOptions): Promise<number> {
	const options = parseDriftOptions(commandOptions, process.env);
	const time = new Date();
	const history = options.historyFile === undefined ? noHistoryStore : await openHistory(options.historyFile);
	const report = await createReport(options, history, time);
	await writeReports(report, options);
	const notifyFailure = await history.save(report, options.notify);
	if (notifyFailure !== undefined) warn(notifyFailure);
	const outcome = worstOutcome(report.findings);
	return driftExitCodes[outcome === "clean" && notifyFailure !== undefined ? "failure" : outcome].code;
}

async function createReport(options: DriftOptions, history: HistoryStore, time: Date): Promise<Report> {
	const rules = options.ignoreFile === undefined ? [] : await readIgnoreRules(options.ignoreFile);
	const input = await showProgress(
		() => "reading the state",
		() => readInput(options.input),
	);
	const results = await readLive(input, options.trusted);
	const findings = await addChangedBy(toFindings(input, results), options.eventFiles);
	const result = applyIgnoreRules(findings, rules, time);
	return {
		time,
		source: input.source,
		projectFile: locateProjectFile(options.input.cwd ?? ".", process.env),
		durationMs: Date.now() - time.getTime(),
		accounts: input.targets.flatMap(({ urn, account }) => (account === undefined ? [] : [{ urn, account }])),
		...history.compare(result, time),
		rules: result.rules,
		expired: result.expired,
		hasEvents: options.eventFiles.length > 0,
		strict: options.strict,
	};
}

/** Reads the live profile of each target. Throws the error that {@link commonFailure} returns, if any. */
async function readLive(
	{ targets, providers }: DriftInput,
	trusted: TrustedSettings,
): Promise<readonly TargetResult[]> {
	const comparable = targets.filter(isComparable);
	const sources = (provider: string | undefined) => providerSettings(provider, providers, process.env);
	for (const provider of new Set(comparable.map((target) => target.provider))) {
		const line = describeCalls(provider, sources, trusted);
		if (line !== undefined) warn(line);
	}
	let read = 0;
	const results = await showProgress(
		() => `read ${read} of ${comparable.length} accounts`,
		() =>
			readTargets(targets, {
				getContext: (provider) => createReadOnlyContext(sources(provider)),
				onRead: () => {
					read += 1;
				},
			}),
	);
	const failure = commonFailure(results);
	if (failure !== undefined) throw failure;
	return results;
}

function showProgress<T>(message: () => string, work: () => Promise<T>): Promise<T> {
	return withProgress(message, work, { stream: process.stderr });
}

function toFindings({ targets }: DriftInput, results: readonly TargetResult[]): readonly Finding[] {
	const notCompared = targets.filter((target) => !isComparable(target));
	return [
		...results.flatMap(({ target, result }) => classify(target, result)),
		...notCompared.flatMap(unreadableFindings),
	];
}

async function writeReports(report: Report, { format, outputs }: DriftOptions): Promise<void> {
	process.stdout.write(loadFormat(format)(report, textStyle(process.stdout, process.env)));
	for (const output of outputs) {
		await writeTextFile(output.file, loadFormat(output.format)(report, { colour: false, width: FILE_WIDTH }));
	}
}
