import assert from "node:assert/strict";
import { handleCall, type ServedCall, unhandledCalls } from "@/emulator/dispatch";
import type { FaultEffect, FaultRule } from "@/emulator/faults";
import {
	bodyOf,
	createInMemoryEmulator,
	type InMemoryEmulator,
	LEVEL,
	NICK,
	queryOf,
	TEAM,
} from "@/test/unit/emulator/in-memory-emulator";

const set = JSON.stringify({
	From_Account: "alice",
	ProfileItem: [
		{ Tag: NICK, Value: "New" },
		{ Tag: LEVEL, Value: 5 },
	],
});

const before = { [NICK]: "Alice" };

const after = { [NICK]: "New", [LEVEL]: 5 };

const withFault = (effect: FaultEffect, rule: Omit<FaultRule, "effect"> = {}) =>
	createInMemoryEmulator({ faults: [{ ...rule, effect }] });

const write = (emulator: InMemoryEmulator) => emulator.send("profile/portrait_set", set);

const stored = (emulator: InMemoryEmulator) => emulator.state.store.tags("alice");

describe("handleCall with a fault", () => {
	const answerCases: readonly { name: string; effect: FaultEffect; code: number; stored: unknown }[] = [
		{
			name: "returns an error code and stores nothing",
			effect: { do: "answer", code: 60008 },
			code: 60008,
			stored: before,
		},
		{
			name: "returns an error code after it stores the tags",
			effect: { do: "answer", code: 60008, stored: true },
			code: 60008,
			stored: after,
		},
		{
			name: "returns an error code for one account",
			effect: { do: "answer-account", code: 40006 },
			code: 40006,
			stored: before,
		},
		{ name: "reports success and stores no tag", effect: { do: "lose" }, code: 0, stored: before },
		{
			name: "reports success and stores only the tags that are not lost",
			effect: { do: "lose", tags: [NICK] },
			code: 0,
			stored: { ...before, [LEVEL]: 5 },
		},
		{
			name: "refuses a value with the error code of the fault",
			effect: { do: "refuse-value", tags: { [LEVEL]: 40008 } },
			code: 40008,
			stored: before,
		},
		{
			name: "accepts values of tags that the fault does not list",
			effect: { do: "refuse-value", tags: { [TEAM]: 80001 } },
			code: 0,
			stored: after,
		},
	];
	for (const c of answerCases) {
		it(c.name, () => {
			const emulator = withFault(c.effect);
			assert.equal(bodyOf(write(emulator)).ErrorCode, c.code);
			assert.deepEqual(stored(emulator), c.stored);
			assert.equal(emulator.state.requestLog.records[0]?.errorCode, c.code);
		});
	}

	const replyCases: readonly {
		name: string;
		effect: FaultEffect;
		as: string;
		status?: number;
		body?: RegExp;
		stored: unknown;
	}[] = [
		{
			name: "closes the connection, and stores nothing",
			effect: { do: "drop", effect: "before" },
			as: "drop",
			stored: before,
		},
		{
			name: "closes the connection after it stores the tags",
			effect: { do: "drop", effect: "after" },
			as: "drop",
			stored: after,
		},
		{
			name: "sends an HTML page",
			effect: { do: "body", body: "html", status: 502 },
			as: "whole",
			status: 502,
			body: /^<html>/,
			stored: before,
		},
		{
			name: "sends an empty body",
			effect: { do: "body", body: "empty" },
			as: "whole",
			status: 200,
			body: /^$/,
			stored: before,
		},
		{
			name: "sends the first half of the JSON as a complete response",
			effect: { do: "body", body: "half" },
			as: "whole",
			status: 200,
			body: /^\{"ActionStatus"[^}]*$/,
			stored: after,
		},
		{
			name: "sends the first half of the JSON and then closes the connection",
			effect: { do: "body", body: "cut" },
			as: "cut",
			status: 200,
			body: /\}$/,
			stored: after,
		},
		{
			name: "sends an HTML page after it stores the tags",
			effect: { do: "body", body: "html", stored: true },
			as: "whole",
			status: 200,
			body: /^<html>/,
			stored: after,
		},
	];
	for (const c of replyCases) {
		it(c.name, () => {
			const emulator = withFault(c.effect);
			const { reply } = write(emulator);
			assert.equal(reply.as, c.as);
			if (reply.as !== "drop") assert.equal(reply.status, c.status);
			if (reply.as !== "drop") assert.match(reply.body, c.body ?? /./);
			assert.deepEqual(stored(emulator), c.stored);
			assert.equal(emulator.state.requestLog.records[0]?.errorCode, undefined);
		});
	}

	it("delays the response by the sum of all delays, and stores the tags immediately", () => {
		const effect = { do: "delay", ms: 200 } as const;
		const emulator = createInMemoryEmulator({ latencyMs: 50, faults: [{ effect }, { effect }] });
		assert.equal(write(emulator).delayMs, 450);
		assert.deepEqual(stored(emulator), after);
	});

	it("returns an error code for one of several accounts", () => {
		const emulator = withFault({ do: "answer-account", code: 40006, info: "Read_Fail" }, { when: { account: "bob" } });
		const answer = emulator.post("profile/portrait_get", { To_Account: ["alice", "bob"], TagList: [NICK] });
		assert.equal(answer.ErrorCode, 0);
		assert.deepEqual(answer.Fail_Account, ["bob"]);
		assert.deepEqual((answer.UserProfileItem as readonly unknown[])[1], {
			To_Account: "bob",
			ResultCode: 40006,
			ResultInfo: "Read_Fail",
		});
	});

	it("returns an error code for one account in every command with a list of results", () => {
		const emulator = withFault({ do: "answer-account", code: 70169, account: "alice" });
		emulator.state.quirks.deletion = "allowed";
		const results = (command: string, list: string) =>
			emulator.post(`im_open_login_svc/${command}`, { [list]: [{ UserID: "alice" }] }).ResultItem as readonly {
				ResultCode: number;
			}[];
		assert.equal(results("account_check", "CheckItem")[0]?.ResultCode, 70169);
		assert.equal(results("account_delete", "DeleteItem")[0]?.ResultCode, 70169);
		const imported = emulator.post("im_open_login_svc/multiaccount_import", { Accounts: ["alice"] });
		assert.deepEqual([imported.FailAccounts, stored(emulator)], [["alice"], before]);
	});

	it("refuses the creation and the deletion of a robot, or reports success without doing them", () => {
		const emulator = withFault({ do: "answer-account", code: 10002 }, { when: { account: "@RBT#1" }, times: 2 });
		const create = (UserID: string) => emulator.post("openim_robot_http_svc/create_robot", { UserID }).ErrorCode;
		const remove = (Robot_Account: string) =>
			emulator.post("openim_robot_http_svc/delete_robot", { Robot_Account }).ErrorCode;
		assert.deepEqual([create("@RBT#1"), remove("@RBT#1"), create("@RBT#1"), create("@RBT#2")], [10002, 10002, 0, 0]);
		emulator.state.faults.add({ effect: { do: "lose" } });
		assert.deepEqual([create("@RBT#3"), remove("@RBT#1")], [0, 0]);
		assert.deepEqual(emulator.state.store.accounts().slice(3), ["@RBT#1", "@RBT#2"]);
	});

	it("lists the robots that existed the given number of calls ago", () => {
		const emulator = createInMemoryEmulator({ accounts: { "@RBT#1": {} } });
		const robots = () => emulator.post("openim_robot_http_svc/get_all_robots", {}).Robot_Account;
		emulator.state.faults.add({ when: { command: "get_all_robots" }, times: 1, effect: { do: "stale", calls: 1 } });
		emulator.post("openim_robot_http_svc/delete_robot", { Robot_Account: "@RBT#1" });
		assert.deepEqual([robots(), robots()], [["@RBT#1"], []]);
	});

	it("returns the tags that were stored the given number of calls ago", () => {
		const emulator = createInMemoryEmulator();
		write(emulator);
		emulator.state.faults.add({ when: { command: "portrait_get" }, times: 2, effect: { do: "stale", calls: 1 } });
		assert.deepEqual(emulator.read("alice", NICK), { [NICK]: "Alice" });
		assert.deepEqual(emulator.read("alice", NICK), { [NICK]: "New" });
	});

	it("returns the tags that were stored the given number of milliseconds ago", () => {
		const emulator = withFault({ do: "stale", ms: 1000 }, { when: { command: "portrait_get" } });
		write(emulator);
		assert.deepEqual(emulator.read("alice", NICK), { [NICK]: "Alice" });
		emulator.nowMs += 1000;
		assert.deepEqual(emulator.read("alice", NICK), { [NICK]: "New" });
	});

	it("reports an account as missing if it did not exist the given number of calls ago", () => {
		const emulator = withFault({ do: "stale", calls: 1 }, { when: { command: "portrait_get" } });
		emulator.post("im_open_login_svc/account_import", { UserID: "carol" });
		assert.equal(emulator.read("carol", NICK), undefined);
		assert.deepEqual(emulator.read("carol", NICK), {});
	});

	it("refuses all UserSigs that were signed before the fault", () => {
		const emulator = withFault({ do: "expire-user-sigs" }, { times: 1 });
		const url = `/v4/profile/portrait_set?${queryOf(emulator.state.settings)}`;
		const again = () => bodyOf(handleCall(emulator.state, { method: "POST", url, body: Buffer.from(set) })).ErrorCode;
		emulator.nowMs += 1000;
		assert.equal(again(), 70001);
		assert.equal(again(), 70001);
		emulator.state.reset();
		emulator.state.faults.clear();
		assert.equal(again(), 0);
	});

	it("reports success for account_import and account_delete, but creates and deletes no account", () => {
		const emulator = withFault({ do: "lose" });
		emulator.state.quirks.deletion = "allowed";
		assert.equal(emulator.post("im_open_login_svc/account_import", { UserID: "carol" }).ErrorCode, 0);
		assert.equal(emulator.post("im_open_login_svc/account_delete", { DeleteItem: [{ UserID: "alice" }] }).ErrorCode, 0);
		assert.deepEqual(emulator.state.store.accounts(), ["administrator", "alice", "bob"]);
	});

	it("does not apply a fault to a call that fails authentication", () => {
		const emulator = withFault({ do: "answer", code: 60008 }, { times: 1 });
		assert.equal(bodyOf(emulator.send("profile/portrait_set", set, { usersig: "junk" })).ErrorCode, 70003);
		assert.equal(bodyOf(write(emulator)).ErrorCode, 60008);
	});
});

describe("handleCall", () => {
	it("returns ActionStatus OK for a valid call", () => {
		const { body, ...reply } = wholeReply(createInMemoryEmulator().send("profile/portrait_set", set));
		assert.deepEqual(reply, { as: "whole", status: 200, contentType: "application/json; charset=utf-8" });
		assert.deepEqual(JSON.parse(body), { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "", ErrorDisplay: "" });
	});

	it("returns the code and the text of a refusal", () => {
		const { body } = wholeReply(createInMemoryEmulator().send("im_open_login_svc/unknown", "{}"));
		assert.deepEqual(JSON.parse(body), {
			ActionStatus: "FAIL",
			ErrorCode: 60009,
			ErrorInfo: "emulator: unknown command",
		});
	});

	it("refuses calls above the rate limit of a command with 60007", () => {
		const emulator = createInMemoryEmulator({ callsPerSecond: { portrait_set: 2 } });
		const codes = () => [1, 2, 3].map(() => bodyOf(emulator.send("profile/portrait_set", set)).ErrorCode);
		assert.deepEqual(codes(), [0, 0, 60007]);
		emulator.nowMs += 500;
		assert.deepEqual(codes(), [0, 60007, 60007]);
		assert.deepEqual(emulator.read("alice", NICK), { [NICK]: "New" });
	});

	it("rethrows an error that is not a refusal", () => {
		const emulator = createInMemoryEmulator();
		emulator.state.webhook.send = () => {
			throw new TypeError("bug");
		};
		assert.throws(() => emulator.send("profile/portrait_set", set), { name: "TypeError", message: "bug" });
	});

	it("records calls of unknown commands, so that unhandledCalls returns them", () => {
		const emulator = createInMemoryEmulator();
		emulator.send("profile/portrait_set", set);
		emulator.send("profile/unknown", "{}");
		emulator.send("constructor/toString", "{}");
		assert.deepEqual(
			unhandledCalls(emulator.state.requestLog.records).map(({ service, command }) => `${service}/${command}`),
			["profile/unknown", "constructor/toString"],
		);
	});
});

function wholeReply({ reply }: ServedCall): Extract<ServedCall["reply"], { as: "whole" | "cut" }> {
	if (reply.as === "drop") throw new Error("the connection was closed without a response");
	return reply;
}
