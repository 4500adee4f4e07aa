import assert from "node:assert/strict";
import { createFaultRegistry, type FaultTarget } from "@/emulator/fault-registry";
import { type FaultCondition, parseFaultRule } from "@/emulator/faults";

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

const cases: readonly { name: string; when?: FaultCondition; times?: number; meets: readonly number[] }[] = [
	{ name: "every call without a condition", meets: [1, 2, 3, 4, 5] },
	{ name: "calls of a command", when: { command: "portrait_set" }, meets: [1, 3, 5] },
	{ name: "calls of several commands", when: { command: ["portrait_set", "portrait_get"] }, meets: [1, 2, 3, 4, 5] },
	{ name: "calls about an account", when: { account: "bob" }, meets: [2, 3, 4] },
	{ name: "calls with a tag", when: { tag: "Level" }, meets: [2, 3, 4] },
	{ name: "calls that fulfil all", when: { command: "portrait_set", account: "alice" }, meets: [1, 5] },
	{ name: "the second such call", when: { command: "portrait_set", nth: 2 }, meets: [3] },
	{ name: "each second call", when: { every: 2 }, meets: [2, 4] },
	{ name: "as many calls as told", times: 2, meets: [1, 2] },
	{ name: "no call at no chance", when: { probability: 0 }, meets: [] },
	{ name: "each call at full chance", when: { probability: 1 }, meets: [1, 2, 3, 4, 5] },
];

describe("fault-book", () => {
	for (const c of cases) {
		it(`meets ${c.name}`, () => {
			const rule = { effect, ...(c.when && { when: c.when }), ...(c.times && { times: c.times }) };
			const book = createFaultRegistry([rule], 1);
			const met = calls.flatMap((call, index) => (book.match(call).length > 0 ? [index + 1] : []));
			assert.deepEqual(met, c.meets);
			assert.equal(book.list()[0]?.fired, c.meets.length);
		});
	}

	it("meets the same calls by chance for the same seed, and after a reset", () => {
		const draw = (book: ReturnType<typeof createFaultRegistry>) =>
			Array.from({ length: 50 }, () => book.match(set("alice")).length);
		const rules = [{ when: { probability: 0.5 }, effect }];
		const book = createFaultRegistry(rules, 7);
		const first = draw(book);
		book.reset();
		assert.deepEqual(draw(book), first);
		assert.deepEqual(draw(createFaultRegistry(rules, 7)), first);
		assert.notDeepEqual(draw(createFaultRegistry(rules, 8)), first);
		assert.equal(new Set(first).size, 2);
	});

	it("adds, removes and clears rules", () => {
		const book = createFaultRegistry([{ effect }], 1);
		const id = book.add({ effect });
		assert.deepEqual(
			book.list().map((fault) => fault.id),
			[1, 2],
		);
		assert.deepEqual([book.remove(id), book.remove(id)], [true, false]);
		book.clear();
		assert.deepEqual(book.list(), []);
		book.reset();
		assert.equal(book.list().length, 1);
	});
});

describe("fault-check", () => {
	const good: readonly unknown[] = [
		{ effect },
		{
			when: { command: ["a"], account: "b", tag: "c", nth: 1, every: 2, probability: 0.5 },
			times: 1,
			effect: { do: "lose" },
		},
		{ effect: { do: "answer-account", code: 40006, account: "a", info: "x" } },
		{ effect: { do: "delay", ms: 0 } },
		{ effect: { do: "drop", effect: "after" } },
		{ effect: { do: "body", body: "html", status: 502, stored: true } },
		{ effect: { do: "refuse-value", tags: { a: 80001 } } },
		{ effect: { do: "stale", calls: 1 } },
		{ effect: { do: "expire-user-sigs" } },
	];
	it("accepts each kind of rule", () => {
		for (const rule of good) assert.equal(parseFaultRule(rule), rule);
	});

	const wrong: readonly { name: string; rule: unknown; reason: RegExp }[] = [
		{ name: "no object", rule: "x", reason: /^fault: must be an object$/ },
		{
			name: "an unknown key",
			rule: { effect, color: 1 },
			reason: /^fault.color: no such setting; there are when, times, effect$/,
		},
		{ name: "no effect", rule: {}, reason: /^fault.effect: must be an object$/ },
		{ name: "an unknown effect", rule: { effect: { do: "x" } }, reason: /^fault.effect.do: must be one of answer, / },
		{ name: "an effect without its code", rule: { effect: { do: "answer" } }, reason: /^fault.effect.code: missing$/ },
		{
			name: "a code that is text",
			rule: { effect: { do: "answer", code: "1" } },
			reason: /^fault.effect.code: must be at least 1$/,
		},
		{
			name: "a chance above 1",
			rule: { when: { probability: 2 }, effect },
			reason: /^fault.when.probability: must be from 0 to 1$/,
		},
		{
			name: "a chance that is text",
			rule: { when: { probability: "1" }, effect },
			reason: /^fault.when.probability: must be/,
		},
		{ name: "a zeroth call", rule: { when: { nth: 0 }, effect }, reason: /^fault.when.nth: must be at least 1$/ },
		{
			name: "a name of every object",
			rule: { when: { constructor: 1 }, effect },
			reason: /^fault.when.constructor: no such/,
		},
	];
	for (const c of wrong) {
		it(`refuses ${c.name} in one line`, () => {
			assert.throws(() => parseFaultRule(c.rule), { message: c.reason });
		});
	}
});
