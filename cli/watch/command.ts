import { once } from "../../provider/util";
import type { RecordedEvent } from "../profile-events";
import { explainPortInUse, waitForStopSignal } from "../server-process";
import { print, warn } from "../terminal";
import { type DeclaredState, openDeclaredState } from "./declared-state";
import { createEventRecorder, openEventLog } from "./event-log";
import { changeMessage, driftMessage, isPowerOfTen, resultMessage, summaryMessage } from "./messages";
import { parseWatchOptions, type WatchCommandOptions } from "./options";
import { createWebhookCounts, createWebhookServer, type WebhookResult } from "./server";

/** Destination of reports, and the state that selects what is reported. */
export interface ReportOptions {
	/** The state whose inputs are reported; without one every change is. */
	readonly declared: DeclaredState | undefined;
	readonly print: (line: string) => void;
}

/**
 * Receives the service's webhooks until SIGINT or SIGTERM, and records who changed which tags. Prints the address, then
 * `ready`, then a line for each change by someone else.
 *
 * @throws ImError of kind `config` for a setting; Error with one line for an option, an events file or a port.
 */
export async function runWatch(options: WatchCommandOptions): Promise<void> {
	const settings = await parseWatchOptions(options, process.env);
	const { host, port, ours, state, sdkAppId, warnings } = settings;
	const declared = state === undefined ? undefined : await openDeclaredState({ file: state, sdkAppId, warn });
	const eventLog = once(() => openEventLog({ ...settings, warn }));
	const recorder = once(async () => createEventRecorder(await eventLog()));
	const counts = createWebhookCounts();
	const server = createWebhookServer({
		auth: { ...settings, now: Date.now },
		ours,
		record: async (event) => (await recorder()).record(event),
		onRecorded: (event) => void report(event, { declared, print }),
		onResult: (result) => logResult(result, counts.add(result)),
		counts: counts.current,
	});
	const stopped = waitForStopSignal();
	const address = await explainPortInUse(server.listen({ host, port }), port); // before a second watch opens the file
	await eventLog();
	for (const warning of warnings) warn(warning);
	print(`listening on ${address}\nready`);
	await stopped;
	await server.close();
	await (await eventLog()).close();
	warn(summaryMessage(counts.current()));
}

/** Prints a change by someone else: every one, or with a state only those of what it declares. Never rejects. */
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
