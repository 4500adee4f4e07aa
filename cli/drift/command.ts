import { createReadOnlyContext } from "../../provider/compose-read-only";
import { driftExitCodes } from "../exit-codes";
import { writeTextFile } from "../files";
import { FILE_WIDTH, textStyle, withProgress } from "../terminal";
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
import { providerSettings } from "./state";

/**
 * Compares declared profiles with live profiles, writes the reports and returns the exit code. Never writes to the
 * service: the modules that write are not imported.
 *
 * @throws Error with a one-line message if the options or files are invalid, or no account could be read.
 */
export async function runDrift(commandOptions: DriftCommandOptions): Promise<number> {
	const options = parseDriftOptions(commandOptions);
	const time = new Date();
	const history = options.historyFile === undefined ? noHistoryStore : await openHistory(options.historyFile);
	const report = await createReport(options, history, time);
	await writeReports(report, options);
	const notifyFailure = await history.save(report, options.notify);
	if (notifyFailure !== undefined) process.stderr.write(`pulumi-tim: ${notifyFailure}\n`);
	const outcome = worstOutcome(report.findings);
	return driftExitCodes[outcome === "clean" && notifyFailure !== undefined ? "failure" : outcome].code;
}

async function createReport(options: DriftOptions, history: HistoryStore, time: Date): Promise<Report> {
	const rules = options.ignoreFile === undefined ? [] : await readIgnoreRules(options.ignoreFile);
	const input = await showProgress(
		() => "reading the state",
		() => readInput(options.input),
	);
	const results = await readLive(input);
	const findings = await addChangedBy(toFindings(input, results), options.eventFiles);
	const result = applyIgnoreRules(findings, rules, time);
	return {
		time,
		source: input.source,
		projectFile: locateProjectFile(options.input.cwd ?? ".", process.env),
		durationMs: Date.now() - time.getTime(),
		accounts: results.map(({ target: { urn, account = "" } }) => ({ urn, account })),
		...history.compare(result, time),
		expired: result.expired,
		strict: options.strict,
	};
}

/** Reads the live profile of each target. Throws the error that {@link commonFailure} returns, if any. */
async function readLive({ targets, providers }: DriftInput): Promise<readonly TargetResult[]> {
	let read = 0;
	const results = await showProgress(
		() => `read ${read} of ${targets.length} accounts`,
		() =>
			readTargets(targets, {
				getContext: (provider) => createReadOnlyContext(providerSettings(provider, providers, process.env)),
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
	const withoutAccount = targets.filter(({ account }) => account === undefined);
	return [
		...results.flatMap(({ target, result }) => classify(target, result)),
		...withoutAccount.flatMap(unreadableFindings),
	];
}

async function writeReports(report: Report, { format, outputs }: DriftOptions): Promise<void> {
	process.stdout.write(loadFormat(format)(report, textStyle(process.stdout, process.env)));
	for (const output of outputs) {
		await writeTextFile(output.file, loadFormat(output.format)(report, { colour: false, width: FILE_WIDTH }));
	}
}
