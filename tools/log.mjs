/* Progress output of the tools. It goes to stderr, so that stdout contains only the output of a command. */

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/**
 * Whether to colour the text on a stream: true if the stream is a terminal or FORCE_COLOR is set, but false if NO_COLOR
 * is set.
 */
export function isColoured(stream = process.stdout) {
	return !process.env.NO_COLOR && Boolean(stream.isTTY || process.env.FORCE_COLOR);
}

/** Colours a text, if the stream is coloured. */
export function paint(colour, text, stream = process.stdout) {
	if (!isColoured(stream)) return text;
	return `\u001b[${codes[colour]}m${text}\u001b[0m`;
}

/** Prints one line of progress. */
export function log(text) {
	process.stderr.write(`${paint("dim", "›", process.stderr)} ${text}\n`);
}

/** Formats a duration in milliseconds: `0.4 s`, `12.0 s`, `4 min 10 s`. */
export function duration(ms) {
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
	return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/**
 * Runs a task and logs its progress. Logs nothing if the task takes less than two seconds; otherwise logs a line after
 * two seconds, a line every fifteen seconds, and a line at the end.
 */
export async function step(title, task) {
	const started = Date.now();
	const elapsed = () => duration(Date.now() - started);
	let isSlow = false;
	const first = setTimeout(() => {
		isSlow = true;
		log(`${title} …`);
	}, 2000);
	const repeat = setInterval(() => log(`${title}: still running after ${elapsed()}`), 15_000);
	try {
		const result = await task();
		if (isSlow) log(`${title}: done in ${elapsed()}`);
		return result;
	} finally {
		clearTimeout(first);
		clearInterval(repeat);
	}
}
