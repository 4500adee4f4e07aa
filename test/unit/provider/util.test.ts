import assert from "node:assert/strict";
import { createAsyncCache } from "@/provider/util";
import { failureOf } from "@/test/support/builders";

/** A memory whose reads end when `answer` is called, the oldest first. */
function manualMemory() {
	const waiting: ((value: string | Error) => void)[] = [];
	const memory = createAsyncCache<string>(
		() =>
			new Promise((keep, fail) => {
				waiting.push((value) => (value instanceof Error ? fail(value) : keep(value)));
			}),
	);
	return { memory, answer: (value: string | Error) => waiting.shift()?.(value), reads: () => waiting.length };
}

describe("createMemory", () => {
	it("reads once, also for two who ask at a time, and remembers", async () => {
		const { memory, answer, reads } = manualMemory();
		const both = [memory.get("a"), memory.get("a")];
		assert.equal(reads(), 1);
		answer("x");
		assert.deepEqual(await Promise.all([...both, memory.get("a")]), ["x", "x", "x"]);
		assert.equal(reads(), 0);
	});

	it("keeps keys apart", async () => {
		const { memory, answer } = manualMemory();
		const both = [memory.get("a"), memory.get("b")];
		answer("x");
		answer("y");
		assert.deepEqual(await Promise.all(both), ["x", "y"]);
	});

	it("reads again after it was told to forget, and never remembers what was under way then", async () => {
		const { memory, answer } = manualMemory();
		const early = memory.get("a");
		memory.invalidate("a");
		const late = memory.get("a");
		answer("old");
		assert.equal(await early, "old");
		answer("new");
		assert.deepEqual([await late, await memory.get("a")], ["new", "new"]);
	});

	it("does not remember a failure", async () => {
		const { memory, answer } = manualMemory();
		const first = failureOf(memory.get("a"));
		answer(new Error("lost"));
		assert.equal((await first).message, "lost");
		const second = memory.get("a");
		answer("x");
		assert.equal(await second, "x");
	});
});
