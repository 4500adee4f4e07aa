import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_RETRY, nextDelayMs, retry, retryAccountErrors, withRetries } from "@/provider/client/pipeline/retry";
import {
	accountError,
	apiError,
	httpError,
	type ImError,
	networkError,
	protocolError,
	timeoutError,
} from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { aCall, answering, ok, rapidRetry } from "@/test/unit/provider/client/calls";

const lost = networkError(aCall, "ECONNRESET");

const policy = { maxRetries: 5, baseDelayMs: 100, maxDelayMs: 1000, maxTotalMs: 10_000 };

describe("nextDelayMs", () => {
	const cases: readonly { askedMs?: number; attempt: number; random: number; delayMs: number }[] = [
		{ attempt: 0, random: 0, delayMs: 50 },
		{ attempt: 0, random: 1, delayMs: 100 },
		{ attempt: 1, random: 0.5, delayMs: 150 },
		{ attempt: 2, random: 1, delayMs: 400 },
		{ attempt: 3, random: 0, delayMs: 400 },
		{ attempt: 4, random: 1, delayMs: 1000 },
		{ attempt: 40, random: 1, delayMs: 1000 },
		{ attempt: 2000, random: 0, delayMs: 500 },
		{ askedMs: 0, attempt: 0, random: 0, delayMs: 50 },
		{ askedMs: 700, attempt: 0, random: 1, delayMs: 700 },
		{ askedMs: 60_000, attempt: 0, random: 1, delayMs: 1000 },
	];
	for (const { askedMs, attempt, random, delayMs } of cases) {
		const asked = askedMs === undefined ? "" : ` and a Retry-After of ${askedMs} ms`;
		const error = askedMs === undefined ? lost : httpError(aCall, 429, askedMs);
		it(`returns ${delayMs} ms for attempt ${attempt} with the random number ${random}${asked}`, () => {
			assert.equal(nextDelayMs(error, attempt, { policy, random: () => random }), delayMs);
		});
	}

	it("returns a delay between half of baseDelayMs and maxDelayMs", () => {
		const chance = fc.double({ min: 0, max: 1, noNaN: true });
		fc.assert(
			fc.property(fc.nat(100), chance, (attempt, random) => {
				const delayMs = nextDelayMs(lost, attempt, { policy, random: () => random });
				return delayMs <= policy.maxDelayMs && delayMs >= policy.baseDelayMs / 2;
			}),
		);
	});

	it("returns default delays that add up to less than 15 seconds", () => {
		const context = { policy: DEFAULT_RETRY, random: () => 1 };
		const waits = Array.from({ length: DEFAULT_RETRY.maxRetries }, (_, attempt) => nextDelayMs(lost, attempt, context));
		assert.ok(waits.reduce((sum, delayMs) => sum + delayMs) < 15_000);
	});
});

describe("retry", () => {
	const transient: readonly ImError[] = [
		lost,
		timeoutError(aCall, 5000),
		httpError(aCall, 502),
		httpError(aCall, 429),
		...[40006, 60007, 60008, 60011, 60013, 70169, 91000].map((code) => apiError(aCall, code)),
	];
	for (const error of transient) {
		it(`retries after the error ${error.message.split(": ")[1]}`, async () => {
			const { transport, calls } = answering(error, error, ok);
			assert.equal(await retry(rapidRetry)(transport)(aCall), ok);
			assert.deepEqual(calls, [aCall, aCall, aCall]);
		});
	}

	const permanent: readonly Error[] = [
		protocolError(aCall, "the answer is not JSON"),
		httpError(aCall, 404),
		...[40001, 40003, 40009, 60010, 60028, 70001, 70009, 70050, 80001, 99999].map((code) => apiError(aCall, code)),
		new TypeError("a bug"),
	];
	for (const error of permanent) {
		it(`does not retry after the error ${error.message.split(": ")[1] ?? error.message}`, async () => {
			const { transport, calls } = answering(error);
			assert.equal(await failureOf(retry(rapidRetry)(transport)(aCall)), error);
			assert.equal(calls.length, 1);
		});
	}

	it("throws the error of the last attempt after the maximum number of retries", async () => {
		const { transport, calls } = answering(apiError(aCall, 60007), apiError(aCall, 60008), lost);
		assert.equal(await failureOf(retry(rapidRetry)(transport)(aCall)), lost);
		assert.equal(calls.length, 1 + rapidRetry.policy.maxRetries);
	});

	it("starts no attempt later than maxTotalMs after the first one", async () => {
		const { transport, calls } = answering(lost);
		const clock = [0, 400, 900, 1000];
		const now = () => clock.shift() ?? 1000;
		assert.equal(await failureOf(retry({ ...rapidRetry, now })(transport)(aCall)), lost);
		assert.equal(calls.length, 3);
	});

	it("counts the attempts of each call separately", async () => {
		const { transport, calls } = answering(lost);
		const send = retry(rapidRetry)(transport);
		await failureOf(send(aCall));
		await failureOf(send(aCall));
		assert.equal(calls.length, 2 * (1 + rapidRetry.policy.maxRetries));
	});

	it("uses one random number for each delay", async () => {
		const draws: number[] = [];
		const random = () => draws.push(1);
		await retry({ ...rapidRetry, random })(answering(lost, lost, ok).transport)(aCall);
		assert.equal(draws.length, 2);
	});
});

describe("withRetries", () => {
	it("waits for the time in Retry-After, up to maxDelayMs", async () => {
		const waits: number[] = [];
		const sleep = async (ms: number) => waits.push(ms);
		const busy = [httpError(aCall, 503, 700), httpError(aCall, 503, 60_000)];
		const send = retry({ policy, random: () => 0, now: () => 0, sleep })(answering(...busy, ok).transport);
		assert.equal(await send(aCall), ok);
		assert.deepEqual(waits, [700, 1000]);
	});

	it("ends the delay and throws the last error when the signal is aborted", async () => {
		const controller = new AbortController();
		const { transport, calls } = answering(lost);
		const slow = { ...rapidRetry, policy: { ...policy, baseDelayMs: 600_000, maxDelayMs: 600_000 } };
		const failure = failureOf(retry(slow)(transport)({ ...aCall, signal: controller.signal }));
		await new Promise((resolve) => setImmediate(resolve));
		controller.abort();
		assert.equal(await failure, lost);
		assert.equal(calls.length, 1);
	});

	it("makes no further attempt when the signal is aborted during a call", async () => {
		const controller = new AbortController();
		const calls: number[] = [];
		const work = async () => {
			controller.abort();
			calls.push(1);
			throw lost;
		};
		assert.equal(await failureOf(withRetries(rapidRetry, work, { signal: controller.signal })), lost);
		assert.equal(calls.length, 1);
	});

	it("retries errors for which the given isRetryable returns true", async () => {
		const error = accountError("portrait_get", "alice", 40006);
		const attempts: number[] = [];
		const run = (isRetryable: (error: ImError) => boolean) =>
			withRetries(
				rapidRetry,
				async () => {
					attempts.push(1);
					throw error;
				},
				{ isRetryable },
			);
		await failureOf(run(() => false));
		assert.equal(attempts.length, 1);
		await failureOf(run(({ kind }) => kind === "account"));
		assert.equal(attempts.length, 2 + rapidRetry.policy.maxRetries);
	});
});

describe("retryAccountErrors", () => {
	const attemptsUnder = async (error: ImError) => {
		let attempts = 0;
		await failureOf(
			retryAccountErrors(rapidRetry, async () => {
				attempts += 1;
				throw error;
			}),
		);
		return attempts;
	};

	it("retries retryable errors of one account, but not errors of whole calls", async () => {
		const most = 1 + rapidRetry.policy.maxRetries;
		assert.equal(await attemptsUnder(accountError("account_delete", "alice", 70169)), most);
		assert.equal(await attemptsUnder(accountError("account_delete", "alice", 70107)), 1);
		assert.equal(await attemptsUnder(apiError(aCall, 70169)), 1);
	});
});
