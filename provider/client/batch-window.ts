import { watchCrowd } from "./crowd";

/** Decides when a batch goes out. */
export interface BatchWindow {
	/** Takes a new batch, which goes out by `send`. Earlier ones take no more. */
	open(send: () => void): void;
	/** Notes that a piece of work has joined the newest batch. */
	join(): void;
	/** Makes the call of a batch of this size and counts it as in flight. */
	track<T>(size: number, call: () => Promise<T>): Promise<T>;
}

/** Time, as the window sees it. */
export interface WindowClock {
	/** In milliseconds. */
	readonly now: () => number;
	/** Runs something later; gives what calls it off. */
	readonly after: (ms: number, run: () => void) => () => void;
}

/** What a window is made of. */
export interface WindowOptions {
	/** The most pieces of work in a batch. */
	readonly maxSize: number;
	/** The most calls in flight. */
	readonly maxInFlight: number;
	/** @default the system's */
	readonly clock?: WindowClock;
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
export function batchWindow({ maxSize, maxInFlight, clock = systemClock }: WindowOptions): BatchWindow {
	const crowd = watchCrowd(clock.now);
	const waiting: Batch[] = [];
	let isSameTurn = false;
	let callOff = () => {};

	const release = (batches: readonly Batch[]) => {
		for (const batch of batches) batch.isReady = true;
		while (crowd.calls < maxInFlight && waiting[0]?.isReady) waiting.shift()?.send();
	};
	const awaitPause = () => {
		callOff();
		const newest = waiting.at(-1);
		if (newest === undefined || newest.isReady || isSameTurn) return;
		callOff = clock.after(crowd.quietMs(), () => {
			crowd.pause();
			release([newest]);
		});
	};

	return {
		open(send) {
			waiting.push({ send, size: 0, isReady: false });
			if (!crowd.isAlone() || isSameTurn) return;
			isSameTurn = true;
			setImmediate(() => {
				isSameTurn = false;
				release(waiting);
			});
		},
		join() {
			crowd.come();
			const newest = waiting.at(-1);
			if (newest === undefined) return;
			newest.size += 1;
			if (newest.size >= maxSize || (crowd.isComplete() && !isSameTurn)) release([newest]);
			awaitPause();
		},
		track(size, call) {
			crowd.depart();
			return call().finally(() => {
				crowd.arrive(size);
				release([]);
				awaitPause();
			});
		},
	};
}

/** What came in while the process was busy is seen before a pause is. */
const systemClock: WindowClock = {
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
