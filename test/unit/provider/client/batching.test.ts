import assert from "node:assert/strict";
import { stat } from "node:fs";
import { failureOf } from "@/test/support/builders";
import { aWindow, turn } from "./scheduler";

describe("batchWindow", () => {
	it("sends what is alone on the next turn, with all that comes in the same turn", async () => {
		const { sizes, come } = aWindow();
		come();
		come();
		assert.deepEqual(sizes, []);
		await turn();
		assert.deepEqual(sizes, [2]);
	});

	it("never makes work wait that comes one piece after another", async () => {
		const { sizes, clock, come, returnCall } = aWindow();
		for (let at = 0; at < 5; at += 1) {
			come();
			await turn();
			assert.equal(sizes.length, at + 1);
			clock.pass(40);
			await returnCall();
			clock.pass(7);
		}
		assert.deepEqual(sizes, [1, 1, 1, 1, 1]);
	});

	it("gathers a full batch from work that comes every few milliseconds", async () => {
		const { sizes, clock, come, crowd, returnCall } = aWindow();
		come();
		await turn();
		clock.pass(6);
		crowd(6, 6);
		await returnCall();
		crowd(93, 6);
		assert.deepEqual(sizes, [1]);
		come();
		assert.deepEqual(sizes, [1, 100]);
	});

	it("waits for a pause of some usual gaps when no call is in flight", async () => {
		const { sizes, clock, come, crowd, returnCall } = aWindow();
		come();
		await turn();
		crowd(20, 6);
		await returnCall();
		crowd(10, 6);
		clock.pass(20);
		assert.deepEqual(sizes, [1]);
		clock.pass(40);
		assert.deepEqual(sizes, [1, 30]);
	});

	it("waits for a call that is in flight, though no longer than a second", async () => {
		const { sizes, clock, come } = aWindow();
		come();
		await turn();
		come();
		clock.pass(999);
		assert.deepEqual(sizes, [1]);
		clock.pass(1);
		assert.deepEqual(sizes, [1, 1]);
	});

	it("waits for no answer again where those that came back have come again, and one call is stuck", async () => {
		const { sizes, clock, crowd, come, returnCall } = aWindow();
		come();
		await turn();
		crowd(7, 1);
		clock.pass(1000);
		assert.deepEqual(sizes, [1, 7]);
		await returnCall(1);
		crowd(7, 1);
		assert.deepEqual(sizes, [1, 7, 7]);
	});

	it("gives those whom a call of several answered a tenth of a second to come again", async () => {
		const { sizes, clock, come, crowd, returnCall } = aWindow();
		come();
		await turn();
		crowd(140, 1);
		assert.deepEqual(sizes, [1, 100]);
		await returnCall();
		await returnCall();
		clock.pass(90);
		come();
		clock.pass(99);
		assert.deepEqual(sizes, [1, 100]);
		clock.pass(1);
		assert.deepEqual(sizes, [1, 100, 41]);
	});

	it("waits for no pause where as many are under way as ever come together", async () => {
		const { sizes, clock, come, crowd, returnCall } = aWindow();
		come();
		await turn();
		crowd(7, 1);
		await returnCall();
		clock.pass(200);
		assert.deepEqual(sizes, [1, 7], "seven came together, and then a pause");
		await returnCall();
		crowd(6, 1);
		assert.deepEqual(sizes, [1, 7]);
		come();
		assert.deepEqual(sizes, [1, 7, 7]);
		come();
		clock.pass(5);
		come();
		assert.deepEqual(sizes, [1, 7, 7], "more than ever before: wait for a pause again");
	});

	it("takes what comes just after a call of several for a part of them", async () => {
		const { sizes, clock, come, returnCall } = aWindow();
		come();
		come();
		await turn();
		await returnCall();
		clock.pass(1);
		come();
		await turn();
		come();
		assert.deepEqual(sizes, [2]);
		clock.pass(100);
		assert.deepEqual(sizes, [2, 2]);
	});

	it("sees what came in while the process was busy before it sees a pause", async () => {
		const { sizes, come } = aWindow({ isReal: true });
		come();
		await turn();
		come();
		const late = new Promise<void>((resolve) => {
			stat(".", () => {
				come();
				resolve();
			});
		});
		for (const end = Date.now() + 150; Date.now() < end; );
		await late;
		await turn();
		assert.deepEqual(sizes, [1]);
	});

	it("sends nothing while enough calls are in flight, and then one batch for each that comes back", async () => {
		const { sizes, come, crowd, returnCall } = aWindow({ maxSize: 10, maxInFlight: 2 });
		crowd(35, 0);
		await turn();
		assert.deepEqual(sizes, [10, 10]);
		await returnCall();
		assert.deepEqual(sizes, [10, 10, 10]);
		come();
		await returnCall();
		assert.deepEqual(sizes, [10, 10, 10, 6], "joined while it waited");
	});

	it("gives what the call gives, and frees its place when it fails", async () => {
		const { window, sizes, come } = aWindow({ maxInFlight: 1 });
		assert.equal(await window.run(0, async () => "answer"), "answer");
		const failing = failureOf(window.run(0, () => Promise.reject(new Error("lost"))));
		come();
		await turn();
		assert.deepEqual(sizes, [1]);
		assert.equal((await failing).message, "lost");
	});
});
