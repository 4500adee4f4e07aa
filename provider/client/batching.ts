import DataLoader from "dataloader";
import { ImError, toAccountError } from "../errors/im-error";
import { createArrivalTracker } from "./arrival-tracker";
import { type RetryContext, retryAccountErrors } from "./pipeline/retry";

/** Decides when a batch goes out. */
export interface BatchScheduler {
	/** Takes a new batch, which goes out by `send`. Earlier ones take no more. */
	schedule(send: () => void): void;
	/** Notes that a piece of work has joined the newest batch. */
	onEnqueue(): void;
	/** Makes the call of a batch of this size and counts it as in flight. */
	run<T>(size: number, call: () => Promise<T>): Promise<T>;
}

/** Time, as the window sees it. */
export interface Timers {
	/** In milliseconds. */
	readonly now: () => number;
	/** Runs something later; gives what calls it off. */
	readonly after: (ms: number, run: () => void) => () => void;
}

/** What a window is made of. */
export interface BatchOptions {
	/** The most pieces of work in a batch. */
	readonly maxSize: number;
	/** The most calls in flight. */
	readonly maxInFlight: number;
	/** @default the system's */
	readonly clock?: Timers;
}

interface Batch {
	readonly send: () => void;
	size: number;
	isReady: boolean;
}

/**
 * A window in which nobody who is alone waits: what comes to an empty one goes out on the next turn of the event loop, with
 * all that comes in that turn. Others join, and go out when their batch is full, when all whom earlier calls answered have
 * come again, or when nobody has come for a while: for a second while a call is in flight, whose answer brings the next.
 * Nothing goes out while `maxInFlight` calls are.
 */
export function createBatchScheduler({ maxSize, maxInFlight, clock = systemClock }: BatchOptions): BatchScheduler {
	const crowd = createArrivalTracker(clock.now);
	const waiting: Batch[] = [];
	let isTickScheduled = false;
	let cancelTimer = () => {};

	const dispatch = (batches: readonly Batch[]) => {
		for (const batch of batches) batch.isReady = true;
		while (crowd.calls < maxInFlight && waiting[0]?.isReady) waiting.shift()?.send();
	};
	const restartIdleTimer = () => {
		cancelTimer();
		const newest = waiting.at(-1);
		if (newest === undefined || newest.isReady || isTickScheduled) return;
		cancelTimer = clock.after(crowd.idleTimeoutMs(), () => {
			crowd.idle();
			dispatch([newest]);
		});
	};

	return {
		schedule(send) {
			waiting.push({ send, size: 0, isReady: false });
			if (!crowd.isIdle() || isTickScheduled) return;
			isTickScheduled = true;
			setImmediate(() => {
				isTickScheduled = false;
				dispatch(waiting);
			});
		},
		onEnqueue() {
			crowd.enqueued();
			const newest = waiting.at(-1);
			if (newest === undefined) return;
			newest.size += 1;
			if (newest.size >= maxSize || (crowd.hasAllReturned() && !isTickScheduled)) dispatch([newest]);
			restartIdleTimer();
		},
		run(size, call) {
			crowd.sent();
			return call().finally(() => {
				crowd.answered(size);
				dispatch([]);
				restartIdleTimer();
			});
		},
	};
}

/** What came in while the process was busy is seen before a pause is. */
const systemClock: Timers = {
	now: Date.now,
	after(ms, run) {
		let turn: NodeJS.Immediate | undefined;
		const timer = setTimeout(() => {
			turn = setImmediate(run);
		}, ms);
		return () => {
			clearTimeout(timer);
			clearImmediate(turn);
		};
	},
};

/** The most accounts in one call. Source: portrait_get, https://cloud.tencent.com/document/product/269/1639 */
export const MAX_ACCOUNTS_PER_CALL = 100;

/** The most calls of a kind in flight at a time. */
const MAX_CALLS_IN_FLIGHT = 4;

/** What is joined, and how a call is made. */
export interface BatcherOptions<Request, Answer> {
	/** The command that errors name. */
	readonly command: string;
	/** The account that a request is about. */
	readonly accountOf: (request: Request) => string;
	/** Makes one call for at most 100 requests. Gives an answer, or an error, for each, in their order. */
	readonly call: (requests: readonly Request[]) => Promise<readonly (Answer | Error)[]>;
	readonly retry: RetryContext;
}

/**
 * Joins requests about single accounts into calls of many. Those asked for while others wait or are under way go out
 * together, and one that is alone goes out at once.
 * An account that failed by itself for a passing reason is asked for again; the failure of a whole call is every request's.
 *
 * Errors: any `ImError`, named after the request's account.
 */
export function createBatcher<Request, Answer>(
	options: BatcherOptions<Request, Answer>,
): (request: Request) => Promise<Answer> {
	const window = createBatchScheduler({ maxSize: MAX_ACCOUNTS_PER_CALL, maxInFlight: MAX_CALLS_IN_FLIGHT });
	const loader = new DataLoader<Request, Answer>(
		(requests) => window.run(requests.length, () => callBatch(requests, options)),
		{ cache: false, maxBatchSize: MAX_ACCOUNTS_PER_CALL, batchScheduleFn: window.schedule },
	);
	const load = (request: Request) => {
		const answer = loader.load(request);
		window.onEnqueue();
		return answer;
	};
	return (request) => retryAccountErrors(options.retry, () => load(request));
}

async function callBatch<Request, Answer>(
	requests: readonly Request[],
	{ command, accountOf, call }: BatcherOptions<Request, Answer>,
): Promise<readonly (Answer | Error)[]> {
	try {
		return await call(requests);
	} catch (error) {
		if (!(error instanceof ImError)) throw error;
		return requests.map((request) => toAccountError(error, command, accountOf(request)));
	}
}
