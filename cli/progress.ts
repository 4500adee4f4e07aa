/** Where progress is said: standard error. */
export interface ProgressStream {
	readonly isTTY?: boolean;
	write(text: string): unknown;
}

/** Calls something again and again until it is told to stop. */
export type Repeat = (ms: number, work: () => void) => () => void;

/** How often the line is written anew, in milliseconds. */
const TICK_MS = 500;

/** A run that ends before so many ticks says nothing. */
const QUIET_TICKS = 4;

/**
 * Says on a terminal what a run is doing, once it has taken two seconds, and takes the line away when it is done. In a pipe
 * nothing is said at all.
 */
export async function withProgress<T>(
	words: () => string,
	work: () => Promise<T>,
	{ stream, every = interval }: { readonly stream: ProgressStream; readonly every?: Repeat },
): Promise<T> {
	if (!stream.isTTY) return work();
	let ticks = 0;
	const stop = every(TICK_MS, () => {
		ticks += 1;
		if (ticks >= QUIET_TICKS) stream.write(`${CLEAR}${words()}`);
	});
	try {
		return await work();
	} finally {
		stop();
		if (ticks >= QUIET_TICKS) stream.write(CLEAR);
	}
}

/** To the start of the line, and nothing on it. */
const CLEAR = "\r\u001b[K";

function interval(ms: number, work: () => void): () => void {
	const timer = setInterval(work, ms);
	return () => clearInterval(timer);
}
