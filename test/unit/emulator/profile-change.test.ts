import assert from "node:assert/strict";
import { applyProfileChange, parseProfileChange } from "@/emulator/profile-change";
import { createInMemoryEmulator, GENDER, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

describe("applyProfileChange", () => {
	it("changes the account without recording a call, and sends no event if there is no webhook", () => {
		const { state } = createInMemoryEmulator();
		applyProfileChange(state, {
			account: "alice",
			operator: "root",
			platform: "Web",
			items: { [NICK]: "", [TEAM]: "red" },
		});
		assert.deepEqual(state.store.tags("alice"), { [NICK]: "", [TEAM]: "red" });
		assert.deepEqual([state.requestLog.records.length, state.webhook.deliveries.length], [0, 0]);
	});

	it("sends the account itself as operator and Web as platform by default", () => {
		const { state } = createInMemoryEmulator({ webhook: { url: "http://127.0.0.1:9" } });
		applyProfileChange(state, { account: "alice", items: { [NICK]: "A" } });
		applyProfileChange(state, {
			account: "alice",
			items: { [NICK]: "B" },
			operator: "root",
			platform: "Android",
			clientIp: "::1",
		});
		assert.deepEqual(
			state.webhook.deliveries.map(({ operator, platform, clientIp }) => [operator, platform, clientIp]),
			[
				["alice", "Web", "127.0.0.1"],
				["root", "Android", "::1"],
			],
		);
		state.webhook.clear();
	});

	const invalid = [
		{
			name: "a missing account",
			change: { account: "x", items: { [NICK]: "A" } },
			reason: 'account "x" does not exist',
		},
		{ name: "a change without items", change: { account: "alice", items: {} }, reason: "items: must not be empty" },
		{
			name: "a value that the service would refuse",
			change: { account: "alice", items: { [NICK]: "A", [GENDER]: "x" } },
			reason: `items.${GENDER}: not a valid value of the tag`,
		},
	];
	for (const { name, change, reason } of invalid) {
		it(`rejects ${name}, and writes nothing`, () => {
			const { state } = createInMemoryEmulator();
			assert.throws(() => applyProfileChange(state, change), { message: reason });
			assert.deepEqual(state.store.tags("alice"), { [NICK]: "Alice" });
		});
	}
});

describe("parseProfileChange", () => {
	it("parses a change with all keys, and a change with only the required keys", () => {
		const least = { account: "alice", items: { [NICK]: "A" } };
		const most = { ...least, operator: "root", platform: "iOS", clientIp: "10.0.0.1" };
		assert.deepEqual([parseProfileChange(least), parseProfileChange(most)], [least, most]);
	});

	const malformed = [
		{ name: "a list instead of an object", value: [], reason: "must be an object" },
		{ name: "a change without an account", value: { items: {} }, reason: "account: must be a non-empty string" },
		{
			name: "a list instead of an object of items",
			value: { account: "a", items: [] },
			reason: "items: must be an object that maps tags to values",
		},
		{
			name: "an empty operator",
			value: { account: "a", items: {}, operator: "" },
			reason: /^operator: must be a non-empty string$/,
		},
		{
			name: "an unknown platform",
			value: { account: "a", items: {}, platform: "TV" },
			reason: /^platform: must be one of RESTAPI, Web, /,
		},
		{
			name: "an unknown key",
			value: { account: "a", items: {}, by: "x" },
			reason: /^by: unknown key; expected one of account, items, /,
		},
	];
	for (const { name, value, reason } of malformed) {
		it(`rejects ${name} with a one-line message`, () =>
			assert.throws(() => parseProfileChange(value), { message: reason }));
	}
});
