import assert from "node:assert/strict";
import { stat } from "node:fs";
import { failureOf } from "@/test/support/builders";
import { nextTick, schedulerFixture } from "./scheduler";

describe("createBatchScheduler", () => {
	it("sends the first request on the next tick, with all requests of the same tick", async () => {
		const { sizes, request } = schedulerFixture();
		request();
		request();
		assert.deepEqual(sizes, []);
		await nextTick();
		assert.deepEqual(sizes, [2]);
	});

	it("sends each of several sequential requests immediately", async () => {
		const { sizes, clock, request, endCall } = schedulerFixture();
		for (let at = 0; at < 5; at += 1) {
			request();
			await nextTick();
			assert.equal(sizes.length, at + 1);
			clock.advance(40);
			await endCall();
			clock.advance(7);
		}
		assert.deepEqual(sizes, [1, 1, 1, 1, 1]);
	});

	it("fills a batch with requests that are made every few milliseconds", async () => {
		const { sizes, clock, request, requestMany, endCall } = schedulerFixture();
		request();
		await nextTick();
		clock.advance(6);
		requestMany(6, 6);
		await endCall();
		requestMany(93, 6);
		assert.deepEqual(sizes, [1]);
		request();
		assert.deepEqual(sizes, [1, 100]);
	});

	it("sends a batch after a pause of five mean gaps between requests while no call is in flight", async () => {
		const { sizes, clock, request, requestMany, endCall } = schedulerFixture();
		request();
		await nextTick();
		requestMany(20, 6);
		await endCall();
		requestMany(10, 6);
		clock.advance(20);
		assert.deepEqual(sizes, [1]);
		clock.advance(40);
		assert.deepEqual(sizes, [1, 30]);
	});

	it("waits up to one second for more requests while a call is in flight", async () => {
		const { sizes, clock, request } = schedulerFixture();
		request();
		await nextTick();
		request();
		clock.advance(999);
		assert.deepEqual(sizes, [1]);
		clock.advance(1);
		assert.deepEqual(sizes, [1, 1]);
	});

	it("does not wait for a call without a response when all other callers have made another request", async () => {
		const { sizes, clock, requestMany, request, endCall } = schedulerFixture();
		request();
		await nextTick();
		requestMany(7, 1);
		clock.advance(1000);
		assert.deepEqual(sizes, [1, 7]);
		await endCall(1);
		requestMany(7, 1);
		assert.deepEqual(sizes, [1, 7, 7]);
	});

	it("waits 100 ms for the next requests of the callers of an earlier batch", async () => {
		const { sizes, clock, request, requestMany, endCall } = schedulerFixture();
		request();
		await nextTick();
		requestMany(140, 1);
		assert.deepEqual(sizes, [1, 100]);
		await endCall();
		await endCall();
		clock.advance(90);
		request();
		clock.advance(99);
		assert.deepEqual(sizes, [1, 100]);
		clock.advance(1);
		assert.deepEqual(sizes, [1, 100, 41]);
	});

	it("sends a batch immediately when all callers of the earlier batch have made another request", async () => {
		const { sizes, clock, request, requestMany, endCall } = schedulerFixture();
		request();
		await nextTick();
		requestMany(7, 1);
		await endCall();
		clock.advance(200);
		assert.deepEqual(sizes, [1, 7], "seven requests, then a pause");
		await endCall();
		requestMany(6, 1);
		assert.deepEqual(sizes, [1, 7]);
		request();
		assert.deepEqual(sizes, [1, 7, 7]);
		request();
		clock.advance(5);
		request();
		assert.deepEqual(sizes, [1, 7, 7], "a new caller: waits for a pause again");
	});

	it("counts a request that is made immediately after the response of a batch as one from a caller of that batch", async () => {
		const { sizes, clock, request, endCall } = schedulerFixture();
		request();
		request();
		await nextTick();
		await endCall();
		clock.advance(1);
		request();
		await nextTick();
		request();
		assert.deepEqual(sizes, [2]);
		clock.advance(100);
		assert.deepEqual(sizes, [2, 2]);
	});

	it("counts the requests that were made while the process was busy, before a timer fires", async () => {
		const { sizes, request } = schedulerFixture({ usesSystemTimers: true });
		request();
		await nextTick();
		request();
		const late = new Promise<void>((resolve) => {
			stat(".", () => {
				request();
				resolve();
			});
		});
		for (const end = Date.now() + 150; Date.now() < end; );
		await late;
		await nextTick();
		assert.deepEqual(sizes, [1]);
	});

	it("limits the number of calls in flight, and sends one waiting batch after each call that ends", async () => {
		const { sizes, request, requestMany, endCall } = schedulerFixture({ maxSize: 10, maxInFlight: 2 });
		requestMany(35, 0);
		await nextTick();
		assert.deepEqual(sizes, [10, 10]);
		await endCall();
		assert.deepEqual(sizes, [10, 10, 10]);
		request();
		await endCall();
		assert.deepEqual(sizes, [10, 10, 10, 6], "a request joined the waiting batch");
	});

	it("returns the result of a call, and does not count a failed call as in flight", async () => {
		const { scheduler, sizes, request } = schedulerFixture({ maxInFlight: 1 });
		assert.equal(await scheduler.run(0, async () => "answer"), "answer");
		const failing = failureOf(scheduler.run(0, () => Promise.reject(new Error("lost"))));
		request();
		await nextTick();
		assert.deepEqual(sizes, [1]);
		assert.equal((await failing).message, "lost");
	});
});
