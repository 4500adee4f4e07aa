import assert from "node:assert/strict";
import { handleCall } from "@/emulator/dispatch";
import type { FaultEffect, FaultRule } from "@/emulator/faults";
import { aBench, type Bench, bodyOf, LEVEL, NICK, queryOf, TEAM } from "@/test/unit/emulator/in-memory-emulator";

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
	aBench({ faults: [{ ...rule, effect }] });

const write = (bench: Bench) => bench.send("profile/portrait_set", set);

const stored = (bench: Bench) => bench.world.store.tags("alice");

describe("faults", () => {
	const answers: readonly { name: string; effect: FaultEffect; code: number; stored: unknown }[] = [
		{ name: "answers a code", effect: { do: "answer", code: 60008 }, code: 60008, stored: before },
		{
			name: "answers a code after the effect",
			effect: { do: "answer", code: 60008, stored: true },
			code: 60008,
			stored: after,
		},
		{
			name: "answers a code for an account",
			effect: { do: "answer-account", code: 40006 },
			code: 40006,
			stored: before,
		},
		{ name: "loses all", effect: { do: "lose" }, code: 0, stored: before },
		{ name: "loses some tags", effect: { do: "lose", tags: [NICK] }, code: 0, stored: { ...before, [LEVEL]: 5 } },
		{ name: "refuses a value", effect: { do: "refuse-value", tags: { [LEVEL]: 40008 } }, code: 40008, stored: before },
		{
			name: "leaves values of other tags",
			effect: { do: "refuse-value", tags: { [TEAM]: 80001 } },
			code: 0,
			stored: after,
		},
	];
	for (const c of answers) {
		it(c.name, () => {
			const bench = withFault(c.effect);
			assert.equal(bodyOf(write(bench)).ErrorCode, c.code);
			assert.deepEqual(stored(bench), c.stored);
			assert.equal(bench.world.log.records[0]?.errorCode, c.code);
		});
	}

	const replies: readonly {
		name: string;
		effect: FaultEffect;
		as: string;
		status?: number;
		body?: RegExp;
		stored: unknown;
	}[] = [
		{ name: "drops the connection before", effect: { do: "drop", effect: "before" }, as: "drop", stored: before },
		{ name: "drops the connection after", effect: { do: "drop", effect: "after" }, as: "drop", stored: after },
		{
			name: "sends a page",
			effect: { do: "body", body: "html", status: 502 },
			as: "whole",
			status: 502,
			body: /^<html>/,
			stored: before,
		},
		{
			name: "sends nothing",
			effect: { do: "body", body: "empty" },
			as: "whole",
			status: 200,
			body: /^$/,
			stored: before,
		},
		{
			name: "sends half",
			effect: { do: "body", body: "half" },
			as: "whole",
			status: 200,
			body: /^\{"ActionStatus"[^}]*$/,
			stored: after,
		},
		{
			name: "sends half and closes",
			effect: { do: "body", body: "cut" },
			as: "cut",
			status: 200,
			body: /\}$/,
			stored: after,
		},
		{
			name: "sends a page after the effect",
			effect: { do: "body", body: "html", stored: true },
			as: "whole",
			status: 200,
			body: /^<html>/,
			stored: after,
		},
	];
	for (const c of replies) {
		it(c.name, () => {
			const bench = withFault(c.effect);
			const { reply } = write(bench);
			assert.equal(reply.as, c.as);
			if (reply.as !== "drop") assert.equal(reply.status, c.status);
			if (reply.as !== "drop") assert.match(reply.body, c.body ?? /./);
			assert.deepEqual(stored(bench), c.stored);
			assert.equal(bench.world.log.records[0]?.errorCode, undefined);
		});
	}

	it("delays the answer and not the effect, and adds delays up", () => {
		const effect = { do: "delay", ms: 200 } as const;
		const bench = aBench({ latencyMs: 50, faults: [{ effect }, { effect }] });
		assert.equal(write(bench).delayMs, 450);
		assert.deepEqual(stored(bench), after);
	});

	it("fails one account of several", () => {
		const bench = withFault({ do: "answer-account", code: 40006, info: "Read_Fail" }, { when: { account: "bob" } });
		const answer = bench.post("profile/portrait_get", { To_Account: ["alice", "bob"], TagList: [NICK] });
		assert.equal(answer.ErrorCode, 0);
		assert.deepEqual(answer.Fail_Account, ["bob"]);
		assert.deepEqual((answer.UserProfileItem as readonly unknown[])[1], {
			To_Account: "bob",
			ResultCode: 40006,
			ResultInfo: "Read_Fail",
		});
	});

	it("fails one account in each call that lists results", () => {
		const bench = withFault({ do: "answer-account", code: 70169, account: "alice" });
		bench.world.quirks.deletion = "allowed";
		const results = (command: string, list: string) =>
			bench.post(`im_open_login_svc/${command}`, { [list]: [{ UserID: "alice" }] }).ResultItem as readonly {
				ResultCode: number;
			}[];
		assert.equal(results("account_check", "CheckItem")[0]?.ResultCode, 70169);
		assert.equal(results("account_delete", "DeleteItem")[0]?.ResultCode, 70169);
		const imported = bench.post("im_open_login_svc/multiaccount_import", { Accounts: ["alice"] });
		assert.deepEqual([imported.FailAccounts, stored(bench)], [["alice"], before]);
	});

	it("fails a robot's call, and loses it", () => {
		const bench = withFault({ do: "answer-account", code: 10002 }, { when: { account: "@RBT#1" }, times: 2 });
		const create = (UserID: string) => bench.post("openim_robot_http_svc/create_robot", { UserID }).ErrorCode;
		const remove = (Robot_Account: string) =>
			bench.post("openim_robot_http_svc/delete_robot", { Robot_Account }).ErrorCode;
		assert.deepEqual([create("@RBT#1"), remove("@RBT#1"), create("@RBT#1"), create("@RBT#2")], [10002, 10002, 0, 0]);
		bench.world.faults.add({ effect: { do: "lose" } });
		assert.deepEqual([create("@RBT#3"), remove("@RBT#1")], [0, 0]);
		assert.deepEqual(bench.world.store.accounts().slice(3), ["@RBT#1", "@RBT#2"]);
	});

	it("lists the robots that were there some calls ago", () => {
		const bench = aBench({ accounts: { "@RBT#1": {} } });
		const robots = () => bench.post("openim_robot_http_svc/get_all_robots", {}).Robot_Account;
		bench.world.faults.add({ when: { command: "get_all_robots" }, times: 1, effect: { do: "stale", calls: 1 } });
		bench.post("openim_robot_http_svc/delete_robot", { Robot_Account: "@RBT#1" });
		assert.deepEqual([robots(), robots()], [["@RBT#1"], []]);
	});

	it("reads what was there some calls ago", () => {
		const bench = aBench();
		write(bench);
		bench.world.faults.add({ when: { command: "portrait_get" }, times: 2, effect: { do: "stale", calls: 1 } });
		assert.deepEqual(bench.read("alice", NICK), { [NICK]: "Alice" });
		assert.deepEqual(bench.read("alice", NICK), { [NICK]: "New" });
	});

	it("reads what was there some time ago", () => {
		const bench = withFault({ do: "stale", ms: 1000 }, { when: { command: "portrait_get" } });
		write(bench);
		assert.deepEqual(bench.read("alice", NICK), { [NICK]: "Alice" });
		bench.nowMs += 1000;
		assert.deepEqual(bench.read("alice", NICK), { [NICK]: "New" });
	});

	it("does not see an account that was made since", () => {
		const bench = withFault({ do: "stale", calls: 1 }, { when: { command: "portrait_get" } });
		bench.post("im_open_login_svc/account_import", { UserID: "carol" });
		assert.equal(bench.read("carol", NICK), undefined);
		assert.deepEqual(bench.read("carol", NICK), {});
	});

	it("ends the UserSigs signed so far", () => {
		const bench = withFault({ do: "expire-user-sigs" }, { times: 1 });
		const url = `/v4/profile/portrait_set?${queryOf(bench.world.settings)}`;
		const again = () => bodyOf(handleCall(bench.world, { method: "POST", url, body: Buffer.from(set) })).ErrorCode;
		bench.nowMs += 1000;
		assert.equal(again(), 70001);
		assert.equal(again(), 70001);
		bench.world.reset();
		bench.world.faults.clear();
		assert.equal(again(), 0);
	});

	it("loses an import and a deletion", () => {
		const bench = withFault({ do: "lose" });
		bench.world.quirks.deletion = "allowed";
		assert.equal(bench.post("im_open_login_svc/account_import", { UserID: "carol" }).ErrorCode, 0);
		assert.equal(bench.post("im_open_login_svc/account_delete", { DeleteItem: [{ UserID: "alice" }] }).ErrorCode, 0);
		assert.deepEqual(bench.world.store.accounts(), ["administrator", "alice", "bob"]);
	});

	it("leaves calls that the gate refuses alone", () => {
		const bench = withFault({ do: "answer", code: 60008 }, { times: 1 });
		assert.equal(bodyOf(bench.send("profile/portrait_set", set, { usersig: "junk" })).ErrorCode, 70003);
		assert.equal(bodyOf(write(bench)).ErrorCode, 60008);
	});
});

describe("lag", () => {
	it("hides a write for a while, custom fields on their own", () => {
		const bench = aBench({ lag: { customMs: 500 } });
		bench.write("alice", TEAM, "red");
		bench.write("alice", NICK, "New");
		assert.deepEqual(bench.read("alice", NICK, TEAM), { [NICK]: "New" });
		bench.nowMs += 500;
		assert.deepEqual(bench.read("alice", NICK, TEAM), { [NICK]: "New", [TEAM]: "red" });
	});

	it("does not hide a new account, only its tags", () => {
		const bench = aBench({ lag: { standardMs: 500 } });
		bench.post("im_open_login_svc/account_import", { UserID: "carol", Nick: "Carol" });
		assert.deepEqual(bench.read("carol", NICK), {});
	});
});
