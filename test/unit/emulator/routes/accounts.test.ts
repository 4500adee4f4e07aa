import assert from "node:assert/strict";
import { aBench, NICK } from "@/test/unit/emulator/in-memory-emulator";

const IMAGE = "Tag_Profile_IM_Image";

const service = (command: string) => `im_open_login_svc/${command}`;

const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

const many = (length: number) => Array.from({ length }, (_, index) => ({ UserID: `user${index}` }));

describe("account_import", () => {
	for (const key of ["UserID", "Identifier"]) {
		it(`makes the account that ${key} names`, () => {
			const bench = aBench();
			assert.deepEqual(
				bench.post(service("account_import"), { [key]: "carol", Nick: "Carol", FaceUrl: "http://a" }),
				ok,
			);
			assert.deepEqual(bench.world.store.tags("carol"), { [NICK]: "Carol", [IMAGE]: "http://a" });
		});
	}

	it("updates an account that exists, and leaves what is absent or empty as it is", () => {
		const bench = aBench();
		assert.deepEqual(bench.post(service("account_import"), { UserID: "alice", Nick: "", FaceUrl: "http://a" }), ok);
		assert.deepEqual(bench.world.store.tags("alice"), { [NICK]: "Alice", [IMAGE]: "http://a" });
	});

	const refused = [
		{ name: "no id", code: 70402, body: {} },
		{ name: "an empty id", code: 70402, body: { UserID: "" } },
		{ name: "an id of 33 bytes", code: 70402, body: { UserID: "a".repeat(33) } },
		{ name: "an id beyond ASCII", code: 70402, body: { UserID: "zoë" } },
		{ name: "a robot's id", code: 70402, body: { UserID: "@RBT#1" } },
		{ name: "a group's id", code: 70402, body: { UserID: "@TGS#1" } },
		{ name: "a nick that is a number", code: 70402, body: { UserID: "carol", Nick: 5 } },
		{ name: "a nick of 501 bytes", code: 40601, body: { UserID: "carol", Nick: "a".repeat(501) } },
	];
	for (const c of refused) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			const bench = aBench();
			assert.equal(bench.post(service("account_import"), c.body).ErrorCode, c.code);
			assert.deepEqual(bench.world.store.accounts(), ["administrator", "alice", "bob"]);
		});
	}

	it("refuses one account too many with 70398", () => {
		const bench = aBench({ maxAccounts: 3, accounts: { alice: {}, bob: {}, "@RBT#1": {} } });
		assert.equal(bench.post(service("account_import"), { UserID: "carol" }).ErrorCode, 70398);
		assert.equal(bench.post(service("account_import"), { UserID: "alice" }).ErrorCode, 0);
	});
});

describe("multiaccount_import", () => {
	it("imports both forms of the list", () => {
		const bench = aBench();
		const list = [{ UserID: "carol", Nick: "Carol" }, { UserID: "alice" }];
		assert.deepEqual(bench.post(service("multiaccount_import"), { AccountList: list }), { FailAccounts: [], ...ok });
		assert.deepEqual(bench.post(service("multiaccount_import"), { Accounts: ["dave"] }), { FailAccounts: [], ...ok });
		assert.deepEqual(bench.world.store.tags("carol"), { [NICK]: "Carol" });
		assert.deepEqual(bench.world.store.tags("dave"), {});
	});

	it("imports no more accounts than a trial app may have, and all of them where deleted ones made room", () => {
		const bench = aBench({ trial: true });
		const ids = many(100).map(({ UserID }) => UserID);
		const failed = () => bench.post(service("multiaccount_import"), { Accounts: ids }).FailAccounts;
		assert.deepEqual(failed(), ids.slice(97));
		bench.post(service("account_delete"), { DeleteItem: [{ UserID: "alice" }, { UserID: "bob" }] });
		assert.deepEqual(failed(), ids.slice(99));
		bench.post(service("account_delete"), { DeleteItem: [{ UserID: "user0" }] });
		assert.deepEqual(failed(), ids.slice(99));
	});

	it("lists the accounts that it refuses and imports the others", () => {
		const bench = aBench();
		const answer = bench.post(service("multiaccount_import"), { Accounts: ["@TLS#x", "carol"] });
		assert.deepEqual(answer, { FailAccounts: ["@TLS#x"], ...ok });
		assert.deepEqual(bench.world.store.tags("carol"), {});
	});

	const refused = [
		{ name: "no list", body: {} },
		{ name: "an empty list", body: { AccountList: [] } },
		{ name: "101 accounts", body: { AccountList: many(101) } },
		{ name: "an id that is a number", body: { Accounts: [5] } },
	];
	for (const c of refused) {
		it(`refuses ${c.name} with 70402`, () => {
			assert.equal(aBench().post(service("multiaccount_import"), c.body).ErrorCode, 70402);
		});
	}
});

describe("account_check", () => {
	it("says which accounts exist", () => {
		const answer = aBench().post(service("account_check"), { CheckItem: [{ UserID: "alice" }, { UserID: "nobody" }] });
		assert.deepEqual(answer, {
			ResultItem: [
				{ UserID: "alice", ResultCode: 0, ResultInfo: "", AccountStatus: "Imported" },
				{ UserID: "nobody", ResultCode: 0, ResultInfo: "", AccountStatus: "NotImported" },
			],
			...ok,
		});
	});

	it("refuses 101 accounts with 70402", () => {
		assert.equal(aBench().post(service("account_check"), { CheckItem: many(101) }).ErrorCode, 70402);
	});
});

describe("the lists of results", () => {
	const calls = [
		{ command: "account_check", list: "CheckItem" },
		{ command: "account_delete", list: "DeleteItem" },
	];
	for (const { command, list } of calls) {
		it(`are as long as asked, and shuffled where answers are, in ${command}`, () => {
			const bench = aBench({ quirks: { deletion: "allowed", order: "shuffled" } });
			const items = bench.post(service(command), { [list]: many(100) }).ResultItem as { readonly UserID: string }[];
			const ids = items.map(({ UserID }) => UserID);
			const asked = many(100).map(({ UserID }) => UserID);
			assert.notDeepEqual(ids, asked);
			assert.deepEqual([...ids].sort(), [...asked].sort());
		});
	}
});

describe("account_delete", () => {
	it("deletes what exists, and says what does not", () => {
		const bench = aBench({ quirks: { deletion: "allowed" } });
		const answer = bench.post(service("account_delete"), { DeleteItem: [{ UserID: "alice" }, { UserID: "nobody" }] });
		assert.deepEqual(answer, {
			ResultItem: [
				{ UserID: "alice", ResultCode: 0, ResultInfo: "" },
				{ UserID: "nobody", ResultCode: 70107, ResultInfo: "Err_TLS_PT_Open_Login_Account_Not_Exist" },
			],
			...ok,
		});
		assert.equal(bench.world.store.tags("alice"), undefined);
		assert.equal(bench.write("alice", NICK, "A"), 40003);
	});

	it("deletes an account that is named twice once", () => {
		const bench = aBench({ quirks: { deletion: "allowed" } });
		const twice = { DeleteItem: [{ UserID: "alice" }, { UserID: "alice" }] };
		const items = bench.post(service("account_delete"), twice).ResultItem as readonly { readonly ResultCode: number }[];
		assert.deepEqual(
			items.map((item) => item.ResultCode),
			[0, 70107],
		);
	});

	it("deletes an admin's account, which may call all the same", () => {
		const bench = aBench({ quirks: { deletion: "allowed" } });
		bench.post(service("account_delete"), { DeleteItem: [{ UserID: "administrator" }] });
		assert.equal(bench.write("administrator", NICK, "Root"), 40003);
		assert.equal(bench.write("alice", NICK, "Alice"), 0);
	});

	const refused = [
		{ name: "an item without an id", body: { DeleteItem: ["alice"] } },
		{ name: "no list", body: {} },
		{ name: "101 accounts", body: { DeleteItem: many(101) } },
	];
	for (const c of refused) {
		it(`refuses ${c.name} with 70402`, () => {
			const bench = aBench({ quirks: { deletion: "allowed" } });
			assert.equal(bench.post(service("account_delete"), c.body).ErrorCode, 70402);
		});
	}
});
