import assert from "node:assert/strict";
import { createRateLimit } from "@/emulator/rate-limit";
import { bodyOf, createInMemoryEmulator, NICK } from "@/test/unit/emulator/in-memory-emulator";

/** Takes tokens for a number of consecutive calls. Returns how many calls are allowed. */
function allowedCalls(limit: ReturnType<typeof createRateLimit>, command: string, calls: number): number {
	return Array.from({ length: calls }, () => limit.take(command)).filter(Boolean).length;
}

describe("createRateLimit", () => {
	it("allows a burst of 20 calls and then 200 calls per second", () => {
		let nowMs = 0;
		const limit = createRateLimit(200, () => nowMs);
		assert.equal(allowedCalls(limit, "portrait_set", 50), 20);
		let allowed = 0;
		for (nowMs = 1; nowMs <= 1000; nowMs += 1) allowed += allowedCalls(limit, "portrait_set", 2);
		assert.equal(allowed, 200);
	});

	for (const command of ["account_check", "account_delete", "multiaccount_import"]) {
		it(`allows 100 calls of ${command} per second by default`, () => {
			let nowMs = 0;
			const inOneSecond = (limit: ReturnType<typeof createRateLimit>) => {
				allowedCalls(limit, command, 20);
				let allowed = 0;
				for (let times = 0; times < 100; times += 1) {
					nowMs += 10;
					allowed += allowedCalls(limit, command, 5);
				}
				return allowed;
			};
			assert.equal(inOneSecond(createRateLimit({ portrait_get: 7 }, () => nowMs)), 100);
			assert.equal(inOneSecond(createRateLimit({ [command]: 50 }, () => nowMs)), 50);
			assert.equal(inOneSecond(createRateLimit(200, () => nowMs)), 200);
		});
	}

	it("never exceeds the capacity of a bucket, and adds no tokens if the clock goes back", () => {
		let nowMs = 0;
		const limit = createRateLimit(200, () => nowMs);
		allowedCalls(limit, "portrait_set", 20);
		nowMs = 60_000;
		assert.equal(allowedCalls(limit, "portrait_set", 50), 20);
		nowMs = 0;
		assert.equal(allowedCalls(limit, "portrait_set", 1), 0);
	});

	it("counts refused calls by command", () => {
		const limit = createRateLimit({ portrait_get: 2 }, () => 0);
		allowedCalls(limit, "portrait_get", 5);
		allowedCalls(limit, "portrait_set", 21);
		assert.deepEqual([limit.refused("portrait_get"), limit.refused("portrait_set"), limit.refused()], [3, 1, 4]);
		assert.equal(limit.refused("account_import"), 0);
	});

	const unlimited = [
		{ name: "0", rate: 0 },
		{ name: "Infinity", rate: Infinity },
		{ name: "0 for the command", rate: { portrait_set: 0 } },
	];
	for (const { name, rate } of unlimited) {
		it(`allows every call at the rate ${name}`, () => {
			const limit = createRateLimit(rate, () => 0);
			assert.equal(allowedCalls(limit, "portrait_set", 5000), 5000);
			assert.equal(limit.refused(), 0);
		});
	}

	it("allows a call every two seconds at a rate of 0.5", () => {
		let nowMs = 0;
		const limit = createRateLimit(0.5, () => nowMs);
		assert.equal(allowedCalls(limit, "portrait_set", 3), 1);
		nowMs = 2000;
		assert.equal(allowedCalls(limit, "portrait_set", 3), 1);
	});

	for (const rateLimitCode of [60007, 60011, 60018] as const) {
		it(`refuses calls above the limit with the configured code ${rateLimitCode}, and restores the tokens on reset`, () => {
			const emulator = createInMemoryEmulator({ callsPerSecond: 1, rateLimitCode });
			assert.equal(emulator.write("alice", NICK, "First"), 0);
			const body = { From_Account: "alice", ProfileItem: [{ Tag: NICK, Value: "Second" }] };
			const outcome = emulator.send("profile/portrait_set", JSON.stringify(body));
			assert.equal(outcome.reply.as === "whole" && outcome.reply.status, 200);
			assert.equal(bodyOf(outcome).ErrorCode, rateLimitCode);
			assert.deepEqual(emulator.read("alice", NICK), { [NICK]: "First" });
			assert.equal(emulator.state.rateLimit.refused(), 1);
			emulator.state.reset();
			assert.equal(emulator.state.rateLimit.refused(), 0);
			assert.equal(emulator.write("alice", NICK, "Third"), 0);
		});
	}
});
