import assert from "node:assert/strict";
import { changeValues, createAsyncCache, getOrCreate, isPlainObject, once, untilAborted } from "@/provider/util/core";
import { failureOf } from "@/test/support/builders";

describe("isPlainObject", () => {
	const cases: readonly { name: string; value: unknown; expected: boolean }[] = [
		{ name: "an object", value: { a: 1 }, expected: true },
		{ name: "an object without a prototype", value: Object.create(null), expected: true },
		{ name: "an array", value: [], expected: false },
		{ name: "null", value: null, expected: false },
		{ name: "undefined", value: undefined, expected: false },
		{ name: "a string", value: "a", expected: false },
		{ name: "a function", value: () => {}, expected: false },
	];
	for (const { name, value, expected } of cases) {
		it(`returns ${expected} for ${name}`, () => assert.equal(isPlainObject(value), expected));
	}
});

describe("changeValues", () => {
	it("replaces values, and removes those that become undefined", () => {
		const map = { a: 1, b: 2, c: 3, ["__proto__"]: 4 };
		const changed = changeValues(map, (value, key) => (key === "b" ? undefined : Number(value) * 10));
		assert.deepEqual(Object.entries(changed), [
			["a", 10],
			["c", 30],
			["__proto__", 40],
		]);
		assert.deepEqual(Object.values(map), [1, 2, 3, 4]);
	});

	it("returns the map itself if no value changes", () => {
		const map = { a: 1, b: {} };
		assert.equal(
			changeValues(map, (value) => value),
			map,
		);
	});

	it("removes a value that already is undefined", () => {
		assert.deepEqual(
			changeValues({ a: 1, b: undefined }, (value) => value),
			{ a: 1 },
		);
	});
});

describe("once", () => {
	it("calls the function on the first call only", () => {
		let calls = 0;
		const get = once(() => {
			calls += 1;
			return { calls };
		});
		assert.equal(calls, 0);
		assert.equal(get(), get());
		assert.equal(calls, 1);
	});

	it("keeps a value of undefined", () => {
		let calls = 0;
		const get = once(() => {
			calls += 1;
		});
		get();
		get();
		assert.equal(calls, 1);
	});

	it("calls the function again after the function threw an error", () => {
		const results = [new Error("first"), "second"];
		const get = once(() => {
			const result = results.shift();
			if (result instanceof Error) throw result;
			return result;
		});
		assert.throws(get, { message: "first" });
		assert.equal(get(), "second");
		assert.equal(get(), "second");
	});

	it("shares a promise between concurrent calls, and keeps a fulfilled promise", async () => {
		let calls = 0;
		const get = once(async () => {
			calls += 1;
			return calls;
		});
		assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
		assert.equal(await get(), 1);
	});

	it("does not keep a rejected promise", async () => {
		let calls = 0;
		const get = once(async () => {
			calls += 1;
			if (calls === 1) throw new Error("lost");
			return calls;
		});
		const [first, second] = [failureOf(get()), failureOf(get())];
		assert.equal(await first, await second);
		assert.equal(await get(), 2);
		assert.equal(await get(), 2);
	});
});

describe("getOrCreate", () => {
	it("creates the value of each map key once", () => {
		const map = new Map<string, object>();
		const created = getOrCreate(map, "a", () => ({}));
		assert.equal(
			getOrCreate(map, "a", () => assert.fail("created again")),
			created,
		);
		assert.equal(map.get("a"), created);
	});

	it("adds nothing when the creation fails", () => {
		const map = new Map<string, object>();
		const fail = () => {
			throw new Error("lost");
		};
		assert.throws(() => getOrCreate(map, "a", fail), { message: "lost" });
		assert.equal(map.size, 0);
	});

	it("accepts a WeakMap", () => {
		const map = new WeakMap<object, string>();
		const key = {};
		assert.equal(
			getOrCreate(map, key, () => "a"),
			"a",
		);
		assert.equal(map.get(key), "a");
	});
});

/** Creates a cache whose reads stay pending. Each call of `settle` ends the oldest pending read. */
function manualCache() {
	const pending: ((value: string | Error) => void)[] = [];
	const cache = createAsyncCache<string>(
		() =>
			new Promise((resolve, reject) => {
				pending.push((value) => (value instanceof Error ? reject(value) : resolve(value)));
			}),
	);
	return { cache, settle: (value: string | Error) => pending.shift()?.(value), reads: () => pending.length };
}

describe("createAsyncCache", () => {
	it("reads once for concurrent requests with the same map key, and keeps the value", async () => {
		const { cache, settle, reads } = manualCache();
		const both = [cache.get("a"), cache.get("a")];
		assert.equal(reads(), 1);
		settle("x");
		assert.deepEqual(await Promise.all([...both, cache.get("a")]), ["x", "x", "x"]);
		assert.equal(reads(), 0);
	});

	it("caches the value of each map key separately", async () => {
		const { cache, settle } = manualCache();
		const both = [cache.get("a"), cache.get("b")];
		settle("x");
		settle("y");
		assert.deepEqual(await Promise.all(both), ["x", "y"]);
	});

	it("reads again after a value was invalidated, and does not cache a read that was already in flight", async () => {
		const { cache, settle } = manualCache();
		const early = cache.get("a");
		cache.invalidate("a");
		const late = cache.get("a");
		settle("old");
		assert.equal(await early, "old");
		settle("new");
		assert.deepEqual([await late, await cache.get("a")], ["new", "new"]);
	});

	it("does not cache a failure", async () => {
		const { cache, settle } = manualCache();
		const first = failureOf(cache.get("a"));
		settle(new Error("lost"));
		assert.equal((await first).message, "lost");
		const second = cache.get("a");
		settle("x");
		assert.equal(await second, "x");
	});
});

describe("untilAborted", () => {
	const aborted = () => new Error("aborted");

	it("returns the value of the promise, with and without a signal", async () => {
		const { signal } = new AbortController();
		assert.equal(await untilAborted(async () => 1, undefined, aborted), 1);
		assert.equal(await untilAborted(async () => 1, signal, aborted), 1);
	});

	it("throws the rejection reason of the promise", async () => {
		const { signal } = new AbortController();
		assert.equal((await failureOf(untilAborted(() => Promise.reject(new Error("x")), signal, aborted))).message, "x");
	});

	it("throws as soon as the signal is aborted", async () => {
		const controller = new AbortController();
		const failure = failureOf(untilAborted(() => new Promise(() => {}), controller.signal, aborted));
		controller.abort();
		assert.equal((await failure).message, "aborted");
	});

	it("throws immediately for a signal that is already aborted", async () => {
		const failure = failureOf(untilAborted(() => new Promise(() => {}), AbortSignal.abort(), aborted));
		assert.equal((await failure).message, "aborted");
	});
});
