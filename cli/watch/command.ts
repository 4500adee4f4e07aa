import { once } from "../../provider/util/core";
import { CONSOLE_SETTINGS, type RecordedEvent } from "../profile-events";
import { explainPortInUse, waitForStopSignal } from "../server-process";
import { print, warn } from "../terminal";
import { type DeclaredState, openDeclaredState } from "./declared-state";
import { createEventRecorder, openEventLog } from "./event-log";
import { changeMessage, driftMessage, isPowerOfTen, resultMessage, summaryMessage } from "./messages";
import { parseWatchOptions, type WatchCommandOptions } from "./options";
import { createWebhookCounts, createWebhookServer, type WebhookResult } from "./server";

/** Options of {@link report}. */
export interface ReportOptions {
	/**
	 * The inputs that a state declares. Only changes of these inputs are reported. If undefined, every change is
	 * reported.
	 */
	readonly declared: DeclaredState | undefined;
	/** Writes a line to standard output. */
	readonly print: (line: string) => void;
}

/**
 * Receives the service's webhooks until SIGINT or SIGTERM, and records who changed which tags. Prints the required
 * settings in the console, the address, then `ready`, then a line for each change that this package did not make.
 *
 * @throws ImError of kind `config` if a setting is missing or invalid; Error with a one-line message if an option is
 * invalid, the events file cannot be used, or the port is in use.
 */
export async function runWatch(options: WatchCommandOptions): Promise<void> {
	const settings = await parseWatchOptions(options, process.env);
	const { host, port, ours, state, sdkAppId, warnings, allowedHosts } = settings;
	const declared = state === undefined ? undefined : await openDeclaredState({ file: state, sdkAppId, warn });
	const eventLog = once(() => openEventLog({ ...settings, warn }));
	const recorder = once(async () => createEventRecorder(await eventLog()));
	const counts = createWebhookCounts();
	const server = createWebhookServer({
		auth: { ...settings, now: Date.now },
		ours,
		allowedHosts,
		record: async (event) => (await recorder()).record(event),
		onRecorded: (event) => void report(event, { declared, print }),
		onResult: (result) => logResult(result, counts.add(result)),
		counts: counts.current,
		check: async () => (await eventLog()).check(),
	});
	// A second process fails here, before it opens the events file.
	const address = await explainPortInUse(server.listen({ host, port }), port);
	try {
		await eventLog();
		for (const warning of warnings) warn(warning);
		print(`events require two settings in the console: ${CONSOLE_SETTINGS}`);
		print(`listening on ${address}`);
		const stopped = waitForStopSignal();
		print("ready");
		await stopped;
		exitLater();
	} finally {
		await server.close();
	}
	await (await eventLog()).close();
	warn(summaryMessage(counts.current()));
}

/** Ends the process even if a read or a write does not end, for example on a file system of a network. */
function exitLater(): void {
	setTimeout(() => process.exit(), MAX_EXIT_MS).unref();
}

/** Maximum time from a signal to the end of the process, in milliseconds. */
const MAX_EXIT_MS = 1800;

/**
 * Prints a change that this package did not make. If `declared` is given, prints only changes of declared inputs. Never
 * rejects.
 */
export async function report(event: RecordedEvent, options: ReportOptions): Promise<void> {
	if (event.ours) return;
	if (options.declared === undefined) return options.print(changeMessage(event));
	const paths = await options.declared.changedInputs(event);
	if (paths.length > 0) options.print(driftMessage(event, paths));
}

function logResult(result: WebhookResult, count: number): void {
	const message = isPowerOfTen(count) ? resultMessage(result, count) : undefined;
	if (message !== undefined) warn(message);
}
