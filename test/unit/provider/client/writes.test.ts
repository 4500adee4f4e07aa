import assert from "node:assert/strict";
import { type AccountWrites, createAccountWrites, createProfileWrites } from "@/provider/client/writes";
import { createClient } from "@/provider/service";
import { failureOf, NICK } from "@/test/support/builders";
import { answering, ok } from "./calls";

describe("portraitSet", () => {
	const items = [{ Tag: NICK, Value: "Alice" }];

	it("sets tags of one account, spelled as on the wire", async () => {
		const { transport, calls } = answering(ok);
		assert.equal(await createProfileWrites(transport).portraitSet("alice", items), undefined);
		const body = { From_Account: "alice", ProfileItem: items };
		assert.deepEqual(calls, [{ service: "profile", command: "portrait_set", accounts: ["alice"], body }]);
	});

	it("lets the error of the call through", async () => {
		const lost = new Error("lost");
		assert.equal(await failureOf(createProfileWrites(answering(lost).transport).portraitSet("alice", items)), lost);
	});
});

describe("createClient", () => {
	it("has the reading and the writing half, and nothing else", () => {
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
	readonly make: (writes: AccountWrites) => Promise<unknown>;
	readonly body: object;
	readonly accounts?: readonly string[];
	readonly answer?: object;
	readonly gives?: unknown;
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
		answer: { FailAccounts: ["bob", "mallory"] },
		gives: ["bob"],
	},
	{
		call: `${login}/multiaccount_import`,
		make: (writes) => writes.multiaccountImport(["alice"]),
		body: { AccountList: [{ UserID: "alice" }] },
		gives: [],
	},
	{
		call: `${login}/account_delete`,
		make: (writes) => writes.accountDelete("alice"),
		body: { DeleteItem: [{ UserID: "alice" }] },
		answer: deleted(0),
	},
	{
		call: `${robots}/create_robot`,
		make: (writes) => writes.createRobot("@RBT#1"),
		accounts: ["@RBT#1"],
		body: { UserID: "@RBT#1" },
	},
	{
		call: `${robots}/delete_robot`,
		make: (writes) => writes.deleteRobot("@RBT#1"),
		accounts: ["@RBT#1"],
		body: { Robot_Account: "@RBT#1" },
	},
];

describe("the writes of accounts and robots", () => {
	for (const { call, make, body, accounts = ["alice"], answer = {}, gives } of cases) {
		it(`send ${JSON.stringify(body)} to ${call}`, async () => {
			const { transport, calls } = answering({ ...ok, ...answer });
			assert.deepEqual(await make(createAccountWrites(transport)), gives);
			const [service, command] = call.split("/");
			assert.deepEqual(calls, [{ service, command, accounts, body }]);
		});
	}

	const failures: readonly { name: string; answer: object; make: Case["make"]; says: RegExp }[] = [
		{
			name: "a deletion whose item has a code",
			answer: deleted(70107),
			make: (writes) => writes.accountDelete("alice"),
			says: /^account_delete alice: account 70107 account does not exist; /,
		},
		{
			name: "a deletion that the answer leaves out",
			answer: deleted(0, "bob"),
			make: (writes) => writes.accountDelete("alice"),
			says: /^account_delete alice: protocol: the answer leaves the account out; /,
		},
		{
			name: "failed imports that are no list",
			answer: { FailAccounts: "alice" },
			make: (writes) => writes.multiaccountImport(["alice", "bob"]),
			says: /^multiaccount_import alice and 1 more: protocol: FailAccounts is not a list of accounts; /,
		},
	];
	for (const { name, answer, make, says } of failures) {
		it(`refuse ${name}`, async () => {
			const { transport } = answering({ ...ok, ...answer });
			assert.match((await failureOf(make(createAccountWrites(transport)))).message, says);
		});
	}
});
