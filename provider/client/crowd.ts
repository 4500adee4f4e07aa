/** Who is under way, waiting or in a call, and what that says about who is yet to come. */
export interface Crowd {
	/** Somebody has come. */
	come(): void;
	/** A call has gone out. */
	depart(): void;
	/** A call has come back, with so many. */
	arrive(size: number): void;
	/** Nobody came for {@link Crowd.quietMs}. */
	pause(): void;
	/** Whether whoever comes now is alone: nobody waits, no call is in flight, and none of several has just come back. */
	isAlone(): boolean;
	/** Whether all have come again whom calls of several have answered since the last pause, and nobody else has. */
	isComplete(): boolean;
	/** How long nobody may come before those who wait are taken for all, in milliseconds. */
	quietMs(): number;
	/** Calls in flight. */
	readonly calls: number;
}

/** The shortest pause that says anything, in milliseconds. */
const MIN_QUIET_MS = 10;

/** The longest wait for somebody else, in milliseconds. */
const MAX_QUIET_MS = 100;

/** An answer that is not there after so long is no longer waited for, in milliseconds. */
const MAX_ANSWER_MS = 1000;

/** A pause of so many usual gaps is no gap any more. */
const GAPS_OF_A_PAUSE = 5;

/** How much the newest gap counts in the mean. */
const WEIGHT = 1 / 8;

/** Watches a crowd by a clock in milliseconds. Those who come in one millisecond count as one in the usual gap. */
export function watchCrowd(now: () => number): Crowd {
	let calls = 0;
	let underWay = 0;
	let answered = 0;
	let isClosed = false;
	let lastComing = now();
	let lastCompany = Number.NEGATIVE_INFINITY;
	let usualGapMs = MAX_QUIET_MS / GAPS_OF_A_PAUSE;
	const isAlone = () => underWay === 0 && now() - lastCompany >= MAX_QUIET_MS;
	const noteGap = (gapMs: number) => {
		if (gapMs > 0) usualGapMs += (Math.min(gapMs, MAX_QUIET_MS) - usualGapMs) * WEIGHT;
		lastComing = now();
	};
	return {
		get calls() {
			return calls;
		},
		come() {
			noteGap(now() - lastComing);
			if (isAlone()) answered = 0;
			underWay += 1;
			if (answered === 0) isClosed = false;
			else answered -= 1;
		},
		depart() {
			calls += 1;
		},
		arrive(size) {
			calls -= 1;
			underWay -= size;
			if (size <= 1) return;
			answered += size;
			lastCompany = now();
		},
		pause() {
			answered = 0;
			isClosed = true;
		},
		isAlone,
		isComplete: () => isClosed && answered === 0,
		quietMs() {
			if (calls > 0) return MAX_ANSWER_MS; // whom a call answers often brings the next
			if (answered > 0) return MAX_QUIET_MS;
			return Math.min(Math.max(GAPS_OF_A_PAUSE * usualGapMs, MIN_QUIET_MS), MAX_QUIET_MS);
		},
	};
}
