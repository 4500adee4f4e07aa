import assert from "node:assert/strict";
import { createRandom } from "@/emulator/random";
import { createArrivalTracker } from "@/provider/client/arrival-tracker";
import { nextTick, schedulerFixture } from "./scheduler";

/** Creates a tracker with a clock that the test advances. */
function trackerFixture() {
	let nowMs = 0;
	const tracker = createArrivalTracker(() => nowMs);
	const advance = (ms: number) => {
		nowMs += ms;
	};
	const request = (count: number, gapMs: number) => {
		for (let at = 0; at < count; at += 1) {
			advance(gapMs);
			tracker.enqueued();
		}
	};
	return { tracker, advance, request };
}

describe("createArrivalTracker", () => {
	for (const { name, gapMs, least, most } of [
		{ name: "for five mean gaps between requests", gapMs: 6, least: 29, most: 31 },
		{ name: "for at least 10 ms", gapMs: 1, least: 10, most: 10 },
		{ name: "for at most 100 ms", gapMs: 300, least: 100, most: 100 },
	]) {
		it(`waits ${name} before it sends a batch`, () => {
			const { tracker, request } = trackerFixture();
			request(60, gapMs);
			const timeoutMs = tracker.idleTimeoutMs();
			assert.ok(timeoutMs >= least && timeoutMs <= most, `${timeoutMs} ms`);
		});
	}

	it("counts requests in the same millisecond as one request", () => {
		const { tracker, advance, request } = trackerFixture();
		for (let burst = 0; burst < 60; burst += 1) {
			advance(8);
			request(20, 0);
		}
		assert.ok(Math.abs(tracker.idleTimeoutMs() - 40) < 1, `${tracker.idleTimeoutMs()} ms`);
	});

	it("waits 1 s for a call in flight, then 100 ms until the callers of that call have made another request", () => {
		const { tracker, request } = trackerFixture();
		request(60, 2);
		tracker.sent();
		assert.equal(tracker.idleTimeoutMs(), 1000);
		tracker.answered(60);
		request(59, 2);
		assert.equal(tracker.idleTimeoutMs(), 100);
		request(1, 2);
		assert.ok(tracker.idleTimeoutMs() < 20);
	});

	it("does not wait for the caller of a single request, or for one whose response is more than 100 ms old", () => {
		const { tracker, advance, request } = trackerFixture();
		request(60, 2);
		tracker.sent();
		tracker.answered(1);
		assert.ok(tracker.idleTimeoutMs() < 20);
		tracker.sent();
		tracker.answered(59);
		advance(100);
		request(1, 0);
		assert.ok(tracker.idleTimeoutMs() < 100, `${tracker.idleTimeoutMs()} ms`);
	});

	it("reports that all callers have made another request, until a new caller makes a request", () => {
		const { tracker, request } = trackerFixture();
		request(3, 1);
		assert.equal(tracker.hasAllReturned(), false);
		tracker.idle();
		tracker.sent();
		tracker.answered(3);
		request(2, 1);
		assert.equal(tracker.hasAllReturned(), false);
		request(1, 1);
		assert.equal(tracker.hasAllReturned(), true);
		request(1, 1);
		assert.equal(tracker.hasAllReturned(), false);
	});

	it("is idle when no request is outstanding and no batch received its response in the last 100 ms", () => {
		const { tracker, advance, request } = trackerFixture();
		assert.equal(tracker.isIdle(), true);
		request(1, 1);
		assert.equal(tracker.isIdle(), false, "a request is outstanding");
		tracker.sent();
		tracker.answered(1);
		assert.equal(tracker.isIdle(), true);
		request(2, 1);
		tracker.sent();
		tracker.answered(2);
		assert.equal(tracker.isIdle(), false, "a batch has just received its response");
		advance(100);
		assert.equal(tracker.isIdle(), true);
	});
});

const READS = 1000;

const PARALLEL = 200;

const LATENCY_MS = 40;

/** Returns a random integer from `min` to `max`. */
type Draw = (min: number, max: number) => number;

/**
 * Returns a function that simulates an engine which stalls about five times per second, for 20 to 90 ms. The function
 * returns for each millisecond whether the engine is stalled.
 */
function createStalls(draw: Draw): () => boolean {
	let left = 0;
	return () => {
		if (left > 0) left -= 1;
		else if (draw(1, 200) === 1) left = draw(20, 90);
		return left > 0;
	};
}

/**
 * Simulates an engine on a busy machine that reads 1,000 profiles, 200 of them in parallel. The engine handles a
 * response after 5 to 60 ms and makes at most one request per millisecond. Returns the number of requests in each call.
 */
async function busyEngine(seed: number): Promise<readonly number[]> {
	const random = createRandom(seed);
	const draw: Draw = (min, max) => min + Math.floor(random() * (max - min + 1));
	const isStalled = createStalls(draw);
	const { sizes, clock, request, endCall } = schedulerFixture();
	const dueAt = Array.from({ length: PARALLEL }, () => draw(0, 100));
	const calls: { readonly endAt: number; readonly size: number }[] = [];
	let sent = 0;
	for (let left = READS, answered = 0; answered < READS; clock.advance(1)) {
		const now = clock.now();
		const next = dueAt.findIndex((at) => at <= now);
		if (!isStalled() && next >= 0 && left > 0) {
			dueAt.splice(next, 1);
			left -= 1;
			request();
			await nextTick();
		}
		for (const size of sizes.slice(sent)) calls.push({ endAt: now + LATENCY_MS, size });
		sent = sizes.length;
		if ((calls[0]?.endAt ?? Infinity) > now) continue;
		const size = calls.shift()?.size ?? 0;
		answered += size;
		dueAt.push(...Array.from({ length: size }, () => now + draw(5, 60)));
		await endCall();
	}
	return sizes;
}

describe("createBatchScheduler on a busy machine", () => {
	for (const seed of [1, 2, 3, 4, 5]) {
		it(`reads 1,000 profiles in at most 13 calls (seed ${seed})`, async () => {
			const sizes = await busyEngine(seed);
			assert.ok(sizes.length <= 13, `${sizes}`);
		});
	}
});
