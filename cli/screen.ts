import stringWidth from "string-width";

/** A terminal on which reports are drawn in place. */
export interface ScreenStream {
	readonly rows?: number;
	readonly columns?: number;
	write(text: string): unknown;
}

/** Draws texts over each other on a terminal. */
export interface Screen {
	/** Replaces the text on the screen. Lines below the height of the screen are cut, and their number is shown. */
	draw(text: string): void;
	/** Shows the cursor again, below the text. */
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
export function openScreen(stream: ScreenStream): Screen {
	stream.write(HIDE_CURSOR);
	return {
		draw(text) {
			const rows = (stream.rows || DEFAULT_SIZE.rows) - 1;
			const columns = stream.columns || DEFAULT_SIZE.columns;
			const lines = fitLines(text.trimEnd().split("\n"), { rows, columns });
			stream.write(HOME + lines.map((line) => `${line}${CLEAR_LINE_END}\n`).join("") + CLEAR_SCREEN_END);
		},
		close() {
			stream.write(SHOW_CURSOR);
		},
	};
}

/** Returns the lines that fit on a screen. If not all fit, the last line states the number of the others. */
function fitLines(
	lines: readonly string[],
	{ rows, columns }: { readonly rows: number; readonly columns: number },
): readonly string[] {
	const heights = lines.map((line) => Math.max(1, Math.ceil(stringWidth(line) / columns)));
	const total = heights.reduce((sum, height) => sum + height, 0);
	if (total <= rows) return lines;
	let used = 1; // the line that states the number of the others
	const end = heights.findIndex((height) => {
		used += height;
		return used > rows;
	});
	return [...lines.slice(0, end), `and ${lines.length - end} more lines`];
}
