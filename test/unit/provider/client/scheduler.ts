import { createBatchScheduler } from "@/provider/client/batching";

/** Waits until the pending callbacks of `setImmediate` have run. */
export const nextTick = () => new Promise((resolve) => setImmediate(resolve));

/** Creates a clock and timers that a test advances. */
function manualTimers() {
	let nowMs = 0;
	let timers: { readonly at: number; readonly run: () => void }[] = [];
	return {
		now: () => nowMs,
		after(ms: number, run: () => void) {
			const timer = { at: nowMs + ms, run };
			timers.push(timer);
			return () => {
				timers = timers.filter((each) => each !== timer);
			};
		},
		advance(ms: number) {
			nowMs += ms;
			const due = timers.filter(({ at }) => at <= nowMs);
			timers = timers.filter(({ at }) => at > nowMs);
			for (const { run } of due) run();
		},
	};
}

/** Creates a batch scheduler, a list of the sizes of its calls, and functions that make requests and end calls. */
export function schedulerFixture({ maxSize = 100, maxInFlight = 4, usesSystemTimers = false } = {}) {
	const clock = manualTimers();
	const scheduler = createBatchScheduler({ maxSize, maxInFlight, ...(!usesSystemTimers && { clock }) });
	const sizes: number[] = [];
	const inFlight: (() => Promise<void>)[] = [];
	let open: { size: number } | undefined;
	const send = (size: number) => {
		sizes.push(size);
		let end = () => {};
		const call = new Promise<void>((resolve) => {
			end = resolve;
		});
		const tracked = scheduler.run(size, () => call);
		inFlight.push(async () => {
			end();
			await tracked;
			await nextTick();
		});
	};
	/** Adds one request to the open batch, or to a new batch if none is open, as DataLoader does. */
	const request = () => {
		if (open === undefined || open.size === maxSize) {
			const batch = { size: 0 };
			open = batch;
			scheduler.schedule(() => {
				if (open === batch) open = undefined;
				send(batch.size);
			});
		}
		open.size += 1;
		scheduler.onEnqueue();
	};
	const requestMany = (count: number, gapMs: number) => {
		for (let at = 0; at < count; at += 1) {
			request();
			clock.advance(gapMs);
		}
	};
	const endCall = (at = 0) => inFlight.splice(at, 1)[0]?.();
	return { scheduler, clock, sizes, request, requestMany, endCall };
}
