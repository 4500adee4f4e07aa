import { once } from "../provider/util";
import { explainPortInUse, waitForStopSignal } from "./serving";
import { createCounts, type WebhookResult } from "./watch/counts";
import { openDeclaredState } from "./watch/declared";
import { openEventLog } from "./watch/journal";
import { isPowerOfTen, resultMessage, summaryMessage } from "./watch/lines";
import { createEventRecorder } from "./watch/recorder";
import { createWebhookServer } from "./watch/server";
import { type WatchCommandOptions, watchSettings } from "./watch/settings";
import { report } from "./watch/tell";

/**
 * Receives the service's webhooks until SIGINT or SIGTERM, and keeps who changed which tags. Prints the address, then
 * `ready`, then a line for each change by somebody else.
 *
 * Errors: `config` for a setting; `Error` with one line for an option, an events file or a port that cannot be used.
 */
export async function runWatch(options: WatchCommandOptions): Promise<void> {
	const settings = await watchSettings(options, process.env);
	const { host, port, ours, state, sdkAppId, warnings } = settings;
	const declared = state === undefined ? undefined : await openDeclaredState({ file: state, sdkAppId, print: warn });
	const journal = once(() => openEventLog({ ...settings, print: warn }));
	const recorder = once(async () => createEventRecorder(await journal()));
	const counts = createCounts();
	const receiver = createWebhookServer({
		gate: { ...settings, now: Date.now },
		ours,
		record: async (event) => (await recorder()).record(event),
		recorded: (event) => void report(event, { declared, print }),
		ended: (ending) => logResult(ending, counts.add(ending)),
		counts: counts.now,
	});
	const stopped = waitForStopSignal();
	const address = await explainPortInUse(receiver.listen({ host, port }), port); // first, as it keeps a second watch from the file
	await journal();
	for (const line of warnings) warn(line);
	print(`listening on ${address}\nready`);
	await stopped;
	await receiver.close();
	await (await journal()).close();
	warn(summaryMessage(counts.now()));
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
