/** Decides when a batch of reads goes out. */
export interface BatchWindow {
	/** Sends a batch on the next turn of the event loop, or when a call has come back if enough are in flight. */
	schedule(send: () => void): void;
	/** Runs a call and counts it as in flight. */
	track<T>(call: () => Promise<T>): Promise<T>;
}

/**
 * A window without a clock: a lone read leaves at once, and reads that come while `maxInFlight` calls are under way
 * wait and join.
 */
export function batchWindow(maxInFlight: number): BatchWindow {
	const waiting: (() => void)[] = [];
	let inFlight = 0;
	const sendNext = () => {
		if (inFlight < maxInFlight) waiting.shift()?.();
	};
	return {
		schedule(send) {
			waiting.push(send);
			setImmediate(sendNext);
		},
		async track(call) {
			inFlight += 1;
			try {
				return await call();
			} finally {
				inFlight -= 1;
				sendNext();
			}
		},
	};
}
