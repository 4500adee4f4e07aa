import { setTimeout as systemSleep } from "node:timers/promises";

/** Options of {@link repeatRuns}. */
export interface RepeatOptions {
	/** Time between the end of a run and the start of the next one, in milliseconds. */
	readonly everyMs: number;
	/** Aborting the signal ends the repetition at once, also in the middle of a run. */
	readonly signal: AbortSignal;
	/** Receives the message of each failed run, except of those before the first run that finished. */
	readonly warn: (message: string) => void;
	/** Waits for `ms` milliseconds. The promise rejects when the signal is aborted. @defaultValue the timer of Node.js */
	readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Repeats runs until the signal is aborted. Returns the exit code of the last run that finished, or `undefined` if no run
 * finished.
 *
 * @throws the error of the first run, which ends the repetition
 */
export async function repeatRuns(
	run: () => Promise<number>,
	{ everyMs, signal, warn, sleep = systemTimer }: RepeatOptions,
): Promise<number | undefined> {
	let code: number | undefined;
	const aborted = new Promise<void>((resolve) => {
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
	while (!signal.aborted) {
		const result = await Promise.race([run().catch(toError), aborted]);
		if (result === undefined) break;
		if (typeof result === "number") code = result;
		else if (code === undefined) throw result;
		else warn(result.message);
		await sleep(everyMs, signal).catch(() => undefined);
	}
	return code;
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}

function systemTimer(ms: number, signal: AbortSignal): Promise<unknown> {
	return systemSleep(ms, undefined, { signal });
}
