import { createReadOnlyContext } from "../../provider/compose-read-only";
import { exitCodes } from "../exit-codes";
import { writeTextFile } from "../files";
import { createReadProgress } from "../read-progress";
import { openScreen } from "../screen";
import { FILE_WIDTH, warn as printWarning, textStyle, withProgress } from "../terminal";
import { addChangedBy } from "./attribution";
import { unreadableFindings } from "./compare";
import type { Finding } from "./finding";
import { loadFormat } from "./formats";
import { createMemoryStore, type HistoryStore, noHistoryStore, openHistory } from "./history";
import { applyIgnoreRules, readIgnoreRules } from "./ignore";
import { type DriftInput, readInput } from "./input";
import { type DriftCommandOptions, type DriftOptions, parseDriftOptions, type ReportFile } from "./options";
import { locateProjectFile } from "./project-file";
import { readTargets } from "./read-targets";
import { repeatRuns } from "./repeat";
import { type Report, toExitCode } from "./report";
import { isComparable } from "./targets";
import { describeCalls, providerSettings, type TrustedSettings } from "./trusted-settings";

/**
 * Compares declared profiles with live profiles, writes the reports and returns the exit code. With `--every`, repeats
 * this until a signal ends the process. Never writes to the service: the modules that write are not imported.
 *
 * @throws Error with a one-line message if the options or files are invalid, or no account could be read.
 */
export async function runDrift(commandOptions: DriftCommandOptions): Promise<number> {
	const options = parseDriftOptions(commandOptions, process.env);
	const { everySeconds } = options;
	return everySeconds === undefined
		? runOnce(options, await openStore(options, noHistoryStore), { show: printText, warn: printWarning })
		: runRepeatedly(options, everySeconds * 1000);
}

/** Runs until SIGINT or SIGTERM, then ends the process, because calls that were sent would keep it running. */
async function runRepeatedly(options: DriftOptions, everyMs: number): Promise<never> {
	const memory = createMemoryStore();
	const screen = process.stdout.isTTY ? openScreen(process.stdout) : undefined;
	const stop = new AbortController();
	let signalCode = 0;
	for (const [name, code] of Object.entries(signalExitCodes)) {
		process.once(name, () => {
			signalCode = code;
			stop.abort();
		});
	}
	const output: RunOutput = screen ?? { show: printText, warn: printWarning };
	const run = async () => {
		screen?.startRun();
		return runOnce(options, await openStore(options, memory), output);
	};
	const code = await repeatRuns(run, { everyMs, signal: stop.signal, warn: output.warn }).finally(() =>
		screen?.close(),
	);
	return process.exit(code ?? signalCode);
}

/** The exit codes of a process that a signal ended, as shells report them: 128 and the number of the signal. */
const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

async function openStore({ historyFile }: DriftOptions, otherwise: HistoryStore): Promise<HistoryStore> {
	return historyFile === undefined ? otherwise : openHistory(historyFile);
}

function printText(text: string): void {
	process.stdout.write(text);
}

/**
 * Prints and writes the reports of one run, and saves the history. A report that cannot be written prevents neither the
 * other reports nor the notification.
 */
async function runOnce(options: DriftOptions, history: HistoryStore, { show, warn }: RunOutput): Promise<number> {
	const time = new Date();
	const report = await createReport(options, { history, time, warn });
	show(loadFormat(options.format)(report, textStyle(process.stdout, process.env)));
	const writeFailures = await writeReports(report, options.outputs);
	const notifyFailure = await history.save(report, options.notify);
	for (const message of [...writeFailures, ...(notifyFailure === undefined ? [] : [notifyFailure])]) warn(message);
	if (writeFailures.length > 0) return exitCodes.failure;
	return toExitCode(report.findings, { hasNotifyFailed: notifyFailure !== undefined });
}

/** The functions that print the results of a run. */
interface RunOutput {
	/** Prints a report. */
	readonly show: (text: string) => void;
	/** Prints a message in one line. */
	readonly warn: (message: string) => void;
}

async function createReport(
	options: DriftOptions,
	{ history, time, warn }: Pick<RunOutput, "warn"> & { readonly history: HistoryStore; readonly time: Date },
): Promise<Report> {
	const rules =
		options.ignoreFile === undefined
			? []
			: await readIgnoreRules(options.ignoreFile, (message) => warn(`warning: ${message}`));
	const input = await showProgress(
		() => "reading the state",
		() => readInput(options.input),
	);
	const live = await compareLive(input, options.trusted, warn);
	const notCompared = input.targets.filter((target) => !isComparable(target)).flatMap(unreadableFindings);
	const findings = await addChangedBy([...live, ...notCompared], options.eventFiles);
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

/** Compares the targets with the live profiles, and shows the progress. */
async function compareLive(
	{ targets, providers }: DriftInput,
	trusted: TrustedSettings,
	warn: RunOutput["warn"],
): Promise<readonly Finding[]> {
	const comparable = targets.filter(isComparable);
	const sources = (provider: string | undefined) => providerSettings(provider, providers, process.env);
	for (const provider of new Set(comparable.map((target) => target.provider))) {
		const line = describeCalls(provider, sources, trusted);
		if (line !== undefined) warn(line);
	}
	const { message, ...listener } = createReadProgress(comparable.length);
	const getContext = (provider: string | undefined) => createReadOnlyContext(sources(provider));
	return showProgress(message, () => readTargets(targets, { getContext, ...listener }));
}

function showProgress<T>(message: () => string, work: () => Promise<T>): Promise<T> {
	return withProgress(message, work, { stream: process.stderr });
}

/** Writes the report files. Returns a message for each file that could not be written. */
async function writeReports(report: Report, outputs: readonly ReportFile[]): Promise<readonly string[]> {
	const failures: string[] = [];
	for (const { format, file } of outputs) {
		const text = loadFormat(format)(report, { colour: false, width: FILE_WIDTH });
		await writeTextFile(file, text).catch((error: Error) => failures.push(`--output: ${error.message}`));
	}
	return failures;
}
