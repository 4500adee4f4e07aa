import assert from "node:assert/strict";
import { checkAccount, checkRobot } from "@/provider/lifecycle/check";
import { createClaims } from "@/provider/lifecycle/operation";
import { unknownValue } from "@/provider/model/types";

const robotWords = "must start with @RBT# and go on after it";

interface Case {
	readonly name: string;
	readonly news: Readonly<Record<string, unknown>>;
	readonly reasons: readonly string[];
}

const both: readonly Case[] = [
	{ name: "no account", news: {}, reasons: ["account: is required"] },
	{ name: "a number as account", news: { account: 5 }, reasons: ["account: must be text"] },
	{
		name: "a policy that there is not",
		news: { onDelete: "retian" },
		reasons: ["account: is required", "onDelete: must be one of retain, delete; the nearest is retain"],
	},
];

const accounts: readonly Case[] = [
	...both,
	{ name: "32 bytes", news: { account: "x".repeat(32), onDelete: "delete" }, reasons: [] },
	{ name: "an account not known yet", news: { account: unknownValue, onDelete: unknownValue }, reasons: [] },
	{ name: "null for what is absent", news: { account: "alice", onDelete: null }, reasons: [] },
	{ name: "33 bytes", news: { account: "x".repeat(33) }, reasons: ["account: is 33 bytes of UTF-8; the limit is 32"] },
	{ name: "other letters", news: { account: "é" }, reasons: ["account: must be printable ASCII"] },
	{
		name: "the id of a robot",
		news: { account: "@RBT#faq" },
		reasons: ["account: starts with @RBT#, as robots do; declare a tim.Robot"],
	},
	{
		name: "what belongs to a profile",
		news: { account: "alice", nick: "A" },
		reasons: ["nick: is not a property of an account; see the list of inputs in the README"],
	},
];

const robots: readonly Case[] = [
	...both,
	{ name: "32 bytes", news: { account: `@RBT#${"x".repeat(27)}` }, reasons: [] },
	{ name: "an account not known yet", news: { account: unknownValue }, reasons: [] },
	{ name: "no prefix", news: { account: "faq" }, reasons: [`account: ${robotWords}`] },
	{ name: "a prefix in small letters", news: { account: "@rbt#faq" }, reasons: [`account: ${robotWords}`] },
	{ name: "a prefix alone", news: { account: "@RBT#" }, reasons: [`account: ${robotWords}`] },
	{
		name: "33 bytes",
		news: { account: `@RBT#${"x".repeat(28)}` },
		reasons: ["account: is 33 bytes of UTF-8; the limit is 32"],
	},
];

const reasonsIn = ({ failures = [] }: ReturnType<typeof checkAccount>) => {
	for (const { property } of failures) assert.equal(property, "", "the engine prints the value of a named property");
	return failures.map(({ reason }) => reason);
};

describe("the check of an account", () => {
	for (const { name, news, reasons } of accounts) {
		it(`says ${reasons.length === 0 ? "nothing" : reasons.join(", ")} of ${name}`, () => {
			assert.deepEqual(reasonsIn(checkAccount(news)), reasons);
		});
	}

	it("passes the inputs on, without nulls", () => {
		assert.deepEqual(checkAccount({ account: "alice", onDelete: null }).inputs, { account: "alice" });
	});
});

describe("the check of a robot", () => {
	for (const { name, news, reasons } of robots) {
		it(`says ${reasons.length === 0 ? "nothing" : reasons.join(", ")} of ${name}`, () => {
			assert.deepEqual(reasonsIn(checkRobot(news, createClaims())), reasons);
		});
	}

	it("refuses the one above the limit of an app, and none that is counted already", () => {
		const claims = createClaims();
		for (let at = 0; at < 20; at += 1) claims.claim("robot", `@RBT#${at}`);
		assert.deepEqual(reasonsIn(checkRobot({ account: "@RBT#19" }, claims)), []);
		const reason = "account: an app takes 20 robots, and the program declares more";
		assert.deepEqual(reasonsIn(checkRobot({ account: "@RBT#20" }, claims)), [reason]);
	});
});
