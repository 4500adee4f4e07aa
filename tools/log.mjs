/**
 * What the tools say while they work: on stderr, so that the output of a command stays its own.
 * Colour only where a person looks at a terminal.
 */
const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Whether a stream gets colour: a terminal does, and with FORCE_COLOR a file too, unless NO_COLOR asks for plain text. */
export function isColoured(stream = process.stdout) {
	return !process.env.NO_COLOR && Boolean(stream.isTTY || process.env.FORCE_COLOR);
}

/** Wraps a text in a colour where the stream gets any. */
export function paint(colour, text, stream = process.stdout) {
	if (!isColoured(stream)) return text;
	return `\u001b[${codes[colour]}m${text}\u001b[0m`;
}

/** Prints one line of progress. */
export function say(text) {
	process.stderr.write(`${paint("dim", "›", process.stderr)} ${text}\n`);
}

/** Milliseconds as a person reads them: `0.4 s`, `12.0 s`, `4 min 10 s`. */
export function duration(ms) {
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
	return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/**
 * Does a piece of work and keeps the person in front of it informed: silent when it takes less than two seconds,
 * otherwise a line when it starts to take long, one every fifteen seconds, and one at the end.
 */
export async function step(title, work) {
	const started = Date.now();
	const age = () => duration(Date.now() - started);
	let spoke = false;
	const first = setTimeout(() => {
		spoke = true;
		say(`${title} …`);
	}, 2000);
	const pulse = setInterval(() => say(`${title}: still at it after ${age()}`), 15_000);
	try {
		const result = await work();
		if (spoke) say(`${title}: done in ${age()}`);
		return result;
	} finally {
		clearTimeout(first);
		clearInterval(pulse);
	}
}
