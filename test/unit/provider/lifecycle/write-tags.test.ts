import assert from "node:assert/strict";
import { apiError, networkError } from "@/provider/errors/im-error";
import { writeTags } from "@/provider/lifecycle/reconcile";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileItem } from "@/provider/model/types";
import { fakeService, LEVEL, NICK, TEAM } from "@/test/support/builders";

const call = { command: "portrait_set", accounts: ["alice"] };

const owned = ownedTags({ nick: "Alice", level: 3, custom: { Team: "core" } });

const refusing = (tag: string, error: Error) => (items: readonly ProfileItem[]) =>
	items.some(({ Tag }) => Tag === tag) ? error : undefined;

describe("writeTags", () => {
	it("writes all tags in one call", async () => {
		const { writes, log, accounts } = fakeService();
		assert.deepEqual(await writeTags(writes, "alice", owned), new Map());
		assert.deepEqual(log, ["write alice nick,level,team"]);
		assert.deepEqual(accounts.alice, { [NICK]: "Alice", [LEVEL]: 3, [TEAM]: "core" });
	});

	for (const code of [40005, 40008, 40009, 40601, 40605, 40610, 80001]) {
		it(`tries the tags apart after ${code}, and gives the one that is refused`, async () => {
			const refusal = apiError(call, code);
			const { writes, log, accounts } = fakeService({ refuse: refusing(TEAM, refusal) });
			assert.deepEqual(await writeTags(writes, "alice", owned), new Map([[TEAM, refusal]]));
			const calls = ["write alice nick,level,team", "write alice nick", "write alice level", "write alice team"];
			assert.deepEqual(log, calls);
			assert.deepEqual(accounts.alice, { [NICK]: "Alice", [LEVEL]: 3 });
		});
	}

	it("tries a lone tag once", async () => {
		const refusal = apiError(call, 80001);
		const { writes, log } = fakeService({ refuse: () => refusal });
		assert.deepEqual(await writeTags(writes, "alice", owned.slice(0, 1)), new Map([[NICK, refusal]]));
		assert.equal(log.length, 1);
	});

	const whole = [apiError(call, 40003), apiError(call, 70009), apiError(call, 40001), networkError(call, "ECONNRESET")];
	for (const error of whole) {
		it(`gives every tag the one error of "${error.message.split(":")[1]?.trim()}", without a second try`, async () => {
			const { writes, log } = fakeService({ refuse: () => error });
			const refusals = await writeTags(writes, "alice", owned);
			assert.deepEqual([...refusals.keys()], [NICK, LEVEL, TEAM]);
			assert.ok([...refusals.values()].every((refusal) => refusal === error));
			assert.equal(log.length, 1);
		});
	}

	it("goes on apart when something else happens to one tag", async () => {
		const content = apiError(call, 40605);
		const lost = networkError(call, "ECONNRESET");
		const refuse = (items: readonly ProfileItem[]) =>
			items.length > 1 ? content : items[0]?.Tag === LEVEL ? lost : undefined;
		const { writes, accounts } = fakeService({ refuse });
		assert.deepEqual(await writeTags(writes, "alice", owned), new Map([[LEVEL, lost]]));
		assert.deepEqual(accounts.alice, { [NICK]: "Alice", [TEAM]: "core" });
	});

	it("lets a fault of our own through", async () => {
		const { writes } = fakeService({ refuse: () => new TypeError("ours") });
		await assert.rejects(writeTags(writes, "alice", owned), TypeError);
	});
});
