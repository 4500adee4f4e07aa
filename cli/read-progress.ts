import { MAX_ACCOUNTS_PER_CALL } from "../provider/model/limits";

/** Counts the accounts that a command has read, for a progress line. */
export interface ReadProgress {
	/** Counts an account. */
	readonly onRead: () => void;
	/** Counts a call of the service. */
	readonly onCall: () => void;
	/** Returns the progress line: `read 42,000 of 100,000 accounts, 198 calls/s, 3 s left`. */
	readonly message: () => string;
}

/** Starts to count. `now` returns the time in milliseconds. */
export function createReadProgress(total: number, now: () => number = Date.now): ReadProgress {
	const started = now();
	let read = 0;
	let calls = 0;
	return {
		onRead() {
			read += 1;
		},
		onCall() {
			calls += 1;
		},
		message() {
			const seconds = (now() - started) / 1000;
			const count = `read ${group(read)} of ${group(total)} accounts`;
			if (calls === 0 || seconds <= 0) return count;
			const secondsLeft = Math.ceil(((total - read) / MAX_ACCOUNTS_PER_CALL) * (seconds / calls));
			return `${count}, ${group(Math.round(calls / seconds))} calls/s, ${group(secondsLeft)} s left`;
		},
	};
}

function group(value: number): string {
	return value.toLocaleString("en-US");
}
