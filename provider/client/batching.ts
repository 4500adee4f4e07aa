import DataLoader from "dataloader";
import { abortedError, ImError, toAccountError } from "../errors/im-error";
import { MAX_ACCOUNTS_PER_CALL } from "../model/limits";
import { untilAborted } from "../util/core";
import { createArrivalTracker } from "./arrival-tracker";
import { type RetryContext, retryAccountErrors } from "./pipeline/retry";

/*
 * When a batch is sent:
 *
 * - If no other request is outstanding, a request is sent on the next tick, together with all requests that were made
 *   in the same tick.
 * - Otherwise, a request waits for one of three events: its batch is full; all callers that received a response of an
 *   earlier batch have made their next request; or no request was made for some time. That time is five times the mean
 *   gap between requests (10 to 100 ms), 100 ms while callers of an earlier batch have not made their next request, or
 *   1 s while a call is in flight.
 * - Each batcher has at most four calls in flight. While a batch waits for one of these calls to end, it accepts more
 *   requests.
 */

const MAX_CALLS_IN_FLIGHT = 4;

/** Options of a batcher: the API command, the call for one batch, and the retries. */
export interface BatcherOptions<Request, Result> {
	/** Name of the API command, which error messages contain. */
	readonly command: string;
	/** Returns the UserID of the account that a request is about. */
	readonly accountOf: (request: Request) => string;
	/**
	 * Makes one call for at most 100 requests. Returns a result or an error for each request, in the order of the
	 * requests.
	 */
	readonly call: (requests: readonly Request[]) => Promise<readonly (Result | Error)[]>;
	readonly retry: RetryContext;
}

/**
 * Adds one request to a batch and returns the result of the request. Aborting the signal ends the caller's wait and
 * prevents further retries. The batched call itself is never aborted, because other callers share it.
 */
export type Batcher<Request, Result> = (request: Request, signal?: AbortSignal) => Promise<Result>;

/**
 * Creates a function that batches requests, each about one account, into calls for up to 100 accounts. If a call
 * succeeds but reports a retryable error code for one account, the request about that account is retried. If a whole
 * call fails, every request in it fails. The promise of a failed request rejects with an {@link ImError}, whose message
 * names the account of the request.
 */
export function createBatcher<Request, Result>(options: BatcherOptions<Request, Result>): Batcher<Request, Result> {
	const { command, accountOf, retry } = options;
	const scheduler = createBatchScheduler({ maxSize: MAX_ACCOUNTS_PER_CALL, maxInFlight: MAX_CALLS_IN_FLIGHT });
	const loader = new DataLoader<Request, Result>(
		(requests) => scheduler.run(requests.length, () => callBatch(requests, options)),
		{ cache: false, maxBatchSize: MAX_ACCOUNTS_PER_CALL, batchScheduleFn: scheduler.schedule },
	);
	const load = (request: Request) => {
		const result = loader.load(request);
		scheduler.onEnqueue();
		return result;
	};
	return (request, signal) =>
		retryAccountErrors(
			retry,
			() =>
				untilAborted(
					() => load(request),
					signal,
					() => abortedError({ command, accounts: [accountOf(request)] }),
				),
			signal,
		);
}

/** Makes the call for a batch. If the whole call fails, returns an error for each request, which names its account. */
export async function callBatch<Request, Result>(
	requests: readonly Request[],
	{ command, accountOf, call }: Omit<BatcherOptions<Request, Result>, "retry">,
): Promise<readonly (Result | Error)[]> {
	try {
		return await call(requests);
	} catch (error) {
		if (!(error instanceof ImError)) throw error;
		return requests.map((request) => toAccountError(error, command, accountOf(request)));
	}
}

/** Decides when each batch of requests is sent. */
export interface BatchScheduler {
	/**
	 * Adds a new batch, which the scheduler sends by calling `send`. From then on, earlier batches accept no more
	 * requests.
	 */
	schedule(send: () => void): void;
	/** Records that a request was added to the newest batch. */
	onEnqueue(): void;
	/** Makes the call for a batch of `size` requests, and counts the call as in flight until it ends. */
	run<T>(size: number, call: () => Promise<T>): Promise<T>;
}

/** Clock and timers of a batch scheduler. */
export interface Timers {
	/** Returns the time in milliseconds. */
	readonly now: () => number;
	/** Runs a function after `ms` milliseconds. Returns a function that cancels the timer. */
	readonly after: (ms: number, run: () => void) => () => void;
}

/** Limits and clock of a batch scheduler. */
export interface BatchOptions {
	/** Maximum number of requests in a batch. */
	readonly maxSize: number;
	/** Maximum number of calls that are in flight at the same time. */
	readonly maxInFlight: number;
	/** Clock and timers of the batch scheduler. @defaultValue the timers of Node.js */
	readonly clock?: Timers;
}

interface Batch {
	readonly send: () => void;
	size: number;
	isReady: boolean;
}

/** Creates a batch scheduler that follows the rules at the top of this module. */
export function createBatchScheduler({ maxSize, maxInFlight, clock = systemTimers }: BatchOptions): BatchScheduler {
	const tracker = createArrivalTracker(clock.now);
	const waiting: Batch[] = [];
	let isTickScheduled = false;
	let cancelTimer = () => {};

	const dispatch = (batches: readonly Batch[]) => {
		for (const batch of batches) batch.isReady = true;
		while (tracker.calls < maxInFlight && waiting[0]?.isReady) waiting.shift()?.send();
	};
	const restartIdleTimer = () => {
		cancelTimer();
		const newest = waiting.at(-1);
		if (newest === undefined || newest.isReady || isTickScheduled) return;
		cancelTimer = clock.after(tracker.idleTimeoutMs(), () => {
			tracker.idle();
			dispatch([newest]);
		});
	};

	return {
		schedule(send) {
			waiting.push({ send, size: 0, isReady: false });
			if (!tracker.isIdle() || isTickScheduled) return;
			isTickScheduled = true;
			setImmediate(() => {
				isTickScheduled = false;
				dispatch(waiting);
			});
		},
		onEnqueue() {
			tracker.enqueued();
			const newest = waiting.at(-1);
			if (newest === undefined) return;
			newest.size += 1;
			if (newest.size >= maxSize || (tracker.hasAllReturned() && !isTickScheduled)) dispatch([newest]);
			restartIdleTimer();
		},
		run(size, call) {
			tracker.sent();
			return call().finally(() => {
				tracker.answered(size);
				dispatch([]);
				restartIdleTimer();
			});
		},
	};
}

/**
 * Timers of Node.js. A timer fires after pending I/O events, so that requests that arrived while the process was busy
 * are counted first.
 */
const systemTimers: Timers = {
	now: Date.now,
	after(ms, run) {
		let immediate: NodeJS.Immediate | undefined;
		const timer = setTimeout(() => {
			immediate = setImmediate(run);
		}, ms);
		return () => {
			clearTimeout(timer);
			clearImmediate(immediate);
		};
	},
};
