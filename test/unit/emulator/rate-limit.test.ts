import assert from "node:assert/strict";
import { createRateLimit } from "@/emulator/rate-limit";
import { aBench, bodyOf, NICK } from "@/test/unit/emulator/in-memory-emulator";

/** How many of some calls in a row pass. */
function passing(limit: ReturnType<typeof createRateLimit>, command: string, calls: number): number {
	return Array.from({ length: calls }, () => limit.take(command)).filter(Boolean).length;
}

describe("the emulator's rate limit", () => {
	it("lets 20 calls pass at once and 200 a second after them", () => {
		let nowMs = 0;
		const limit = createRateLimit(200, () => nowMs);
		assert.equal(passing(limit, "portrait_set", 50), 20);
		let passed = 0;
		for (nowMs = 1; nowMs <= 1000; nowMs += 1) passed += passing(limit, "portrait_set", 2);
		assert.equal(passed, 200);
	});

	for (const command of ["account_check", "account_delete", "multiaccount_import"]) {
		it(`lets 100 calls of ${command} pass a second, unless told otherwise`, () => {
			let nowMs = 0;
			const inOneSecond = (limit: ReturnType<typeof createRateLimit>) => {
				passing(limit, command, 20);
				let passed = 0;
				for (let times = 0; times < 100; times += 1) {
					nowMs += 10;
					passed += passing(limit, command, 5);
				}
				return passed;
			};
			assert.equal(inOneSecond(createRateLimit({ portrait_get: 7 }, () => nowMs)), 100);
			assert.equal(inOneSecond(createRateLimit({ [command]: 50 }, () => nowMs)), 50);
			assert.equal(inOneSecond(createRateLimit(200, () => nowMs)), 200);
		});
	}

	it("never holds more than its capacity, nor less after a clock that went back", () => {
		let nowMs = 0;
		const limit = createRateLimit(200, () => nowMs);
		passing(limit, "portrait_set", 20);
		nowMs = 60_000;
		assert.equal(passing(limit, "portrait_set", 50), 20);
		nowMs = 0;
		assert.equal(passing(limit, "portrait_set", 1), 0);
	});

	it("counts what it refused, by command", () => {
		const limit = createRateLimit({ portrait_get: 2 }, () => 0);
		passing(limit, "portrait_get", 5);
		passing(limit, "portrait_set", 21);
		assert.deepEqual([limit.refused("portrait_get"), limit.refused("portrait_set"), limit.refused()], [3, 1, 4]);
		assert.equal(limit.refused("account_import"), 0);
	});

	const unlimited = [
		{ name: "0", rate: 0 },
		{ name: "Infinity", rate: Infinity },
		{ name: "0 for the command", rate: { portrait_set: 0 } },
	];
	for (const { name, rate } of unlimited) {
		it(`has no limit with ${name}`, () => {
			const limit = createRateLimit(rate, () => 0);
			assert.equal(passing(limit, "portrait_set", 5000), 5000);
			assert.equal(limit.refused(), 0);
		});
	}

	it("lets a call pass each few seconds at a rate below one", () => {
		let nowMs = 0;
		const limit = createRateLimit(0.5, () => nowMs);
		assert.equal(passing(limit, "portrait_set", 3), 1);
		nowMs = 2000;
		assert.equal(passing(limit, "portrait_set", 3), 1);
	});

	for (const rateLimitCode of [60007, 60011, 60018] as const) {
		it(`answers ${rateLimitCode} at HTTP 200 when told to, stores nothing and starts anew on reset`, () => {
			const bench = aBench({ callsPerSecond: 1, rateLimitCode });
			assert.equal(bench.write("alice", NICK, "First"), 0);
			const body = { From_Account: "alice", ProfileItem: [{ Tag: NICK, Value: "Second" }] };
			const outcome = bench.send("profile/portrait_set", JSON.stringify(body));
			assert.equal(outcome.reply.as === "whole" && outcome.reply.status, 200);
			assert.equal(bodyOf(outcome).ErrorCode, rateLimitCode);
			assert.deepEqual(bench.read("alice", NICK), { [NICK]: "First" });
			assert.equal(bench.world.rate.refused(), 1);
			bench.world.reset();
			assert.equal(bench.world.rate.refused(), 0);
			assert.equal(bench.write("alice", NICK, "Third"), 0);
		});
	}
});
