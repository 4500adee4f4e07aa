import DataLoader from "dataloader";
import { abortedError, ImError, toAccountError } from "../errors/im-error";
import { MAX_ACCOUNTS_PER_CALL } from "../model/limits";
import { untilAborted } from "../util";
import { createArrivalTracker } from "./arrival-tracker";
import { type RetryContext, retryAccountErrors } from "./pipeline/retry";

/*
 * When a batch is sent:
 *
 * - A request that is made while no other is outstanding is sent on the next tick, with all requests of the same tick.
 * - Later requests wait until their batch is full, until all callers that earlier batches answered have made their next
 *   request, or until no request was made for a while: five times the usual gap, from 10 to 100 ms; 100 ms while such
 *   callers are missing; 1 s while a call is in flight.
 * - At most four calls of a kind are in flight. A batch that waits for one of them to end still takes requests.
 */

const MAX_CALLS_IN_FLIGHT = 4;

/** Requests to batch, and the call for a batch of them. */
export interface BatcherOptions<Request, Result> {
	/** Command that errors name. */
	readonly command: string;
	/** Returns the account of a request. */
	readonly accountOf: (request: Request) => string;
	/** Makes one call for at most 100 requests. Returns a result or an error for each, in their order. */
	readonly call: (requests: readonly Request[]) => Promise<readonly (Result | Error)[]>;
	readonly retry: RetryContext;
}

/** Makes one request. The signal ends the caller's wait and its retries, and never a call that it shares with others. */
export type Batcher<Request, Result> = (request: Request, signal?: AbortSignal) => Promise<Result>;

/**
 * Batches requests about single accounts into calls for many. A request is retried when its account alone failed with a
 * retryable code; the failure of a whole call fails all its requests.
 *
 * @throws {@link ImError} named after the account of the request
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
	return (request, signal) => {
		const aborted = () => abortedError({ command, accounts: [accountOf(request)] });
		return retryAccountErrors(retry, () => untilAborted(() => load(request), signal, aborted), signal);
	};
}

async function callBatch<Request, Result>(
	requests: readonly Request[],
	{ command, accountOf, call }: BatcherOptions<Request, Result>,
): Promise<readonly (Result | Error)[]> {
	try {
		return await call(requests);
	} catch (error) {
		if (!(error instanceof ImError)) throw error;
		return requests.map((request) => toAccountError(error, command, accountOf(request)));
	}
}

/** Decides when batches are sent. */
export interface BatchScheduler {
	/** Adds a batch, which `send` sends. Earlier batches take no more requests. */
	schedule(send: () => void): void;
	/** Records that a request joined the newest batch. */
	onEnqueue(): void;
	/** Makes the call for a batch of this size, and counts it as in flight. */
	run<T>(size: number, call: () => Promise<T>): Promise<T>;
}

/** Clock and timer of a scheduler. */
export interface Timers {
	/** Returns the time in milliseconds. */
	readonly now: () => number;
	/** Runs a function later. Returns a function that cancels it. */
	readonly after: (ms: number, run: () => void) => () => void;
}

/** Bounds of a scheduler. */
export interface BatchOptions {
	/** Maximum number of requests in a batch. */
	readonly maxSize: number;
	/** Maximum number of calls in flight. */
	readonly maxInFlight: number;
	/** @defaultValue the timers of Node.js */
	readonly clock?: Timers;
}

interface Batch {
	readonly send: () => void;
	size: number;
	isReady: boolean;
}

/** Creates a scheduler with the rules at the top of this module. */
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

/** A timer fires after pending I/O was handled, so that requests made while the process was busy are seen first. */
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
