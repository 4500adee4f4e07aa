import { once } from "../../provider/util";
import type { RecordedEvent } from "../profile-events";
import { explainPortInUse, waitForStopSignal } from "../server-process";
import { type DeclaredState, openDeclaredState } from "./declared-state";
import { createEventRecorder, openEventLog } from "./event-log";
import { changeMessage, driftMessage, isPowerOfTen, resultMessage, summaryMessage } from "./messages";
import { parseWatchOptions, type WatchCommandOptions } from "./options";
import { createWebhookCounts, createWebhookServer, type WebhookResult } from "./server";

/** What is told, and to whom. */
export interface ReportOptions {
	/** What a state declares; without one every change is told. */
	readonly declared: DeclaredState | undefined;
	/** Says a line to the person who runs it. */
	readonly print: (line: string) => void;
}

/** Tells a change by somebody else: every one, or where there is a state, those of what it declares. Never rejects. */
export async function report(event: RecordedEvent, { declared, print: say }: ReportOptions): Promise<void> {
	if (event.ours) return;
	if (declared === undefined) return say(changeMessage(event));
	const paths = await declared.changedInputs(event);
	if (paths.length > 0) say(driftMessage(event, paths));
}

/**
 * Receives the service's webhooks until SIGINT or SIGTERM, and keeps who changed which tags. Prints the address, then
 * `ready`, then a line for each change by somebody else.
 *
 * Errors: `config` for a setting; `Error` with one line for an option, an events file or a port that cannot be used.
 */
export async function runWatch(options: WatchCommandOptions): Promise<void> {
	const settings = await parseWatchOptions(options, process.env);
	const { host, port, ours, state, sdkAppId, warnings } = settings;
	const declared = state === undefined ? undefined : await openDeclaredState({ file: state, sdkAppId, print: warn });
	const journal = once(() => openEventLog({ ...settings, print: warn }));
	const recorder = once(async () => createEventRecorder(await journal()));
	const counts = createWebhookCounts();
	const receiver = createWebhookServer({
		auth: { ...settings, now: Date.now },
		ours,
		record: async (event) => (await recorder()).record(event),
		onRecorded: (event) => void report(event, { declared, print }),
		onResult: (result) => logResult(result, counts.add(result)),
		counts: counts.current,
	});
	const stopped = waitForStopSignal();
	const address = await explainPortInUse(receiver.listen({ host, port }), port); // first, as it keeps a second watch from the file
	await journal();
	for (const line of warnings) warn(line);
	print(`listening on ${address}\nready`);
	await stopped;
	await receiver.close();
	await (await journal()).close();
	warn(summaryMessage(counts.current()));
}

function logResult(ending: WebhookResult, count: number): void {
	const line = isPowerOfTen(count) ? resultMessage(ending, count) : undefined;
	if (line !== undefined) warn(line);
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

function warn(line: string): void {
	process.stderr.write(`pulumi-tim: ${line}\n`);
}
