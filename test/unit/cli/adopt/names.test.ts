import assert from "node:assert/strict";
import fc from "fast-check";
import { resourceNames, variableNames } from "@/cli/adopt/names";
import { assertProperty } from "@/test/support/arbitraries";

/** Any UserID that the service can have, robots among them. */
const account = fc
	.tuple(fc.constantFrom("", "@RBT#"), fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 27 }))
	.map((parts) => parts.join(""));
const accounts = fc.uniqueArray(fc.oneof(account, fc.constantFrom("a b", "a-b", "a-b-2", "__proto__", "new", "tim")));

describe("names", () => {
	const cases: readonly { readonly account: string; readonly name: string; readonly variable: string }[] = [
		{ account: "support_bot", name: "support_bot", variable: "supportBotAccount" },
		{ account: "@RBT#faq", name: "faq-robot", variable: "faqRobot" },
		{ account: "@RBT#001", name: "001-robot", variable: "robot001" },
		{ account: "@RBT#", name: "robot", variable: "robot" },
		{ account: "1001", name: "1001", variable: "account1001" },
		{ account: "***", name: "account", variable: "account" },
		{ account: "new", name: "new", variable: "newAccount" },
		{ account: "alice@example.com", name: "alice-example.com", variable: "aliceExampleComAccount" },
		{ account: "VIP-desk", name: "VIP-desk", variable: "vipDeskAccount" },
		{ account: "deskOne", name: "deskOne", variable: "deskOneAccount" },
		{ account: "-x-", name: "x", variable: "xAccount" },
	];
	for (const c of cases) {
		it(`call ${c.account} ${c.name} and ${c.variable}`, () => {
			assert.equal(resourceNames([c.account]).get(c.account), c.name);
			assert.equal(variableNames([c.account]).get(c.account), c.variable);
		});
	}

	it("number what would be the same, and leave an account its own name", () => {
		assert.deepEqual([...resourceNames(["a b", "a:b", "a-b", "a-b-2"])].sort(), [
			["a b", "a-b-3"],
			["a-b", "a-b"],
			["a-b-2", "a-b-2"],
			["a:b", "a-b-4"],
		]);
		assert.deepEqual([...variableNames(["a b", "a_b"]).values()], ["aBAccount", "aBAccount2"]);
	});

	it("are unique, and need no quotes", () => {
		assertProperty(
			fc.property(accounts, (some) => {
				for (const [namesOf, shape] of [
					[resourceNames, /^[\w.-]+$/],
					[variableNames, /^[a-z]\w*$/],
				] as const) {
					const names = namesOf(some);
					assert.deepEqual([...names.keys()].sort(), [...some].sort());
					assert.equal(new Set(names.values()).size, some.length);
					for (const name of names.values()) assert.match(name, shape);
				}
			}),
			300,
		);
	});
});
