import { createBatchScheduler } from "@/provider/client/batching";

/** What waits for the next turn of the event loop has run. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that moves when it is told. */
function aClock() {
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
		pass(ms: number) {
			nowMs += ms;
			const due = timers.filter(({ at }) => at <= nowMs);
			timers = timers.filter(({ at }) => at > nowMs);
			for (const { run } of due) run();
		},
	};
}

/** A window, what went through it, and the calls that are in flight, each with the function that ends it. */
export function aWindow({ maxSize = 100, maxInFlight = 4, isReal = false } = {}) {
	const clock = aClock();
	const window = createBatchScheduler({ maxSize, maxInFlight, ...(!isReal && { clock }) });
	const sizes: number[] = [];
	const inFlight: (() => Promise<void>)[] = [];
	let open: { size: number } | undefined;
	const call = (size: number) => {
		sizes.push(size);
		let end = () => {};
		const call = new Promise<void>((resolve) => {
			end = resolve;
		});
		const tracked = window.run(size, () => call);
		inFlight.push(async () => {
			end();
			await tracked;
			await turn();
		});
	};
	/** One piece of work comes, as dataloader brings it: into the open batch, or a new one. */
	const come = () => {
		if (open === undefined || open.size === maxSize) {
			const batch = { size: 0 };
			open = batch;
			window.schedule(() => {
				if (open === batch) open = undefined;
				call(batch.size);
			});
		}
		open.size += 1;
		window.onEnqueue();
	};
	const crowd = (count: number, gapMs: number) => {
		for (let at = 0; at < count; at += 1) {
			come();
			clock.pass(gapMs);
		}
	};
	const returnCall = (at = 0) => inFlight.splice(at, 1)[0]?.();
	return { window, clock, sizes, come, crowd, returnCall };
}
