/** Style of a text report. */
export interface TextStyle {
	readonly colour: boolean;
	/** Columns of the terminal. */
	readonly width: number;
}

/** A stream that shows progress. */
export interface ProgressStream {
	readonly isTTY?: boolean;
	write(text: string): unknown;
}

/** Calls a function periodically, and returns a function that ends it. */
export type Repeat = (ms: number, work: () => void) => () => void;

/** Width of text that is not written to a terminal. */
export const FILE_WIDTH = 120;

/** Columns between two columns of a {@link borderlessTable}. */
export const GAP = 2;

/** Options for cli-table3 that draw no lines. */
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

/** Time between two updates of a progress line, in milliseconds. */
const UPDATE_MS = 500;

/** Updates that are skipped at the start, so that a short run shows no progress. */
const SKIPPED_UPDATES = 4;

/** Moves to the start of the line and clears it. */
const CLEAR_LINE = "\r\u001b[K";

/** Writes a line to standard output. */
export function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Writes a line to standard error, after the name of the command. */
export function warn(line: string): void {
	process.stderr.write(`pulumi-tim: ${line}\n`);
}

/**
 * Returns the style for a stream. Colour is used on a terminal that supports it, or when FORCE_COLOR is set, as in the log
 * of a pipeline; never when NO_COLOR is set. Source: https://no-color.org, https://force-color.org
 */
export function textStyle(
	{ isTTY = false, columns = FILE_WIDTH }: { readonly isTTY?: boolean; readonly columns?: number },
	{ NO_COLOR = "", FORCE_COLOR = "", TERM }: Readonly<Record<string, string | undefined>>,
): TextStyle {
	const isForced = FORCE_COLOR !== "" && FORCE_COLOR !== "0";
	const colour = NO_COLOR === "" && (isForced || (isTTY && TERM !== "dumb"));
	return { colour, width: isTTY ? columns : FILE_WIDTH };
}

/** Runs work, and shows its progress on a terminal once it has taken two seconds. The line is cleared at the end. */
export async function withProgress<T>(
	message: () => string,
	work: () => Promise<T>,
	{ stream, every = interval }: { readonly stream: ProgressStream; readonly every?: Repeat },
): Promise<T> {
	if (!stream.isTTY) return work();
	let updates = 0;
	const stop = every(UPDATE_MS, () => {
		updates += 1;
		if (updates >= SKIPPED_UPDATES) stream.write(`${CLEAR_LINE}${message()}`);
	});
	try {
		return await work();
	} finally {
		stop();
		if (updates >= SKIPPED_UPDATES) stream.write(CLEAR_LINE);
	}
}

function interval(ms: number, work: () => void): () => void {
	const timer = setInterval(work, ms);
	return () => clearInterval(timer);
}
