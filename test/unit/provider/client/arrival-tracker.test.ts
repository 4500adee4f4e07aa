import assert from "node:assert/strict";
import { createRandom } from "@/emulator/random";
import { createArrivalTracker } from "@/provider/client/arrival-tracker";
import { aWindow, turn } from "./scheduler";

/** A crowd whose members come by a clock of the test. */
function aCrowd() {
	let nowMs = 0;
	const crowd = createArrivalTracker(() => nowMs);
	const pass = (ms: number) => {
		nowMs += ms;
	};
	const come = (count: number, gapMs: number) => {
		for (let at = 0; at < count; at += 1) {
			pass(gapMs);
			crowd.enqueued();
		}
	};
	return { crowd, pass, come };
}

describe("watchCrowd", () => {
	for (const { name, gapMs, least, most } of [
		{ name: "five usual gaps", gapMs: 6, least: 29, most: 31 },
		{ name: "no less than 10 ms, however fast they come", gapMs: 1, least: 10, most: 10 },
		{ name: "no more than 100 ms, however slowly they come", gapMs: 300, least: 100, most: 100 },
	]) {
		it(`takes for a pause ${name}`, () => {
			const { crowd, come } = aCrowd();
			come(60, gapMs);
			const quietMs = crowd.idleTimeoutMs();
			assert.ok(quietMs >= least && quietMs <= most, `${quietMs} ms`);
		});
	}

	it("counts those of one millisecond as one", () => {
		const { crowd, pass, come } = aCrowd();
		for (let burst = 0; burst < 60; burst += 1) {
			pass(8);
			come(20, 0);
		}
		assert.ok(Math.abs(crowd.idleTimeoutMs() - 40) < 1, `${crowd.idleTimeoutMs()} ms`);
	});

	it("waits a second while a call is in flight, and then a tenth of it until those have come again whom it answered", () => {
		const { crowd, come } = aCrowd();
		come(60, 2);
		crowd.sent();
		assert.equal(crowd.idleTimeoutMs(), 1000);
		crowd.answered(60);
		come(59, 2);
		assert.equal(crowd.idleTimeoutMs(), 100);
		come(1, 2);
		assert.ok(crowd.idleTimeoutMs() < 20);
	});

	it("waits no longer for one who was alone, or whom a call answered long ago", () => {
		const { crowd, pass, come } = aCrowd();
		come(60, 2);
		crowd.sent();
		crowd.answered(1);
		assert.ok(crowd.idleTimeoutMs() < 20);
		crowd.sent();
		crowd.answered(59);
		pass(100);
		come(1, 0);
		assert.ok(crowd.idleTimeoutMs() < 100, `${crowd.idleTimeoutMs()} ms`);
	});

	it("is complete when as many are under way as at the last pause, and forgets it when one more comes", () => {
		const { crowd, come } = aCrowd();
		come(3, 1);
		assert.equal(crowd.hasAllReturned(), false);
		crowd.idle();
		crowd.sent();
		crowd.answered(3);
		come(2, 1);
		assert.equal(crowd.hasAllReturned(), false);
		come(1, 1);
		assert.equal(crowd.hasAllReturned(), true);
		come(1, 1);
		assert.equal(crowd.hasAllReturned(), false);
	});

	it("knows who is alone", () => {
		const { crowd, pass, come } = aCrowd();
		assert.equal(crowd.isIdle(), true);
		come(1, 1);
		assert.equal(crowd.isIdle(), false, "one is under way");
		crowd.sent();
		crowd.answered(1);
		assert.equal(crowd.isIdle(), true);
		come(2, 1);
		crowd.sent();
		crowd.answered(2);
		assert.equal(crowd.isIdle(), false, "a call of several has just come back");
		pass(100);
		assert.equal(crowd.isIdle(), true);
	});
});

const READS = 1000;

const PARALLEL = 200;

const LATENCY_MS = 40;

/** A whole number from one to another. */
type Draw = (least: number, most: number) => number;

/** Says of each millisecond whether the engine stands still: for 20 to 90 of them, about five times a second. */
function standstills(draw: Draw): () => boolean {
	let left = 0;
	return () => {
		if (left > 0) left -= 1;
		else if (draw(1, 200) === 1) left = draw(20, 90);
		return left > 0;
	};
}

/**
 * An engine that reads 1,000 profiles, 200 at a time, on a machine with other work: it takes up an answer after 5 to 60 ms
 * and brings one read a millisecond. Gives the sizes of the calls.
 */
async function busyEngine(seed: number): Promise<readonly number[]> {
	const random = createRandom(seed);
	const draw: Draw = (least, most) => least + Math.floor(random() * (most - least + 1));
	const standsStill = standstills(draw);
	const { sizes, clock, come, returnCall } = aWindow();
	const dueAt = Array.from({ length: PARALLEL }, () => draw(0, 100));
	const calls: { readonly endAt: number; readonly size: number }[] = [];
	let sent = 0;
	for (let left = READS, answered = 0; answered < READS; clock.pass(1)) {
		const now = clock.now();
		const next = dueAt.findIndex((at) => at <= now);
		if (!standsStill() && next >= 0 && left > 0) {
			dueAt.splice(next, 1);
			left -= 1;
			come();
			await turn();
		}
		for (const size of sizes.slice(sent)) calls.push({ endAt: now + LATENCY_MS, size });
		sent = sizes.length;
		if ((calls[0]?.endAt ?? Infinity) > now) continue;
		const size = calls.shift()?.size ?? 0;
		answered += size;
		dueAt.push(...Array.from({ length: size }, () => now + draw(5, 60)));
		await returnCall();
	}
	return sizes;
}

describe("batchWindow beside a busy engine", () => {
	for (const seed of [1, 2, 3, 4, 5]) {
		it(`reads 1,000 profiles in at most 13 calls (seed ${seed})`, async () => {
			const sizes = await busyEngine(seed);
			assert.ok(sizes.length <= 13, `${sizes}`);
		});
	}
});
