import assert from "node:assert/strict";
import { combineFaults, createFaultRegistry, type FaultTarget, noEffects } from "@/emulator/fault-registry";
import type { FaultCondition, FaultEffect, FaultRule } from "@/emulator/faults";

const effect = { do: "answer", code: 60008 } as const;

const set = (account: string, tag = "Nick"): FaultTarget => ({
	command: "portrait_set",
	accounts: [account],
	tags: [tag],
});

const get = (...accounts: readonly string[]): FaultTarget => ({
	command: "portrait_get",
	accounts,
	tags: ["Nick", "Level"],
});

const calls = [set("alice"), get("alice", "bob"), set("bob", "Level"), get("bob"), set("alice")];

const cases: readonly { name: string; when?: FaultCondition; times?: number; matched: readonly number[] }[] = [
	{ name: "every call if the rule has no condition", matched: [1, 2, 3, 4, 5] },
	{ name: "calls of a command", when: { command: "portrait_set" }, matched: [1, 3, 5] },
	{ name: "calls of several commands", when: { command: ["portrait_set", "portrait_get"] }, matched: [1, 2, 3, 4, 5] },
	{ name: "calls that contain an account", when: { account: "bob" }, matched: [2, 3, 4] },
	{ name: "calls that contain a tag", when: { tag: "Level" }, matched: [2, 3, 4] },
	{
		name: "calls that meet every part of the condition",
		when: { command: "portrait_set", account: "alice" },
		matched: [1, 5],
	},
	{ name: "only the second call of a command", when: { command: "portrait_set", nth: 2 }, matched: [3] },
	{ name: "every second call", when: { every: 2 }, matched: [2, 4] },
	{ name: "only the first two calls if times is 2", times: 2, matched: [1, 2] },
	{ name: "no call with the probability 0", when: { probability: 0 }, matched: [] },
	{ name: "every call with the probability 1", when: { probability: 1 }, matched: [1, 2, 3, 4, 5] },
];

describe("createFaultRegistry", () => {
	for (const c of cases) {
		it(`matches ${c.name}`, () => {
			const rule = { effect, ...(c.when && { when: c.when }), ...(c.times && { times: c.times }) };
			const registry = createFaultRegistry([rule], 1);
			const matched = calls.flatMap((call, index) => (registry.match(call).length > 0 ? [index + 1] : []));
			assert.deepEqual(matched, c.matched);
			assert.equal(registry.list()[0]?.fired, c.matched.length);
		});
	}

	it("matches the same random calls for the same seed and after a reset", () => {
		const draw = (registry: ReturnType<typeof createFaultRegistry>) =>
			Array.from({ length: 50 }, () => registry.match(set("alice")).length);
		const rules = [{ when: { probability: 0.5 }, effect }];
		const registry = createFaultRegistry(rules, 7);
		const first = draw(registry);
		registry.reset();
		assert.deepEqual(draw(registry), first);
		assert.deepEqual(draw(createFaultRegistry(rules, 7)), first);
		assert.notDeepEqual(draw(createFaultRegistry(rules, 8)), first);
		assert.equal(new Set(first).size, 2);
	});

	it("adds, removes, clears and restores rules", () => {
		const registry = createFaultRegistry([{ effect }], 1);
		const id = registry.add({ effect });
		assert.deepEqual(
			registry.list().map((fault) => fault.id),
			[1, 2],
		);
		assert.deepEqual([registry.remove(id), registry.remove(id)], [true, false]);
		registry.clear();
		assert.deepEqual(registry.list(), []);
		registry.reset();
		assert.equal(registry.list().length, 1);
	});
});

describe("combineFaults", () => {
	const combine = (...effects: readonly FaultEffect[]) => {
		return combineFaults(
			effects.map((each) => ({ effect: each })),
			set("alice"),
		);
	};

	it("returns no effects if there are no rules", () => assert.deepEqual(combine(), noEffects));

	it("adds up the delays of all rules", () => {
		assert.equal(combine({ do: "delay", ms: 5 }, { do: "delay", ms: 7 }).delayMs, 12);
	});

	it("uses the first of several error codes and the first of several broken replies", () => {
		const { refusal, reply } = combine(
			...([{ do: "answer", code: 1 }, { do: "expire-user-sigs" }] as const),
			...([
				{ do: "drop", effect: "after" },
				{ do: "body", body: "empty" },
			] as const),
		);
		assert.deepEqual([refusal?.errorCode, reply], [1, { do: "drop" }]);
	});

	it("lets a call take effect only if every rule lets the call take effect", () => {
		const stored = { do: "answer", code: 1, stored: true } as const;
		assert.equal(combine(stored, { do: "drop", effect: "after" }).takesEffect, true);
		assert.equal(combine(stored, { do: "drop", effect: "before" }).takesEffect, false);
		assert.equal(combine({ do: "body", body: "half" }).takesEffect, true);
		assert.equal(combine({ do: "body", body: "html" }).takesEffect, false);
	});

	it("discards the tags that any rule lists, or all tags if one rule lists no tags", () => {
		const some = combine({ do: "lose", tags: ["a"] }, { do: "lose", tags: ["b"] });
		assert.deepEqual(some.lostTags, new Set(["a", "b"]));
		assert.equal(combine({ do: "lose", tags: ["a"] }, { do: "lose" }).lostTags, "all");
	});

	it("refuses the account of the effect, otherwise of the condition, otherwise the first of the call", () => {
		const fault = { do: "answer-account", code: 40006 } as const;
		const refused = (rule: FaultRule) => [...combineFaults([rule], set("alice")).accountRefusals.keys()];
		assert.deepEqual(refused({ effect: { ...fault, account: "bob" }, when: { account: "carol" } }), ["bob"]);
		assert.deepEqual(refused({ effect: fault, when: { account: "carol" } }), ["carol"]);
		assert.deepEqual(refused({ effect: fault }), ["alice"]);
	});
});
