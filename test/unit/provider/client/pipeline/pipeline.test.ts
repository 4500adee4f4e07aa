import assert from "node:assert/strict";
import { circuitBreaker, createPipeline, envelope } from "@/provider/client/pipeline/pipeline";
import { createRateLimiter } from "@/provider/client/pipeline/rate-limit";
import type { Transport } from "@/provider/client/transport";
import { apiError, networkError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { aCall, answering, ok, rapidRetry } from "@/test/unit/provider/client/calls";

const lost = networkError(aCall, "ECONNREFUSED");

const policy = { failures: 3, halfOpenAfterMs: 60_000 };

async function failTimes(send: Transport, times: number): Promise<void> {
	for (let count = 0; count < times; count += 1) await failureOf(send(aCall));
}

describe("circuitBreaker", () => {
	it("sends no further call after the given number of consecutive failures", async () => {
		const { transport, calls } = answering(lost);
		const send = circuitBreaker(policy)(transport);
		await failTimes(send, 3);
		const { message, retryable } = await failureOf(send(aCall));
		assert.equal(message, "portrait_get alice: network: not sent after 3 consecutive failures; run again later");
		assert.equal(retryable, false);
		assert.equal(calls.length, 3);
	});

	it("counts failures from zero after a success", async () => {
		const { transport, calls } = answering(lost, lost, ok, lost);
		const send = circuitBreaker(policy)(transport);
		await failTimes(send, 2);
		await send(aCall);
		await failTimes(send, 2);
		assert.equal(await failureOf(send(aCall)), lost);
		assert.equal(calls.length, 6);
	});

	it("sends a probe after the given time, and closes the circuit when the probe succeeds", async () => {
		const { transport, calls } = answering(lost, lost, lost, ok);
		const send = circuitBreaker({ ...policy, halfOpenAfterMs: 0 })(transport);
		await failTimes(send, 3);
		assert.equal(await send(aCall), ok);
		assert.equal(calls.length, 4);
	});

	const otherErrors = [40003, 40009, 60007, 70009, 80001].map((code) => apiError(aCall, code));
	for (const error of otherErrors) {
		it(`does not count error code ${error.errorCode} as a failure of the service`, async () => {
			const { transport, calls } = answering(error);
			await failTimes(circuitBreaker(policy)(transport), 5);
			assert.equal(calls.length, 5);
		});
	}
});

const open = (answer: unknown) => envelope(answering(answer).transport)(aCall);

describe("envelope", () => {
	it("returns a successful response unchanged", async () => assert.equal(await open(ok), ok));

	it("returns a successful response that has no ActionStatus", async () => {
		const { ActionStatus: _, ...response } = ok;
		assert.equal(await open(response), response);
	});

	it("converts a refusal to an error that does not print the ErrorInfo of the service", async () => {
		const error = await failureOf(open({ ...ok, ActionStatus: "FAIL", ErrorCode: 80001, ErrorInfo: "rude words" }));
		assert.deepEqual({ kind: error.kind, errorCode: error.errorCode }, { kind: "api", errorCode: 80001 });
		assert.doesNotMatch(JSON.stringify([error.message, error]), /rude/);
		assert.equal(error.errorInfo, "rude words");
	});

	for (const ActionStatus of ["OK", "ok", "", 5, null, undefined]) {
		it(`throws when ErrorCode is not 0, also if ActionStatus is ${JSON.stringify(ActionStatus)}`, async () => {
			assert.equal((await failureOf(open({ ...ok, ActionStatus, ErrorCode: 40006 }))).errorCode, 40006);
		});
	}

	const invalid: readonly { name: string; answer: unknown }[] = [
		{ name: "a response of undefined", answer: undefined },
		{ name: "a response of null", answer: null },
		{ name: "a response that is text", answer: "OK" },
		{ name: "a response that is a list", answer: [] },
		{ name: "a response that is an empty object", answer: {} },
		{ name: "a response without ErrorCode", answer: { ActionStatus: "OK" } },
		{ name: "a response whose ErrorCode is text", answer: { ActionStatus: "OK", ErrorCode: "0" } },
		...["FAIL", "ok", "", 5, null].map((ActionStatus) => ({
			name: `a response with ActionStatus ${JSON.stringify(ActionStatus)} and ErrorCode 0`,
			answer: { ...ok, ActionStatus },
		})),
	];
	for (const { name, answer } of invalid) {
		it(`rejects ${name}`, async () => {
			const { kind, retryable, message } = await failureOf(open(answer));
			assert.deepEqual({ kind, retryable }, { kind: "protocol", retryable: false });
			assert.match(message, /^portrait_get alice: protocol: .*; check the endpoint and any proxy$/);
		});
	}
});

describe("createPipeline", () => {
	/** Creates a pipeline whose transport returns the given responses, and a log of the pipeline's steps in order. */
	function loggingPipeline(responses: readonly unknown[], failures = 20) {
		const log: string[] = [];
		let signature = 1;
		const limiter = {
			...createRateLimiter({ callsPerSecond: 1000, now: () => 0 }),
			acquire: async () => void log.push("token"),
			backOff: (command: string) => log.push(`back off ${command}`),
		};
		const signer = {
			userSig: () => `sig${signature}`,
			refresh: () => {
				signature += 1;
				return true;
			},
		};
		const { transport } = answering(...responses);
		const http: Transport = (call) => {
			log.push(`send ${call.userSig}`);
			return transport(call);
		};
		const circuit = { failures, halfOpenAfterMs: 60_000 };
		return { log, send: createPipeline(http, { retry: rapidRetry, circuit, limiter, signer }) };
	}
	const refused = (ErrorCode: number) => ({ ...ok, ActionStatus: "FAIL", ErrorCode });

	it("takes a token and adds a UserSig for each attempt", async () => {
		const { log, send } = loggingPipeline([lost, ok]);
		assert.equal(await send(aCall), ok);
		assert.deepEqual(log, ["token", "send sig1", "token", "send sig1"]);
	});

	it("renews a UserSig without taking a second token", async () => {
		const { log, send } = loggingPipeline([refused(70001), ok]);
		await send(aCall);
		assert.deepEqual(log, ["token", "send sig1", "send sig2"]);
	});

	it("backs off and retries after an error code that reports too many calls", async () => {
		const { log, send } = loggingPipeline([refused(60007), ok]);
		await send(aCall);
		assert.deepEqual(log, ["token", "send sig1", "back off portrait_get", "token", "send sig1"]);
	});

	it("counts each failed attempt as a failure, and takes no token while the circuit is open", async () => {
		const { log, send } = loggingPipeline([lost], 2);
		assert.equal((await failureOf(send(aCall))).systemCode, "CIRCUIT_OPEN");
		assert.deepEqual(log, ["token", "send sig1", "token", "send sig1"]);
	});

	it("does not retry a call that the service refused permanently", async () => {
		const { log, send } = loggingPipeline([refused(40003)]);
		assert.equal((await failureOf(send(aCall))).errorCode, 40003);
		assert.deepEqual(log, ["token", "send sig1"]);
	});
});
