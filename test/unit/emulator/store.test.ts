import assert from "node:assert/strict";
import { createStore, MAX_VERSIONS } from "@/emulator/store";

const aStore = () => {
	const clock = { at: 0, call: 0 };
	return { clock, store: createStore({ alice: { nick: "A" } }, () => ({ ...clock })) };
};

describe("store", () => {
	it("changes, unsets and keeps tags", () => {
		const { store } = aStore();
		store.change("alice", { level: 1, role: 2 });
		store.change("alice", { level: undefined });
		assert.deepEqual(store.tags("alice"), { nick: "A", role: 2 });
	});

	it("makes and removes accounts", () => {
		const { store, clock } = aStore();
		store.change("bob", {});
		clock.at = 5;
		store.remove("alice");
		store.remove("nobody");
		assert.deepEqual([store.accounts(), store.tags("alice"), store.removedAt("alice")], [["bob"], undefined, 5]);
		assert.equal(store.removedAt("nobody"), undefined);
	});

	it("tells what was there at a time and at a call", () => {
		const { store, clock } = aStore();
		for (const n of [1, 2, 3]) {
			Object.assign(clock, { at: n * 100, call: n });
			store.change("alice", { nick: `A${n}` });
		}
		const nick = (moment: { at?: number; call?: number }) => store.tags("alice", moment)?.nick;
		assert.deepEqual(
			[nick({ at: 99 }), nick({ at: 200 }), nick({ call: 2 }), nick({ call: -9 })],
			["A", "A2", "A2", "A"],
		);
	});

	it("tells who was there at a moment, and what an account had when it was removed", () => {
		const { store, clock } = aStore();
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

	it("forgets the oldest versions, and keeps the account", () => {
		const { store, clock } = aStore();
		for (let n = 1; n <= MAX_VERSIONS + 5; n += 1) {
			clock.at = n;
			store.change("alice", { level: n });
		}
		assert.deepEqual(store.tags("alice", { at: 0 }), { nick: "A", level: 6 });
	});

	it("takes account names that objects use themselves", () => {
		const { store } = aStore();
		assert.equal(store.tags("__proto__"), undefined);
		store.change("__proto__", { nick: "P" });
		assert.deepEqual(store.tags("__proto__"), { nick: "P" });
	});
});
