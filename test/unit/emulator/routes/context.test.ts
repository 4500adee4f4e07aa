import assert from "node:assert/strict";
import { type FaultEffects, noEffects } from "@/emulator/fault-registry";
import { orderItems, type RouteContext, writeTags } from "@/emulator/routes/context";
import { createInMemoryEmulator, type InMemoryEmulator, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

describe("readTags", () => {
	it("returns the previous value of a custom field during the lag", () => {
		const emulator = createInMemoryEmulator({ lag: { customMs: 500 } });
		emulator.write("alice", TEAM, "red");
		emulator.write("alice", NICK, "New");
		assert.deepEqual(emulator.read("alice", NICK, TEAM), { [NICK]: "New" });
		emulator.nowMs += 500;
		assert.deepEqual(emulator.read("alice", NICK, TEAM), { [NICK]: "New", [TEAM]: "red" });
	});

	it("returns a new account without its tags during the lag", () => {
		const emulator = createInMemoryEmulator({ lag: { standardMs: 500 } });
		emulator.post("im_open_login_svc/account_import", { UserID: "carol", Nick: "Carol" });
		assert.deepEqual(emulator.read("carol", NICK), {});
	});
});

describe("orderItems", () => {
	it("keeps the order of the request by default", () => {
		const context = contextOf(createInMemoryEmulator());
		assert.deepEqual(orderItems(context, [1, 2, 3]), [1, 2, 3]);
	});

	it("shuffles the items reproducibly if the quirk order is shuffled", () => {
		const items = Array.from({ length: 20 }, (_, index) => index);
		const draw = () => orderItems(contextOf(createInMemoryEmulator({ quirks: { order: "shuffled" } })), items);
		assert.notDeepEqual(draw(), items);
		assert.deepEqual(draw(), draw());
	});
});

describe("writeTags", () => {
	const tags = { [NICK]: "New", [TEAM]: "red" };
	const cases = [
		{ name: "every tag if no fault applies", lostTags: new Set<string>(), written: tags },
		{ name: "the tags that are not lost", lostTags: new Set([TEAM]), written: { [NICK]: "New" } },
		{ name: "nothing if every tag is lost", lostTags: "all", written: {} },
	] as const;
	for (const { name, lostTags, written } of cases) {
		it(`writes and returns ${name}`, () => {
			const emulator = createInMemoryEmulator({ accounts: { alice: {} } });
			const context = contextOf(emulator, { ...noEffects, lostTags });
			assert.deepEqual(writeTags(context, "alice", tags), written);
			assert.deepEqual(emulator.state.store.tags("alice"), written);
		});
	}
});

function contextOf({ state }: InMemoryEmulator, effects: FaultEffects = noEffects): RouteContext {
	return { state, effects, caller: { identifier: "administrator", ip: "127.0.0.1" } };
}
