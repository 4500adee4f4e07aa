/** How text for people may look. */
export interface TextStyle {
	readonly colour: boolean;
	/** Columns of the terminal. */
	readonly width: number;
}

/** How wide text is that no terminal shows. */
export const FILE_WIDTH = 120;

/**
 * Colour on a terminal that can, or where FORCE_COLOR asks for it, as in the log of a pipeline; never where NO_COLOR
 * forbids it. Source: https://no-color.org, https://force-color.org
 */
export function textStyle(
	{ isTTY = false, columns = FILE_WIDTH }: { readonly isTTY?: boolean; readonly columns?: number },
	{ NO_COLOR = "", FORCE_COLOR = "", TERM }: Readonly<Record<string, string | undefined>>,
): TextStyle {
	const isAsked = FORCE_COLOR !== "" && FORCE_COLOR !== "0";
	const colour = NO_COLOR === "" && (isAsked || (isTTY && TERM !== "dumb"));
	return { colour, width: isTTY ? columns : FILE_WIDTH };
}

/** Columns between two columns of a {@link borderlessTable}. */
export const GAP = 2;

/** How cli-table3 draws without any line: columns alone, {@link GAP} apart. */
export const borderlessTable = {
	chars: {
		...Object.fromEntries(
			["top", "bottom", "left", "right", "mid"]
				.flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
				.map((name) => [name, ""]),
		),
		middle: " ".repeat(GAP),
	},
	style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
};

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
