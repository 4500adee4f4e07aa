import assert from "node:assert/strict";
import { createCallsInFlight } from "@/provider/client/pipeline/calls-in-flight";

const call = { service: "profile", command: "portrait_get", accounts: [], body: {} };

describe("createCallsInFlight", () => {
	for (const { callsPerSecond, latencyMs, max } of [
		{ callsPerSecond: 200, latencyMs: 40, max: 16 },
		{ callsPerSecond: 200, latencyMs: 150, max: 45 },
		{ callsPerSecond: 200, latencyMs: 1000, max: 300 },
		{ callsPerSecond: 100, latencyMs: 150, max: 23 },
		{ callsPerSecond: 10_000, latencyMs: 40, max: 600 },
	]) {
		it(`allows ${max} calls at ${callsPerSecond} calls a second and a response time of ${latencyMs} ms`, async () => {
			let time = 0;
			const { measure, max: current } = createCallsInFlight({ callsPerSecond, now: () => time });
			assert.equal(current(), 16, "the response time is not known yet");
			const transport = measure(async () => {
				time += latencyMs;
			});
			for (let index = 0; index < 3; index += 1) await transport(call);
			assert.equal(current(), max);
		});
	}

	it("follows a response time that changes, and ignores calls that fail", async () => {
		let time = 0;
		let latencyMs = 100;
		const { measure, max } = createCallsInFlight({ callsPerSecond: 200, now: () => time });
		const transport = measure(async () => {
			time += latencyMs;
			if (latencyMs > 1000) throw new Error("timed out");
		});
		await transport(call);
		latencyMs = 5000;
		await assert.rejects(transport(call));
		assert.equal(max(), 30);
		latencyMs = 200;
		for (let index = 0; index < 100; index += 1) await transport(call);
		assert.equal(max(), 60);
	});
});
