import assert from "node:assert/strict";
import { createAccountReads, createProfileReads } from "@/provider/client/reads";
import { errorCodeOf, ImError } from "@/provider/errors/im-error";
import type { ProfileItem } from "@/provider/model/types";
import { failureOf, LEVEL, NICK } from "@/test/support/builders";
import { answering, ok } from "./calls";

const nick: ProfileItem = { Tag: NICK, Value: "Alice" };

const named = (account: string, ...items: ProfileItem[]) => ({
	To_Account: account,
	ProfileItem: items,
	ResultCode: 0,
	ResultInfo: "",
});

const failed = (account: string, code: number) => ({ To_Account: account, ResultCode: code, ResultInfo: "a secret" });

const NOT_FOUND = "@TLS#NOT_FOUND";

/**
 * Reads accounts with `portraitGet` from a given response. Returns the items of each account, or the kind and code of
 * its error.
 */
async function read(accounts: readonly string[], items: unknown) {
	const { transport } = answering({ ...ok, UserProfileItem: items });
	const answers = await createProfileReads(transport).portraitGet(accounts, [NICK]);
	assert.deepEqual([...answers.keys()], accounts);
	return [...answers.values()].map((answer) =>
		answer instanceof ImError ? `${answer.kind} ${errorCodeOf(answer) ?? ""}`.trim() : answer,
	);
}

describe("portraitGet", () => {
	it("sends the accounts and tags", async () => {
		const { transport, calls } = answering({ ...ok, UserProfileItem: [named("alice"), named("bob")] });
		await createProfileReads(transport).portraitGet(["alice", "bob"], [NICK, LEVEL]);
		const body = { To_Account: ["alice", "bob"], TagList: [NICK, LEVEL] };
		assert.deepEqual(calls, [{ service: "profile", command: "portrait_get", accounts: ["alice", "bob"], body }]);
	});

	const answers: readonly { name: string; accounts: string[]; items: unknown[]; found: unknown[] }[] = [
		{ name: "the items of an account", accounts: ["alice"], items: [named("alice", nick)], found: [[nick]] },
		{
			name: "the items of each account when the response has another order",
			accounts: ["alice", "bob"],
			items: [named("bob"), named("alice", nick)],
			found: [[nick], []],
		},
		{
			name: "no items when ProfileItem is absent",
			accounts: ["alice"],
			items: [{ To_Account: "alice", ResultCode: 0 }],
			found: [[]],
		},
		{
			name: "error 40003 for an account that the response lists with this code",
			accounts: ["alice", "bob"],
			items: [named("alice", nick), failed("bob", 40003)],
			found: [[nick], "account 40003"],
		},
		{
			name: "error 40003 for an account that the response replaces with the placeholder @TLS#NOT_FOUND",
			accounts: ["alice", "bob"],
			items: [failed(NOT_FOUND, 40003), named("alice", nick)],
			found: [[nick], "account 40003"],
		},
		{
			name: "error 40003 for an account that the response replaces with an empty placeholder",
			accounts: ["alice"],
			items: [failed("", 40003)],
			found: ["account 40003"],
		},
		{
			name: "error 40003 for each of several accounts that the response replaces with placeholders",
			accounts: ["alice", "bob", "carl"],
			items: [failed(NOT_FOUND, 40003), named("bob"), failed("", 40003)],
			found: ["account 40003", [], "account 40003"],
		},
		{
			name: "another error code of one account",
			accounts: ["alice", "bob"],
			items: [named("alice"), failed("bob", 40006)],
			found: [[], "account 40006"],
		},
		{
			name: "the error code of an account that has both an error code and items",
			accounts: ["alice"],
			items: [{ ...named("alice", nick), ResultCode: 40006 }],
			found: ["account 40006"],
		},
		{
			name: "no account that was not requested",
			accounts: ["alice"],
			items: [named("alice", nick), named("mallory")],
			found: [[nick]],
		},
	];
	for (const { name, accounts, items, found } of answers) {
		it(`returns ${name}`, async () => assert.deepEqual(await read(accounts, items), found));
	}

	const cut: readonly { name: string; accounts: string[]; items: unknown[]; found: unknown[] }[] = [
		{
			name: "the response omits an account",
			accounts: ["alice", "bob"],
			items: [named("alice", nick)],
			found: [[nick], "protocol"],
		},
		{ name: "the response omits all accounts", accounts: ["alice"], items: [], found: ["protocol"] },
		{
			name: "the response has fewer placeholders than omitted accounts",
			accounts: ["alice", "bob"],
			items: [failed(NOT_FOUND, 40003)],
			found: ["protocol", "protocol"],
		},
		{
			name: "the placeholders have different error codes",
			accounts: ["alice", "bob"],
			items: [failed(NOT_FOUND, 40003), failed(NOT_FOUND, 40006)],
			found: ["protocol", "protocol"],
		},
		{
			name: "a placeholder has code 0",
			accounts: ["alice"],
			items: [{ ...named(NOT_FOUND, nick) }],
			found: ["protocol"],
		},
		{
			name: "the response lists another account instead",
			accounts: ["alice"],
			items: [named("Alice", nick)],
			found: ["protocol"],
		},
	];
	for (const { name, accounts, items, found } of cut) {
		it(`does not report an account as missing when ${name}`, async () =>
			assert.deepEqual(await read(accounts, items), found));
	}

	const badItems: readonly { name: string; items: unknown }[] = [
		{ name: "no list of tags", items: {} },
		{ name: "null in the list", items: [null] },
		{ name: "an item without a tag", items: [{ Value: "a" }] },
		{ name: "an item without a value", items: [{ Tag: NICK }] },
		{ name: "the value null", items: [{ Tag: NICK, Value: null }] },
		{ name: "a boolean value", items: [{ Tag: NICK, Value: true }] },
		{ name: "an object as a value", items: [{ Tag: NICK, Value: {} }] },
		{ name: "a fraction as a value", items: [{ Tag: LEVEL, Value: 1.5 }] },
		{ name: "two values of one tag", items: [nick, { Tag: NICK, Value: "Other" }] },
	];
	for (const { name, items } of badItems) {
		it(`reports a protocol error for an account whose items have ${name}`, async () => {
			const answer = [{ ...named("alice"), ProfileItem: items }, named("bob", nick)];
			assert.deepEqual(await read(["alice", "bob"], answer), ["protocol", [nick]]);
		});
	}

	it("returns a bigint value unchanged", async () => {
		const item = { Tag: "Tag_New", Value: 2n ** 64n - 1n };
		assert.deepEqual(await read(["alice"], [named("alice", item)]), [[item]]);
	});

	const badAnswers: readonly { name: string; items: unknown }[] = [
		{ name: "no list of accounts", items: undefined },
		{ name: "an object instead of the list of accounts", items: {} },
		{ name: "text in the list of accounts", items: ["alice"] },
		{ name: "an account without a result code", items: [{ To_Account: "alice" }] },
		{ name: "an account without a UserID", items: [{ ResultCode: 0 }] },
		{ name: "two entries for one account", items: [named("alice", nick), named("alice")] },
	];
	for (const { name, items } of badAnswers) {
		it(`rejects a response with ${name}`, async () => {
			const { kind, message } = await failureOf(read(["alice"], items));
			assert.equal(kind, "protocol");
			assert.match(message, /^portrait_get alice: protocol: UserProfileItem /);
		});
	}

	it("names only the failed account in its error, and omits the ResultInfo of the response", async () => {
		const { transport } = answering({ ...ok, UserProfileItem: [failed("alice", 40003), named("bob")] });
		const error = (await createProfileReads(transport).portraitGet(["alice", "bob"], [NICK])).get("alice");
		assert.ok(error instanceof ImError);
		assert.match(error.message, /^portrait_get alice: account 40003 account does not exist; import /);
		assert.doesNotMatch(error.message, /secret|bob/);
	});

	it("throws the error of a failed call", async () => {
		const lost = new Error("lost");
		const { transport } = answering(lost);
		assert.equal(await failureOf(createProfileReads(transport).portraitGet(["alice"], [NICK])), lost);
	});
});

const found = (account: string, status?: unknown, code = 0) => ({
	UserID: account,
	ResultCode: code,
	ResultInfo: "a secret",
	...(status !== undefined && { AccountStatus: status }),
});

/**
 * Checks accounts with `accountCheck` and a given response. Returns for each account whether it exists, or the kind and
 * code of its error.
 */
async function check(accounts: readonly string[], items: unknown) {
	const { transport } = answering({ ...ok, ResultItem: items });
	const answers = await createAccountReads(transport).accountCheck(accounts);
	assert.deepEqual([...answers.keys()], accounts);
	return [...answers.values()].map((each) =>
		each instanceof ImError ? `${each.kind} ${errorCodeOf(each) ?? ""}`.trim() : each,
	);
}

describe("accountCheck", () => {
	it("sends the accounts", async () => {
		const { transport, calls } = answering({ ...ok, ResultItem: [found("alice", "Imported")] });
		await createAccountReads(transport).accountCheck(["alice"]);
		const body = { CheckItem: [{ UserID: "alice" }] };
		assert.deepEqual(calls, [{ service: "im_open_login_svc", command: "account_check", accounts: ["alice"], body }]);
	});

	const answers: readonly { name: string; items: unknown[]; says: unknown[] }[] = [
		{
			name: "as existing or missing when the response has another order",
			items: [found("bob", "NotImported"), found("alice", "Imported")],
			says: [true, false],
		},
		{
			name: "as missing when the response has the error code for a missing account",
			items: [found("alice", "Imported"), found("bob", undefined, 70107)],
			says: [true, false],
		},
		{
			name: "as failed only when the response has an error code for the account",
			items: [found("alice", "Imported", 70500), found("bob", "Imported")],
			says: ["account 70500", true],
		},
		{
			name: "with a protocol error when the response omits an account",
			items: [found("alice", "Imported")],
			says: [true, "protocol"],
		},
		{
			name: "with a protocol error when the account status is not documented",
			items: [found("alice"), found("bob", "notimported")],
			says: ["protocol", "protocol"],
		},
	];
	for (const { name, items, says } of answers) {
		it(`reports accounts ${name}`, async () => assert.deepEqual(await check(["alice", "bob"], items), says));
	}

	const bad: readonly { name: string; items: unknown }[] = [
		{ name: "no list of accounts", items: undefined },
		{ name: "text in the list of accounts", items: ["alice"] },
		{ name: "an account without a result code", items: [{ UserID: "alice" }] },
		{ name: "two entries for one account", items: [found("alice", "Imported"), found("alice", "NotImported")] },
	];
	for (const { name, items } of bad) {
		it(`rejects a response with ${name}`, async () => {
			const { kind, message } = await failureOf(check(["alice"], items));
			assert.equal(kind, "protocol");
			assert.match(message, /^account_check alice: protocol: ResultItem /);
		});
	}

	it("omits the ResultInfo of the response in an error", async () => {
		const { transport } = answering({ ...ok, ResultItem: [found("alice", undefined, 70500)] });
		const error = (await createAccountReads(transport).accountCheck(["alice"])).get("alice");
		assert.ok(error instanceof ImError);
		assert.match(error.message, /^account_check alice: account 70500 /);
		assert.doesNotMatch(error.message, /secret/);
	});
});

describe("getAllRobots", () => {
	it("sends an empty body, and returns the list of robots", async () => {
		const { transport, calls } = answering({ ...ok, Robot_Account: ["@RBT#1", "@RBT#2"] });
		assert.deepEqual(await createAccountReads(transport).getAllRobots(), ["@RBT#1", "@RBT#2"]);
		assert.deepEqual(calls, [{ service: "openim_robot_http_svc", command: "get_all_robots", accounts: [], body: {} }]);
	});

	for (const list of [undefined, {}, [1], [{ UserID: "@RBT#1" }]]) {
		it(`rejects ${JSON.stringify(list)} as a list of robots`, async () => {
			const { transport } = answering({ ...ok, Robot_Account: list });
			const { message } = await failureOf(createAccountReads(transport).getAllRobots());
			assert.match(message, /^get_all_robots: protocol: Robot_Account is not a list of accounts; /);
		});
	}
});
