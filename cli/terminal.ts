import { escapeControlCharacters } from "../provider/util/text";
import { escapeCiCommands, textEscapes } from "./ci-commands";

/** The style of a text report. */
export interface TextStyle {
	readonly colour: boolean;
	/** Maximum number of columns of a line. */
	readonly width: number;
}

/** A stream to which a progress line is written. */
export interface ProgressStream {
	readonly isTTY?: boolean;
	write(text: string): unknown;
}

/** Calls a function every `ms` milliseconds. Returns a function that stops the calls. */
export type Repeat = (ms: number, work: () => void) => () => void;

/** Width of text that is written to a file or a pipe, in columns. */
export const FILE_WIDTH = 120;

/** Number of spaces between two columns of a {@link borderlessTable}. */
export const GAP = 2;

/** Options of cli-table3 for a table without borders. */
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

/** Number of updates that are skipped at the start, so that a run of less than two seconds shows no progress. */
const SKIPPED_UPDATES = 4;

/** Terminal codes that move the cursor to the start of the line and clear the line. */
const CLEAR_LINE = "\r\u001b[K";

/** Writes a line to standard output. */
export function print(line: string): void {
	process.stdout.write(`${toOneLine(line)}\n`);
}

/** Writes a line to standard error, with the prefix `pulumi-tim: `. */
export function warn(line: string): void {
	process.stderr.write(`${toWarning(line)}\n`);
}

/** Returns the text of a line on standard error: the prefix `pulumi-tim: ` and a message in one line. */
export function toWarning(message: string): string {
	return `pulumi-tim: ${toOneLine(message)}`;
}

/** Escapes line breaks, control characters and CI commands, so that a text is printed as one harmless line. */
export function toOneLine(text: string): string {
	return escapeCiCommands(escapeControlCharacters(text), textEscapes);
}

/**
 * Returns the style for a stream. Enables colour on a terminal that supports colour, or if FORCE_COLOR is set, for example
 * for the log of a pipeline. NO_COLOR disables colour. Source: https://no-color.org, https://force-color.org
 */
export function textStyle(
	{ isTTY = false, columns = 0 }: { readonly isTTY?: boolean; readonly columns?: number },
	{ NO_COLOR = "", FORCE_COLOR = "", TERM }: Readonly<Record<string, string | undefined>>,
): TextStyle {
	const isForced = FORCE_COLOR !== "" && FORCE_COLOR !== "0";
	const colour = NO_COLOR === "" && (isForced || (isTTY && TERM !== "dumb"));
	return { colour, width: isTTY && columns > 0 ? columns : FILE_WIDTH };
}

/** Runs work. On a terminal, shows a progress line after two seconds, and clears the line at the end. */
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
