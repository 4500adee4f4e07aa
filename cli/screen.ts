import stringWidth from "string-width";
import { toWarning } from "./terminal";

/** A terminal on which reports are drawn in place. */
export interface ScreenStream {
	readonly rows?: number;
	readonly columns?: number;
	write(text: string): unknown;
}

/** Draws the reports of repeated runs over each other on a terminal, with the messages of each run below its report. */
export interface Screen {
	/** Starts a run. The messages of the previous run are removed. */
	startRun(): void;
	/** Replaces the report on the screen. If it does not fit, its first lines and its last line are shown. */
	show(report: string): void;
	/** Adds a message below the report. */
	warn(message: string): void;
	/** Shows the cursor again, below the report. */
	close(): void;
}

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const HOME = "\u001b[H";
const CLEAR_LINE_END = "\u001b[K";
const CLEAR_SCREEN_END = "\u001b[J";

/** The size of a terminal that does not report its size, or reports 0. */
const DEFAULT_SIZE = { rows: 24, columns: 80 };

/** Starts to draw on a terminal. Hides the cursor until the screen is closed. */
export function openScreen(stream: ScreenStream, now: () => Date = () => new Date()): Screen {
	let report: readonly string[] = [];
	let messages: readonly string[] = [];
	const draw = () => {
		const rows = (stream.rows || DEFAULT_SIZE.rows) - 1;
		const columns = stream.columns || DEFAULT_SIZE.columns;
		const end = [...report.slice(-1), ...messages];
		const lines = fitLines(report.slice(0, -1), end, { rows, columns });
		stream.write(HOME + lines.map((line) => `${line}${CLEAR_LINE_END}\n`).join("") + CLEAR_SCREEN_END);
	};
	stream.write(HIDE_CURSOR);
	return {
		startRun() {
			messages = [];
		},
		show(text) {
			const time = now().toISOString().slice(0, 19).replace("T", " ");
			report = [`${time} UTC`, "", ...text.trimEnd().split("\n")];
			draw();
		},
		warn(message) {
			messages = [...messages, toWarning(message)];
			draw();
		},
		close() {
			stream.write(SHOW_CURSOR);
		},
	};
}

/**
 * Returns the lines that fit on a screen. If not all fit, a line states the number of the lines that are omitted before
 * the lines of `end`.
 */
function fitLines(
	start: readonly string[],
	end: readonly string[],
	{ rows, columns }: { readonly rows: number; readonly columns: number },
): readonly string[] {
	const heightOf = (line: string) => Math.max(1, Math.ceil(stringWidth(line) / columns));
	const totalOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + heightOf(line), 0);
	if (totalOf(start) + totalOf(end) <= rows) return [...start, ...end];
	let used = 1 + totalOf(end); // the line that states the number of the others
	const shown = start.findIndex((line) => {
		used += heightOf(line);
		return used > rows;
	});
	return [...start.slice(0, shown), `and ${start.length - shown} more lines`, ...end];
}
