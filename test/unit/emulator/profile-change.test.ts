import assert from "node:assert/strict";
import { applyProfileChange, parseProfileChange } from "@/emulator/profile-change";
import { aBench, GENDER, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

describe("a change by hand", () => {
	it("writes to the account alone, unrecorded, and goes nowhere without a webhook", () => {
		const { world } = aBench();
		applyProfileChange(world, {
			account: "alice",
			operator: "root",
			platform: "Web",
			items: { [NICK]: "", [TEAM]: "red" },
		});
		assert.deepEqual(world.store.tags("alice"), { [NICK]: "", [TEAM]: "red" });
		assert.deepEqual([world.log.records.length, world.webhook.deliveries.length], [0, 0]);
	});

	it("is the account's own in the browser, unless it says otherwise", () => {
		const { world } = aBench({ webhook: { url: "http://127.0.0.1:9" } });
		applyProfileChange(world, { account: "alice", items: { [NICK]: "A" } });
		applyProfileChange(world, {
			account: "alice",
			items: { [NICK]: "B" },
			operator: "root",
			platform: "Android",
			clientIp: "::1",
		});
		assert.deepEqual(
			world.webhook.deliveries.map(({ operator, platform, clientIp }) => [operator, platform, clientIp]),
			[
				["alice", "Web", "127.0.0.1"],
				["root", "Android", "::1"],
			],
		);
		world.webhook.clear();
	});

	const refused = [
		{ name: "a missing account", change: { account: "x", items: { [NICK]: "A" } }, reason: 'no account "x"' },
		{ name: "no tag", change: { account: "alice", items: {} }, reason: "items: there are none" },
		{
			name: "a value that the service refuses",
			change: { account: "alice", items: { [NICK]: "A", [GENDER]: "x" } },
			reason: `items.${GENDER}: not one of the tag's values`,
		},
	];
	for (const { name, change, reason } of refused) {
		it(`refuses ${name}`, () => {
			const { world } = aBench();
			assert.throws(() => applyProfileChange(world, change), { message: reason });
			assert.deepEqual(world.store.tags("alice"), { [NICK]: "Alice" });
		});
	}

	it("is read from outside with all that it may have, and with nothing more than it must", () => {
		const least = { account: "alice", items: { [NICK]: "A" } };
		const most = { ...least, operator: "root", platform: "iOS", clientIp: "10.0.0.1" };
		assert.deepEqual([parseProfileChange(least), parseProfileChange(most)], [least, most]);
	});

	const wrong = [
		{ name: "a list", value: [], reason: "must be an object" },
		{ name: "no account", value: { items: {} }, reason: "account: must be a text that is not empty" },
		{
			name: "items that are a list",
			value: { account: "a", items: [] },
			reason: "items: must be an object of values by tag",
		},
		{
			name: "an empty operator",
			value: { account: "a", items: {}, operator: "" },
			reason: /^operator: must be a text/,
		},
		{
			name: "another platform",
			value: { account: "a", items: {}, platform: "TV" },
			reason: /^platform: must be one of RESTAPI, Web, /,
		},
		{
			name: "an unknown key",
			value: { account: "a", items: {}, by: "x" },
			reason: /^by: no such key; there are account, items, /,
		},
	];
	for (const { name, value, reason } of wrong) {
		it(`refuses ${name} in one line`, () => assert.throws(() => parseProfileChange(value), { message: reason }));
	}
});
