import assert from "node:assert/strict";
import { createRateLimiter, getRateLimiter, type RateLimiters, rateLimit } from "@/provider/client/pipeline/rate-limit";
import type { ApiCall, Transport } from "@/provider/client/transport";
import { apiError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { aCall, answering, ok } from "@/test/unit/provider/client/calls";

const turn = () => new Promise((resolve) => setImmediate(resolve));

const numbered = (count: number): ApiCall[] =>
	Array.from({ length: count }, (_, at) => ({ ...aCall, accounts: [String(at)] }));

const throttled = (transport: Transport, callsPerSecond: number, now = () => 0) =>
	rateLimit(createRateLimiter({ callsPerSecond, now }))(transport);

describe("rateLimit", () => {
	it("sends a single call immediately, and returns its response", async () => {
		const { transport, calls } = answering(ok);
		const answer = throttled(transport, 1)(aCall);
		await turn();
		assert.deepEqual(calls, [aCall]);
		assert.equal(await answer, ok);
	});

	it("throws the error of a failed call", async () => {
		const error = new Error("lost");
		assert.equal(await failureOf(throttled(answering(error).transport, 1000)(aCall)), error);
	});

	it("sends five calls immediately, and delays the other calls", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 20);
		const all = numbered(7).map(send);
		await turn();
		assert.equal(calls.length, 5);
		await Promise.all(all);
		assert.equal(calls.length, 7);
	});

	it("sends calls in the order in which they were made", async () => {
		const { transport, calls } = answering(ok);
		await Promise.all(numbered(25).map(throttled(transport, 1000)));
		assert.deepEqual(calls, numbered(25));
	});

	it("limits each command separately", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 20);
		const all = [...numbered(7), { ...aCall, command: "portrait_set" }].map(send);
		await turn();
		const commands = calls.map(({ command }) => command).sort();
		assert.deepEqual(commands, [...Array<string>(5).fill("portrait_get"), "portrait_set"]);
		await Promise.all(all);
	});

	it("halves the rate of commands whose documented limit is half the limit of the others", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 8);
		const commands = ["account_check", "account_delete", "multiaccount_import", "account_import"];
		const all = commands.flatMap((command) => numbered(5).map((call) => send({ ...call, command })));
		await turn();
		const counts = commands.map((name) => calls.filter(({ command }) => command === name).length);
		assert.deepEqual(counts, [4, 4, 4, 5]);
		await Promise.all(all);
	});

	it("does not exceed the rate over many calls", async () => {
		const { transport } = answering(ok);
		const started = performance.now();
		await Promise.all(numbered(45).map(throttled(transport, 400)));
		assert.ok(performance.now() - started >= 95, "45 calls, 5 of them at once, take 100 ms at 400 a second");
	});

	it("halves the rate of a command for some time after a response that reports too many calls", async () => {
		const tooMany = apiError(aCall, 60007);
		const { transport } = answering(tooMany, ok);
		let time = 0;
		const send = throttled(transport, 400, () => time);
		await failureOf(send(aCall));
		const slow = await timeOf(() => Promise.all(numbered(40).map(send)));
		time = 5000;
		await send(aCall);
		const fast = await timeOf(() => Promise.all(numbered(40).map(send)));
		assert.ok(slow >= 195, `40 calls at 200 a second took ${slow} ms`);
		assert.ok(fast >= 95 && fast < slow, `40 calls at 400 a second took ${fast} ms, after ${slow} ms`);
	});

	it("does not change the rate after any other refusal", async () => {
		const { transport, calls } = answering(apiError(aCall, 40006), ok);
		const send = throttled(transport, 20);
		await failureOf(send(aCall));
		const all = numbered(4).map(send);
		await turn();
		assert.equal(calls.length, 5);
		await Promise.all(all);
	});

	it("ends the wait of a call when the signal of the call is aborted", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 1);
		const controller = new AbortController();
		await send(aCall);
		const failure = failureOf(send({ ...aCall, signal: controller.signal }));
		controller.abort();
		const { systemCode, retryable, message } = await failure;
		assert.deepEqual({ systemCode, retryable }, { systemCode: "ABORTED", retryable: false });
		assert.equal(message, "portrait_get alice: network: cancelled before a response; run again");
		assert.equal(calls.length, 1);
	});

	it("takes no token for a call that was aborted in the queue", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 20);
		await Promise.all(numbered(5).map(send));
		const { signal } = new AbortController();
		const first = send({ ...aCall, signal });
		const aborted = numbered(50).map((call) => failureOf(send({ ...call, signal: AbortSignal.abort() })));
		const last = send(aCall);
		await Promise.all([first, last, ...aborted]);
		assert.equal(calls.length, 7);
	});

	it("does not abort a call that was sent", async () => {
		const controller = new AbortController();
		let respond = (_: unknown) => {};
		const send = throttled(() => new Promise((resolve) => (respond = resolve)), 1);
		const response = send({ ...aCall, signal: controller.signal });
		await turn();
		controller.abort();
		respond(ok);
		assert.equal(await response, ok);
	});
});

describe("getRateLimiter", () => {
	const options = (callsPerSecond: number) => ({ callsPerSecond, now: () => 0 });

	it("returns the same limiter for an equal map key", async () => {
		const limiters: RateLimiters = new Map();
		const { transport, calls } = answering(ok);
		const [one, other] = [0, 1].map(() => rateLimit(getRateLimiter(limiters, "a", options(20)))(transport));
		const all = numbered(7).map((call, at) => (at % 2 === 0 ? one : other)?.(call));
		await turn();
		assert.equal(calls.length, 5);
		await Promise.all(all);
	});

	it("returns a separate limiter for each map key", async () => {
		const limiters: RateLimiters = new Map();
		const { transport, calls } = answering(ok);
		const all = ["a", "b"].flatMap((key) =>
			numbered(6).map(rateLimit(getRateLimiter(limiters, key, options(20)))(transport)),
		);
		await turn();
		assert.equal(calls.length, 10);
		await Promise.all(all);
	});

	for (const [first, second] of [
		[20, 3],
		[3, 20],
	] as const) {
		it(`uses the lower of the rates ${first} and ${second}`, async () => {
			const limiters: RateLimiters = new Map();
			const { transport, calls } = answering(ok);
			const send = rateLimit(getRateLimiter(limiters, "a", options(first)))(transport);
			getRateLimiter(limiters, "a", options(second));
			const all = numbered(4).map(send);
			await turn();
			assert.equal(calls.length, 3);
			await Promise.all(all);
		});
	}

	it("lowers the rate of commands that were already called", async () => {
		const limiters: RateLimiters = new Map();
		const { transport, calls } = answering(ok);
		const send = rateLimit(getRateLimiter(limiters, "a", options(20)))(transport);
		await send(aCall);
		getRateLimiter(limiters, "a", options(2));
		const all = numbered(3).map(send);
		await turn();
		assert.equal(calls.length, 1 + 2);
		await Promise.all(all);
	});
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}
