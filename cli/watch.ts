import { once } from "../provider/once";
import { orPortInUse, stopSignal } from "./serving";
import { createCounts, type Ending } from "./watch/counts";
import { openDeclared } from "./watch/declared";
import { openJournal } from "./watch/journal";
import { endingLine, isWorthALine, summaryLine } from "./watch/lines";
import { createRecorder } from "./watch/recorder";
import { createReceiver } from "./watch/server";
import { type WatchCommandOptions, watchSettings } from "./watch/settings";
import { tell } from "./watch/tell";

/**
 * Receives the service's webhooks until SIGINT or SIGTERM, and keeps who changed which tags. Prints the address, then
 * `ready`, then a line for each change by somebody else.
 *
 * Errors: `config` for a setting; `Error` with one line for an option, an events file or a port that cannot be used.
 */
export async function runWatch(options: WatchCommandOptions): Promise<void> {
	const settings = await watchSettings(options, process.env);
	const { host, port, ours, state, sdkAppId, warnings } = settings;
	const declared = state === undefined ? undefined : await openDeclared({ file: state, sdkAppId, say: warn });
	const journal = once(() => openJournal({ ...settings, say: warn }));
	const recorder = once(async () => createRecorder(await journal()));
	const counts = createCounts();
	const receiver = createReceiver({
		gate: { ...settings, now: Date.now },
		ours,
		record: async (event) => (await recorder()).record(event),
		recorded: (event) => void tell(event, { declared, say }),
		ended: (ending) => sayEnding(ending, counts.add(ending)),
		counts: counts.now,
	});
	const stopped = stopSignal();
	const address = await orPortInUse(receiver.listen({ host, port }), port); // first, as it keeps a second watch from the file
	await journal();
	for (const line of warnings) warn(line);
	say(`listening on ${address}\nready`);
	await stopped;
	await receiver.close();
	await (await journal()).close();
	warn(summaryLine(counts.now()));
}

function sayEnding(ending: Ending, count: number): void {
	const line = isWorthALine(count) ? endingLine(ending, count) : undefined;
	if (line !== undefined) warn(line);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

function warn(line: string): void {
	process.stderr.write(`pulumi-tim: ${line}\n`);
}
