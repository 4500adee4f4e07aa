import { createArrivalTracker } from "./crowd";

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
