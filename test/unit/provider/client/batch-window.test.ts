import assert from "node:assert/strict";
import { batchWindow } from "../../../../provider/client/batch-window";
import { failureOf } from "../../../support/builders";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A call that ends when it is told. */
function aCall() {
	let end = () => {};
	const done = new Promise<void>((resolve) => {
		end = resolve;
	});
	return { run: () => done, end };
}

describe("batchWindow", () => {
	it("sends a lone batch on the next turn, and not before", async () => {
		const sent: number[] = [];
		batchWindow(1).schedule(() => sent.push(1));
		assert.deepEqual(sent, []);
		await turn();
		assert.deepEqual(sent, [1]);
	});

	it("holds a batch back while enough calls are in flight, and sends it when one has come back", async () => {
		const window = batchWindow(2);
		const [first, second, sent] = [aCall(), aCall(), [] as number[]];
		const calls = [window.track(first.run), window.track(second.run)];
		window.schedule(() => sent.push(1));
		await turn();
		assert.deepEqual(sent, []);
		second.end();
		await turn();
		assert.deepEqual(sent, [1]);
		first.end();
		await Promise.all(calls);
	});

	it("sends one batch for each call that comes back, in order", async () => {
		const window = batchWindow(1);
		const [call, next, sent] = [aCall(), aCall(), [] as string[]];
		const tracked = window.track(call.run);
		window.schedule(() => {
			sent.push("a");
			void window.track(next.run);
		});
		window.schedule(() => sent.push("b"));
		await turn();
		call.end();
		await tracked;
		await turn();
		assert.deepEqual(sent, ["a"]);
		next.end();
		await turn();
		assert.deepEqual(sent, ["a", "b"]);
	});

	it("gives what the call gives, and frees its place when it fails", async () => {
		const window = batchWindow(1);
		const sent: number[] = [];
		assert.equal(await window.track(async () => "answer"), "answer");
		const failing = failureOf(window.track(() => Promise.reject(new Error("lost"))));
		window.schedule(() => sent.push(1));
		assert.equal((await failing).message, "lost");
		await turn();
		assert.deepEqual(sent, [1]);
	});
});
