import assert from "node:assert/strict";
import { createArrivalTracker } from "../../../../provider/client/arrival-tracker";

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
