/** Where progress is shown: standard error, as a rule. */
export interface ProgressStream {
	readonly isTTY?: boolean;
	write(text: string): unknown;
}

/** How much of something long is done. */
export interface Progress {
	/** Says how many are done, once two seconds have gone by, and then a few times a second. */
	show(done: number): void;
	/** Takes the line away. */
	end(): void;
}

/** What progress is shown of. */
export interface ProgressOptions {
	readonly stream: ProgressStream;
	/** What is counted: `accounts read`. */
	readonly words: string;
	readonly total: number;
	/** The time in milliseconds. */
	readonly now: () => number;
}

/** When it is first shown, in milliseconds, so that what is quick stays quiet. */
const SHOWN_AFTER_MS = 2000;

const SHOWN_EVERY_MS = 200;

const CLEAR_LINE = "\r\u001b[K";

/** Progress of something that begins now. Shown on a terminal alone. */
export function createProgress({ stream, words, total, now }: ProgressOptions): Progress {
	let due = now() + SHOWN_AFTER_MS;
	let isShown = false;
	return {
		show(done) {
			if (!stream.isTTY || now() < due) return;
			due = now() + SHOWN_EVERY_MS;
			isShown = true;
			stream.write(`${CLEAR_LINE}${done} of ${total} ${words}`);
		},
		end() {
			if (isShown) stream.write(CLEAR_LINE);
		},
	};
}
