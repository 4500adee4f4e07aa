import assert from "node:assert/strict";
import { untilAborted } from "@/provider/util/abort";
import { failureOf } from "@/test/support/builders";

describe("untilAborted", () => {
	const aborted = () => new Error("aborted");

	it("returns the value of the promise, with and without a signal", async () => {
		const { signal } = new AbortController();
		assert.equal(await untilAborted(async () => 1, undefined, aborted), 1);
		assert.equal(await untilAborted(async () => 1, signal, aborted), 1);
	});

	it("throws the rejection reason of the promise", async () => {
		const { signal } = new AbortController();
		assert.equal((await failureOf(untilAborted(() => Promise.reject(new Error("x")), signal, aborted))).message, "x");
	});

	it("throws as soon as the signal is aborted", async () => {
		const controller = new AbortController();
		const failure = failureOf(untilAborted(() => new Promise(() => {}), controller.signal, aborted));
		controller.abort();
		assert.equal((await failure).message, "aborted");
	});

	it("throws immediately for a signal that is already aborted", async () => {
		const failure = failureOf(untilAborted(() => new Promise(() => {}), AbortSignal.abort(), aborted));
		assert.equal((await failure).message, "aborted");
	});
});
