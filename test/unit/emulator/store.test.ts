import assert from "node:assert/strict";
import { createStore, MAX_VERSIONS } from "@/emulator/store";

const createTestStore = () => {
	const clock = { at: 0, call: 0 };
	return { clock, store: createStore({ alice: { nick: "A" } }, () => ({ ...clock })) };
};

describe("createStore", () => {
	it("sets and unsets tags, and keeps the other tags", () => {
		const { store } = createTestStore();
		store.change("alice", { level: 1, role: 2 });
		store.change("alice", { level: undefined });
		assert.deepEqual(store.tags("alice"), { nick: "A", role: 2 });
	});

	it("creates and removes accounts", () => {
		const { store, clock } = createTestStore();
		store.change("bob", {});
		clock.at = 5;
		store.remove("alice");
		store.remove("missing");
		assert.deepEqual([store.accounts(), store.tags("alice"), store.removedAt("alice")], [["bob"], undefined, 5]);
		assert.equal(store.removedAt("missing"), undefined);
	});

	it("returns the tags at an earlier time and at an earlier call", () => {
		const { store, clock } = createTestStore();
		for (const n of [1, 2, 3]) {
			Object.assign(clock, { at: n * 100, call: n });
			store.change("alice", { nick: `A${n}` });
		}
		const nick = (time: { at?: number; call?: number }) => store.tags("alice", time)?.nick;
		assert.deepEqual(
			[nick({ at: 99 }), nick({ at: 200 }), nick({ call: 2 }), nick({ call: -9 })],
			["A", "A2", "A2", "A"],
		);
	});

	it("lists the accounts at an earlier time, and keeps the last tags of a removed account", () => {
		const { store, clock } = createTestStore();
		clock.at = 1;
		store.change("bob", { nick: "B" });
		clock.at = 2;
		store.remove("bob");
		assert.deepEqual([store.accounts({ at: 1 }), store.accounts()], [["alice", "bob"], ["alice"]]);
		assert.deepEqual(
			[store.lastTags("bob"), store.lastTags("alice"), store.lastTags("x")],
			[{ nick: "B" }, { nick: "A" }, undefined],
		);
	});

	it("drops the oldest versions, and keeps the account", () => {
		const { store, clock } = createTestStore();
		for (let n = 1; n <= MAX_VERSIONS + 5; n += 1) {
			clock.at = n;
			store.change("alice", { level: n });
		}
		assert.deepEqual(store.tags("alice", { at: 0 }), { nick: "A", level: 6 });
	});

	it("accepts an account named __proto__", () => {
		const { store } = createTestStore();
		assert.equal(store.tags("__proto__"), undefined);
		store.change("__proto__", { nick: "P" });
		assert.deepEqual(store.tags("__proto__"), { nick: "P" });
	});
});
