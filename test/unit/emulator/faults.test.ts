import assert from "node:assert/strict";
import { parseFaultRule } from "@/emulator/faults";

const effect = { do: "answer", code: 60008 } as const;

describe("parseFaultRule", () => {
	const valid: readonly unknown[] = [
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
	it("accepts a rule with each kind of effect", () => {
		for (const rule of valid) assert.equal(parseFaultRule(rule), rule);
	});

	const invalid: readonly { name: string; rule: unknown; reason: RegExp }[] = [
		{ name: "a string", rule: "x", reason: /^fault: must be an object$/ },
		{
			name: "an unknown key",
			rule: { effect, color: 1 },
			reason: /^fault.color: unknown key; expected one of when, times, effect$/,
		},
		{ name: "a rule without an effect", rule: {}, reason: /^fault.effect: must be an object$/ },
		{ name: "an unknown effect", rule: { effect: { do: "x" } }, reason: /^fault.effect.do: must be one of answer, / },
		{
			name: "an answer effect without a code",
			rule: { effect: { do: "answer" } },
			reason: /^fault.effect.code: missing$/,
		},
		{
			name: "a code that is a string",
			rule: { effect: { do: "answer", code: "1" } },
			reason: /^fault.effect.code: must be a positive integer$/,
		},
		{
			name: "a probability above 1",
			rule: { when: { probability: 2 }, effect },
			reason: /^fault.when.probability: must be a number from 0 to 1$/,
		},
		{
			name: "a probability that is a string",
			rule: { when: { probability: "1" }, effect },
			reason: /^fault.when.probability: must be/,
		},
		{
			name: "a further key for an effect that has only the key do",
			rule: { effect: { do: "expire-user-sigs", ms: 1 } },
			reason: /^fault.effect.ms: unknown key; expected no key other than do$/,
		},
		{
			name: "a negative delay",
			rule: { effect: { do: "delay", ms: -1 } },
			reason: /^fault.effect.ms: must be a non-negative integer$/,
		},
		{
			name: "an nth of 0",
			rule: { when: { nth: 0 }, effect },
			reason: /^fault.when.nth: must be a positive integer$/,
		},
		{
			name: "a key named constructor",
			rule: { when: { constructor: 1 }, effect },
			reason: /^fault.when.constructor: unknown key; expected one of /,
		},
	];
	for (const c of invalid) {
		it(`rejects ${c.name} with a one-line message`, () => {
			assert.throws(() => parseFaultRule(c.rule), { message: c.reason });
		});
	}
});
