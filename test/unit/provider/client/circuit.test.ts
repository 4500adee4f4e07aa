import assert from "node:assert/strict";
import { circuitBreaker } from "../../../../provider/client/pipeline/pipeline";
import { apiError, networkError } from "../../../../provider/errors/im-error";
import { failureOf } from "../../../support/builders";
import { aCall, answering, ok } from "./calls";

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
