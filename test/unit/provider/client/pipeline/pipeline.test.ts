import assert from "node:assert/strict";
import { circuitBreaker, envelope } from "@/provider/client/pipeline/pipeline";
import { apiError, networkError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { aCall, answering, ok } from "@/test/unit/provider/client/calls";

const lost = networkError(aCall, "ECONNREFUSED");

const policy = { failures: 3, halfOpenAfterMs: 60_000 };

async function failTimes(send: ReturnType<typeof circuitBreaker>, times: number): Promise<void> {
	for (let count = 0; count < times; count += 1) await failureOf(send(aCall));
}

describe("withCircuit", () => {
	it("makes no call after so many in a row have failed, and says so", async () => {
		const { transport, calls } = answering(lost);
		const send = circuitBreaker(transport, policy);
		await failTimes(send, 3);
		const { message, retryable } = await failureOf(send(aCall));
		assert.equal(message, "portrait_get alice: network: not called, since 3 calls in a row failed; run again later");
		assert.equal(retryable, false);
		assert.equal(calls.length, 3);
	});

	it("starts to count anew after a success", async () => {
		const { transport, calls } = answering(lost, lost, ok, lost);
		const send = circuitBreaker(transport, policy);
		await failTimes(send, 2);
		await send(aCall);
		await failTimes(send, 2);
		assert.equal(await failureOf(send(aCall)), lost);
		assert.equal(calls.length, 6);
	});

	it("lets a call through when the time is over, and closes on its success", async () => {
		const { transport, calls } = answering(lost, lost, lost, ok);
		const send = circuitBreaker(transport, { ...policy, halfOpenAfterMs: 0 });
		await failTimes(send, 3);
		assert.equal(await send(aCall), ok);
		assert.equal(calls.length, 4);
	});

	const ofOneAccount = [40003, 40009, 60007, 70009, 80001].map((code) => apiError(aCall, code));
	for (const error of ofOneAccount) {
		it(`does not count ${error.errorCode}: it does not speak of the whole service`, async () => {
			const { transport, calls } = answering(error);
			await failTimes(circuitBreaker(transport, policy), 5);
			assert.equal(calls.length, 5);
		});
	}
});

const open = (answer: unknown) => envelope(answering(answer).transport)(aCall);

describe("withEnvelope", () => {
	it("passes a good answer on as it is", async () => assert.equal(await open(ok), ok));

	it("turns a refusal into an error, without the service's own text in sight", async () => {
		const error = await failureOf(open({ ...ok, ActionStatus: "FAIL", ErrorCode: 80001, ErrorInfo: "rude words" }));
		assert.deepEqual({ kind: error.kind, errorCode: error.errorCode }, { kind: "api", errorCode: 80001 });
		assert.doesNotMatch(JSON.stringify([error.message, error]), /rude/);
		assert.equal(error.errorInfo, "rude words");
	});

	it("trusts the code where status and code disagree", async () => {
		assert.equal((await failureOf(open({ ...ok, ErrorCode: 40006 }))).errorCode, 40006);
	});

	const strangers: readonly { name: string; answer: unknown }[] = [
		{ name: "nothing", answer: undefined },
		{ name: "null", answer: null },
		{ name: "text", answer: "OK" },
		{ name: "a list", answer: [] },
		{ name: "an empty map", answer: {} },
		{ name: "no code", answer: { ActionStatus: "OK" } },
		{ name: "a code as text", answer: { ActionStatus: "OK", ErrorCode: "0" } },
		{ name: "no status", answer: { ErrorCode: 0 } },
		{ name: "status FAIL with code 0", answer: { ...ok, ActionStatus: "FAIL" } },
	];
	for (const { name, answer } of strangers) {
		it(`takes ${name} for a stranger's answer`, async () => {
			const { kind, retryable, message } = await failureOf(open(answer));
			assert.deepEqual({ kind, retryable }, { kind: "protocol", retryable: false });
			assert.match(message, /^portrait_get alice: protocol: .*; check the endpoint and any proxy$/);
		});
	}
});
