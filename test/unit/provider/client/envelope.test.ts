import assert from "node:assert/strict";
import { envelope } from "../../../../provider/client/pipeline/pipeline";
import { failureOf } from "../../../support/builders";
import { aCall, answering, ok } from "./calls";

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
