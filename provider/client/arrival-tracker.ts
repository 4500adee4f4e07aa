/**
 * Estimates whether more requests are about to join a batch.
 *
 * The callers are a fixed number of hooks that run in parallel: each makes its next request some milliseconds after a batch
 * has answered it. So the tracker counts the callers that were answered and have not made another request yet, and measures
 * the usual gap between two requests.
 */
export interface ArrivalTracker {
	/** Records that a request was made. */
	enqueued(): void;
	/** Records that a call was sent. */
	sent(): void;
	/** Records the response of a call for this number of requests. */
	answered(size: number): void;
	/** Records that no request was made for {@link ArrivalTracker.idleTimeoutMs}. */
	idle(): void;
	/** Whether no request is outstanding, and no call for several requests was answered in the last 100 ms. */
	isIdle(): boolean;
	/** Whether every caller that was answered since the last pause has made another request, and no other caller has. */
	hasAllReturned(): boolean;
	/** Returns how long to wait for another request, in milliseconds. */
	idleTimeoutMs(): number;
	/** Number of calls in flight. */
	readonly calls: number;
}

/** Shortest pause after which a batch is sent, in milliseconds. */
const MIN_IDLE_MS = 10;

/** Longest wait for another request while no call is in flight, in milliseconds. */
const MAX_IDLE_MS = 100;

/** Longest wait for another request while a call is in flight, in milliseconds. */
const MAX_IN_FLIGHT_WAIT_MS = 1000;

/** Multiple of the mean gap that counts as a pause. */
const IDLE_GAP_FACTOR = 5;

/** Weight of the latest gap in the moving average. */
const GAP_SMOOTHING = 1 / 8;

/** Creates a tracker over a clock in milliseconds. Requests of the same millisecond count as one in the mean gap. */
export function createArrivalTracker(now: () => number): ArrivalTracker {
	let calls = 0;
	let outstanding = 0; // requests that wait or are in a call
	let toReturn = 0; // callers that a call for several answered and that have made no request since
	let isGroupComplete = false; // since the last pause, only callers that were answered have made requests
	let lastEnqueuedAt = now();
	let lastSharedAnswerAt = Number.NEGATIVE_INFINITY;
	let meanGapMs = MAX_IDLE_MS / IDLE_GAP_FACTOR;
	const isIdle = () => outstanding === 0 && now() - lastSharedAnswerAt >= MAX_IDLE_MS;
	const recordGap = (gapMs: number) => {
		if (gapMs > 0) meanGapMs += (Math.min(gapMs, MAX_IDLE_MS) - meanGapMs) * GAP_SMOOTHING;
		lastEnqueuedAt = now();
	};
	return {
		get calls() {
			return calls;
		},
		enqueued() {
			recordGap(now() - lastEnqueuedAt);
			if (isIdle()) toReturn = 0;
			outstanding += 1;
			if (toReturn === 0) isGroupComplete = false;
			else toReturn -= 1;
		},
		sent() {
			calls += 1;
		},
		answered(size) {
			calls -= 1;
			outstanding -= size;
			if (size <= 1) return;
			toReturn += size;
			lastSharedAnswerAt = now();
		},
		idle() {
			toReturn = 0;
			isGroupComplete = true;
		},
		isIdle,
		hasAllReturned: () => isGroupComplete && toReturn === 0,
		idleTimeoutMs() {
			if (calls > 0) return MAX_IN_FLIGHT_WAIT_MS; // its response usually brings the next request
			if (toReturn > 0) return MAX_IDLE_MS;
			return Math.min(Math.max(IDLE_GAP_FACTOR * meanGapMs, MIN_IDLE_MS), MAX_IDLE_MS);
		},
	};
}
