import assert from "node:assert/strict";
import { withThrottle } from "../../../../provider/client/throttle";
import type { ImCall } from "../../../../provider/client/transport";
import { failureOf } from "../../../support/builders";
import { aCall, answering, ok } from "./calls";

const turn = () => new Promise((resolve) => setImmediate(resolve));
const numbered = (count: number): ImCall[] =>
	Array.from({ length: count }, (_, at) => ({ ...aCall, accounts: [String(at)] }));

describe("withThrottle", () => {
	it("lets a lone call out at once, and passes its answer on", async () => {
		const { transport, calls } = answering(ok);
		const answer = withThrottle(transport, 1)(aCall);
		await turn();
		assert.deepEqual(calls, [aCall]);
		assert.equal(await answer, ok);
	});

	it("passes an error on", async () => {
		const error = new Error("lost");
		assert.equal(await failureOf(withThrottle(answering(error).transport, 1000)(aCall)), error);
	});

	it("lets a few calls out together, and holds the rest back", async () => {
		const { transport, calls } = answering(ok);
		const send = withThrottle(transport, 20);
		const all = numbered(7).map(send);
		await turn();
		assert.equal(calls.length, 5);
		await Promise.all(all);
		assert.equal(calls.length, 7);
	});

	it("lets calls out first come, first served", async () => {
		const { transport, calls } = answering(ok);
		await Promise.all(numbered(25).map(withThrottle(transport, 1000)));
		assert.deepEqual(calls, numbered(25));
	});

	it("counts each command for itself, as the service does", async () => {
		const { transport, calls } = answering(ok);
		const send = withThrottle(transport, 20);
		const all = [...numbered(7), { ...aCall, command: "portrait_set" }].map(send);
		await turn();
		const commands = calls.map(({ command }) => command).sort();
		assert.deepEqual(commands, [...Array<string>(5).fill("portrait_get"), "portrait_set"]);
		await Promise.all(all);
	});

	it("keeps the rate over a longer run", async () => {
		const { transport } = answering(ok);
		const started = performance.now();
		await Promise.all(numbered(45).map(withThrottle(transport, 400)));
		assert.ok(performance.now() - started >= 95, "45 calls, 5 of them at once, take 100 ms at 400 a second");
	});
});
