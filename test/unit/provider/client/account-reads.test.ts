import assert from "node:assert/strict";
import { createAccountReads } from "../../../../provider/client/reads";
import { isImError } from "../../../../provider/errors/im-error";
import { failureOf } from "../../../support/builders";
import { answering, ok } from "./calls";

const found = (account: string, status?: unknown, code = 0) => ({
	UserID: account,
	ResultCode: code,
	ResultInfo: "a secret",
	...(status !== undefined && { AccountStatus: status }),
});

/** What each account's part of an answer comes to: whether it exists, or the error's kind and code. */
async function check(accounts: readonly string[], items: unknown) {
	const { transport } = answering({ ...ok, ResultItem: items });
	const answers = await createAccountReads(transport).accountCheck(accounts);
	assert.deepEqual([...answers.keys()], accounts);
	return [...answers.values()].map((each) => (isImError(each) ? `${each.kind} ${each.errorCode ?? ""}`.trim() : each));
}

describe("accountCheck", () => {
	it("asks for accounts, spelled as on the wire", async () => {
		const { transport, calls } = answering({ ...ok, ResultItem: [found("alice", "Imported")] });
		await createAccountReads(transport).accountCheck(["alice"]);
		const body = { CheckItem: [{ UserID: "alice" }] };
		assert.deepEqual(calls, [{ service: "im_open_login_svc", command: "account_check", accounts: ["alice"], body }]);
	});

	const answers: readonly { name: string; items: unknown[]; says: unknown[] }[] = [
		{
			name: "by id, in whatever order they come",
			items: [found("bob", "NotImported"), found("alice", "Imported")],
			says: [true, false],
		},
		{
			name: "as missing by the code of a missing account",
			items: [found("alice", "Imported"), found("bob", undefined, 70107)],
			says: [true, false],
		},
		{
			name: "as failed, each by itself",
			items: [found("alice", "Imported", 70500), found("bob", "Imported")],
			says: ["account 70500", true],
		},
		{
			name: "as a protocol error where one is left out",
			items: [found("alice", "Imported")],
			says: [true, "protocol"],
		},
		{
			name: "as a protocol error where a status is not documented, and never as missing",
			items: [found("alice"), found("bob", "notimported")],
			says: ["protocol", "protocol"],
		},
	];
	for (const { name, items, says } of answers) {
		it(`takes accounts ${name}`, async () => assert.deepEqual(await check(["alice", "bob"], items), says));
	}

	const bad: readonly { name: string; items: unknown }[] = [
		{ name: "no list", items: undefined },
		{ name: "text in the list", items: ["alice"] },
		{ name: "an account without a code", items: [{ UserID: "alice" }] },
		{ name: "an account twice", items: [found("alice", "Imported"), found("alice", "NotImported")] },
	];
	for (const { name, items } of bad) {
		it(`refuses an answer with ${name}`, async () => {
			const { kind, message } = await failureOf(check(["alice"], items));
			assert.equal(kind, "protocol");
			assert.match(message, /^account_check alice: protocol: ResultItem /);
		});
	}

	it("repeats nothing of the answer in an error", async () => {
		const { transport } = answering({ ...ok, ResultItem: [found("alice", undefined, 70500)] });
		const error = (await createAccountReads(transport).accountCheck(["alice"])).get("alice");
		assert.ok(isImError(error));
		assert.match(error.message, /^account_check alice: account 70500 /);
		assert.doesNotMatch(error.message, /secret/);
	});
});

describe("getAllRobots", () => {
	it("asks without a word, and gives the list", async () => {
		const { transport, calls } = answering({ ...ok, Robot_Account: ["@RBT#1", "@RBT#2"] });
		assert.deepEqual(await createAccountReads(transport).getAllRobots(), ["@RBT#1", "@RBT#2"]);
		assert.deepEqual(calls, [{ service: "openim_robot_http_svc", command: "get_all_robots", accounts: [], body: {} }]);
	});

	for (const list of [undefined, {}, [1], [{ UserID: "@RBT#1" }]]) {
		it(`never takes ${JSON.stringify(list)} for an app without robots`, async () => {
			const { transport } = answering({ ...ok, Robot_Account: list });
			const { message } = await failureOf(createAccountReads(transport).getAllRobots());
			assert.match(message, /^get_all_robots: protocol: Robot_Account is not a list of accounts; /);
		});
	}
});
