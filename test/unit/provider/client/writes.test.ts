import assert from "node:assert/strict";
import { type AccountWrites, createAccountWrites, createProfileWrites } from "@/provider/client/writes";
import { createClient } from "@/provider/service";
import { failureOf, NICK } from "@/test/support/builders";
import { answering, ok } from "./calls";

describe("portraitSet", () => {
	const items = [{ Tag: NICK, Value: "Alice" }];

	it("sends the tags of one account", async () => {
		const { transport, calls } = answering(ok);
		const { signal } = new AbortController();
		assert.equal(await createProfileWrites(transport).portraitSet("alice", items, signal), undefined);
		const body = { From_Account: "alice", ProfileItem: items };
		assert.deepEqual(calls, [{ service: "profile", command: "portrait_set", accounts: ["alice"], body, signal }]);
	});

	it("throws the error of a failed call", async () => {
		const lost = new Error("lost");
		assert.equal(await failureOf(createProfileWrites(answering(lost).transport).portraitSet("alice", items)), lost);
	});
});

describe("createClient", () => {
	it("returns the calls that read, together with the calls that write", () => {
		assert.deepEqual(Object.keys(createClient(answering(ok).transport)), [
			...["portraitGet", "accountCheck", "getAllRobots"],
			...["portraitSet", "accountImport", "multiaccountImport", "accountDelete", "createRobot", "deleteRobot"],
		]);
	});
});

const login = "im_open_login_svc";

const robots = "openim_robot_http_svc";

interface Case {
	readonly call: string;
	readonly make: (writes: AccountWrites, signal?: AbortSignal) => Promise<unknown>;
	readonly body: object;
	readonly accounts?: readonly string[];
	/** Whether the client passes the caller's signal to the call. A batched call gets no signal. @defaultValue false */
	readonly hasSignal?: boolean;
	readonly response?: object;
	readonly result?: unknown;
}

const deleted = (code: number, account = "alice") => ({
	ResultItem: [{ UserID: account, ResultCode: code, ResultInfo: "" }],
});

const cases: readonly Case[] = [
	{
		call: `${login}/account_import`,
		make: (writes) => writes.accountImport("alice"),
		body: { UserID: "alice" },
	},
	{
		call: `${login}/multiaccount_import`,
		make: (writes) => writes.multiaccountImport(["alice", "bob"]),
		accounts: ["alice", "bob"],
		body: { AccountList: [{ UserID: "alice" }, { UserID: "bob" }] },
		response: { FailAccounts: ["bob", "mallory"] },
		result: ["bob"],
	},
	{
		call: `${login}/multiaccount_import`,
		make: (writes) => writes.multiaccountImport(["alice"]),
		body: { AccountList: [{ UserID: "alice" }] },
		result: [],
	},
	{
		call: `${login}/account_delete`,
		make: (writes, signal) => writes.accountDelete("alice", signal),
		hasSignal: true,
		body: { DeleteItem: [{ UserID: "alice" }] },
		response: deleted(0),
	},
	{
		call: `${robots}/create_robot`,
		make: (writes, signal) => writes.createRobot("@RBT#1", signal),
		hasSignal: true,
		accounts: ["@RBT#1"],
		body: { UserID: "@RBT#1" },
	},
	{
		call: `${robots}/delete_robot`,
		make: (writes, signal) => writes.deleteRobot("@RBT#1", signal),
		hasSignal: true,
		accounts: ["@RBT#1"],
		body: { Robot_Account: "@RBT#1" },
	},
];

describe("createAccountWrites", () => {
	for (const { call, make, body, accounts = ["alice"], hasSignal, response = {}, result } of cases) {
		it(`sends ${JSON.stringify(body)} to ${call}`, async () => {
			const { transport, calls } = answering({ ...ok, ...response });
			const { signal } = new AbortController();
			assert.deepEqual(await make(createAccountWrites(transport), signal), result);
			const [service, command] = call.split("/");
			assert.deepEqual(calls, [{ service, command, accounts, body, ...(hasSignal && { signal }) }]);
		});
	}

	const failures: readonly { name: string; response: object; make: Case["make"]; says: RegExp }[] = [
		{
			name: "a deletion for which the response has an error code",
			response: deleted(70107),
			make: (writes) => writes.accountDelete("alice"),
			says: /^account_delete alice: account 70107 account does not exist; /,
		},
		{
			name: "a deletion for which the response omits the account",
			response: deleted(0, "bob"),
			make: (writes) => writes.accountDelete("alice"),
			says: /^account_delete alice: protocol: the response does not include the account; /,
		},
		{
			name: "an import for which FailAccounts is not a list",
			response: { FailAccounts: "alice" },
			make: (writes) => writes.multiaccountImport(["alice", "bob"]),
			says: /^multiaccount_import alice and 1 more: protocol: FailAccounts is not a list of accounts; /,
		},
	];
	for (const { name, response, make, says } of failures) {
		it(`rejects ${name}`, async () => {
			const { transport } = answering({ ...ok, ...response });
			assert.match((await failureOf(make(createAccountWrites(transport)))).message, says);
		});
	}
});
