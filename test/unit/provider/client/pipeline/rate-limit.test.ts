import assert from "node:assert/strict";
import { rateLimit } from "@/provider/client/pipeline/rate-limit";
import type { ApiCall, Transport } from "@/provider/client/transport";
import { apiError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { aCall, answering, ok } from "@/test/unit/provider/client/calls";

const turn = () => new Promise((resolve) => setImmediate(resolve));

const numbered = (count: number): ApiCall[] =>
	Array.from({ length: count }, (_, at) => ({ ...aCall, accounts: [String(at)] }));

const throttled = (transport: Transport, callsPerSecond: number, now = () => 0) =>
	rateLimit(transport, { callsPerSecond, now });

describe("withThrottle", () => {
	it("lets a lone call out at once, and passes its answer on", async () => {
		const { transport, calls } = answering(ok);
		const answer = throttled(transport, 1)(aCall);
		await turn();
		assert.deepEqual(calls, [aCall]);
		assert.equal(await answer, ok);
	});

	it("passes an error on", async () => {
		const error = new Error("lost");
		assert.equal(await failureOf(throttled(answering(error).transport, 1000)(aCall)), error);
	});

	it("lets a few calls out together, and holds the rest back", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 20);
		const all = numbered(7).map(send);
		await turn();
		assert.equal(calls.length, 5);
		await Promise.all(all);
		assert.equal(calls.length, 7);
	});

	it("lets calls out first come, first served", async () => {
		const { transport, calls } = answering(ok);
		await Promise.all(numbered(25).map(throttled(transport, 1000)));
		assert.deepEqual(calls, numbered(25));
	});

	it("counts each command for itself, as the service does", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 20);
		const all = [...numbered(7), { ...aCall, command: "portrait_set" }].map(send);
		await turn();
		const commands = calls.map(({ command }) => command).sort();
		assert.deepEqual(commands, [...Array<string>(5).fill("portrait_get"), "portrait_set"]);
		await Promise.all(all);
	});

	it("calls half as often where the documented limit is half", async () => {
		const { transport, calls } = answering(ok);
		const send = throttled(transport, 8);
		const commands = ["account_check", "account_delete", "multiaccount_import", "account_import"];
		const all = commands.flatMap((command) => numbered(5).map((call) => send({ ...call, command })));
		await turn();
		const counts = commands.map((name) => calls.filter(({ command }) => command === name).length);
		assert.deepEqual(counts, [4, 4, 4, 5]);
		await Promise.all(all);
	});

	it("keeps the rate over a longer run", async () => {
		const { transport } = answering(ok);
		const started = performance.now();
		await Promise.all(numbered(45).map(throttled(transport, 400)));
		assert.ok(performance.now() - started >= 95, "45 calls, 5 of them at once, take 100 ms at 400 a second");
	});

	it("halves the rate of a command for a while after an answer that there are too many calls", async () => {
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

	it("leaves the rate alone after any other refusal", async () => {
		const { transport, calls } = answering(apiError(aCall, 40006), ok);
		const send = throttled(transport, 20);
		await failureOf(send(aCall));
		const all = numbered(4).map(send);
		await turn();
		assert.equal(calls.length, 5);
		await Promise.all(all);
	});
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}
