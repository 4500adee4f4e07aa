/**
 * Estimates whether more requests will join a batch soon.
 *
 * The callers are a fixed number of provider hooks that run in parallel. Each hook makes its next request a few
 * milliseconds after it receives the response of a batch. The tracker therefore counts the callers that received a
 * response and have not made another request yet. It also measures the mean gap between two requests.
 */
export interface ArrivalTracker {
	/** Records that a caller made a request, which now waits in a batch. */
	enqueued(): void;
	/** Records that the call for one batch was sent. */
	sent(): void;
	/** Records that the call for a batch of `size` requests has received its response. */
	answered(size: number): void;
	/** Records that no request was made within the time that {@link ArrivalTracker.idleTimeoutMs} returned. */
	idle(): void;
	/** Whether no request is outstanding, and no batch of several requests received its response in the last 100 ms. */
	isIdle(): boolean;
	/**
	 * Whether, since the last pause, every caller that received a response has made its next request, and no other caller
	 * has made a request.
	 */
	hasAllReturned(): boolean;
	/** Returns how long a batch waits for another request before it is sent, in milliseconds. */
	idleTimeoutMs(): number;
	/** Number of calls that were sent and have not received a response. */
	readonly calls: number;
}

/** Lower limit of the time without a new request after which a batch is sent, in milliseconds. */
const MIN_IDLE_MS = 10;

/** Maximum wait for another request while no call is in flight, in milliseconds. */
const MAX_IDLE_MS = 100;

/** Maximum wait for another request while a call is in flight, in milliseconds. */
const MAX_IN_FLIGHT_WAIT_MS = 1000;

/** Multiple of the mean gap between two requests after which a time without requests counts as a pause. */
const IDLE_GAP_FACTOR = 5;

/** Weight of the latest gap in the moving average of the gaps between requests. */
const GAP_SMOOTHING = 1 / 8;

/**
 * Creates a tracker. `now` returns the time in milliseconds. Requests that are made in the same millisecond count as
 * one request when the mean gap is measured.
 */
export function createArrivalTracker(now: () => number): ArrivalTracker {
	let calls = 0;
	let outstanding = 0; // requests that are queued or in a call in flight
	let toReturn = 0; // callers that received the response of a call for several requests and have made no request since
	let isGroupComplete = false; // true if, since the last pause, only callers that had received a response made requests
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
			if (calls > 0) return MAX_IN_FLIGHT_WAIT_MS; // the response of that call usually triggers the next request
			if (toReturn > 0) return MAX_IDLE_MS;
			return Math.min(Math.max(IDLE_GAP_FACTOR * meanGapMs, MIN_IDLE_MS), MAX_IDLE_MS);
		},
	};
}
