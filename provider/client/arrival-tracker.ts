/** Who is under way, waiting or in a call, and what that says about who is yet to come. */
export interface ArrivalTracker {
	/** Somebody has come. */
	enqueued(): void;
	/** A call has gone out. */
	sent(): void;
	/** A call has come back, with so many. */
	answered(size: number): void;
	/** Nobody came for {@link ArrivalTracker.idleTimeoutMs}. */
	idle(): void;
	/** Whether whoever comes now is alone: nobody waits, no call is in flight, and none of several has just come back. */
	isIdle(): boolean;
	/** Whether all have come again whom calls of several have answered since the last pause, and nobody else has. */
	hasAllReturned(): boolean;
	/** How long nobody may come before those who wait are taken for all, in milliseconds. */
	idleTimeoutMs(): number;
	/** Calls in flight. */
	readonly calls: number;
}

/** The shortest pause that says anything, in milliseconds. */
const MIN_IDLE_MS = 10;

/** The longest wait for somebody else, in milliseconds. */
const MAX_IDLE_MS = 100;

/** An answer that is not there after so long is no longer waited for, in milliseconds. */
const MAX_IN_FLIGHT_WAIT_MS = 1000;

/** A pause of so many usual gaps is no gap any more. */
const IDLE_GAP_FACTOR = 5;

/** How much the newest gap counts in the mean. */
const GAP_SMOOTHING = 1 / 8;

/** Watches a crowd by a clock in milliseconds. Those who come in one millisecond count as one in the usual gap. */
export function createArrivalTracker(now: () => number): ArrivalTracker {
	let calls = 0;
	let outstanding = 0;
	let answered = 0;
	let isClosed = false;
	let lastEnqueuedAt = now();
	let lastSharedAnswerAt = Number.NEGATIVE_INFINITY;
	let meanGapMs = MAX_IDLE_MS / IDLE_GAP_FACTOR;
	const isAlone = () => outstanding === 0 && now() - lastSharedAnswerAt >= MAX_IDLE_MS;
	const noteGap = (gapMs: number) => {
		if (gapMs > 0) meanGapMs += (Math.min(gapMs, MAX_IDLE_MS) - meanGapMs) * GAP_SMOOTHING;
		lastEnqueuedAt = now();
	};
	return {
		get calls() {
			return calls;
		},
		enqueued() {
			noteGap(now() - lastEnqueuedAt);
			if (isAlone()) answered = 0;
			outstanding += 1;
			if (answered === 0) isClosed = false;
			else answered -= 1;
		},
		sent() {
			calls += 1;
		},
		answered(size) {
			calls -= 1;
			outstanding -= size;
			if (size <= 1) return;
			answered += size;
			lastSharedAnswerAt = now();
		},
		idle() {
			answered = 0;
			isClosed = true;
		},
		isIdle: isAlone,
		hasAllReturned: () => isClosed && answered === 0,
		idleTimeoutMs() {
			if (calls > 0) return MAX_IN_FLIGHT_WAIT_MS; // whom a call answers often brings the next
			if (answered > 0) return MAX_IDLE_MS;
			return Math.min(Math.max(IDLE_GAP_FACTOR * meanGapMs, MIN_IDLE_MS), MAX_IDLE_MS);
		},
	};
}
