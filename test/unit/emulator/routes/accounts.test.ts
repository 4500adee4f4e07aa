import assert from "node:assert/strict";
import { createInMemoryEmulator, NICK } from "@/test/unit/emulator/in-memory-emulator";

const service = (command: string) => `im_open_login_svc/${command}`;

const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

const many = (length: number) => Array.from({ length }, (_, index) => ({ UserID: `user${index}` }));

describe("account_check", () => {
	it("reports which accounts exist", () => {
		const answer = createInMemoryEmulator().post(service("account_check"), {
			CheckItem: [{ UserID: "alice" }, { UserID: "missing" }],
		});
		assert.deepEqual(answer, {
			ResultItem: [
				{ UserID: "alice", ResultCode: 0, ResultInfo: "", AccountStatus: "Imported" },
				{ UserID: "missing", ResultCode: 0, ResultInfo: "", AccountStatus: "NotImported" },
			],
			...ok,
		});
	});

	it("refuses 101 accounts with 70402", () => {
		assert.equal(createInMemoryEmulator().post(service("account_check"), { CheckItem: many(101) }).ErrorCode, 70402);
	});
});

describe("ResultItem", () => {
	const calls = [
		{ command: "account_check", list: "CheckItem" },
		{ command: "account_delete", list: "DeleteItem" },
	];
	for (const { command, list } of calls) {
		it(`contains every account of ${command}, in random order if the quirk order is shuffled`, () => {
			const emulator = createInMemoryEmulator({ quirks: { deletion: "allowed", order: "shuffled" } });
			const items = emulator.post(service(command), { [list]: many(100) }).ResultItem as { readonly UserID: string }[];
			const ids = items.map(({ UserID }) => UserID);
			const asked = many(100).map(({ UserID }) => UserID);
			assert.notDeepEqual(ids, asked);
			assert.deepEqual([...ids].sort(), [...asked].sort());
		});
	}
});

describe("account_delete", () => {
	it("deletes existing accounts, and reports missing ones", () => {
		const emulator = createInMemoryEmulator({ quirks: { deletion: "allowed" } });
		const answer = emulator.post(service("account_delete"), {
			DeleteItem: [{ UserID: "alice" }, { UserID: "missing" }],
		});
		assert.deepEqual(answer, {
			ResultItem: [
				{ UserID: "alice", ResultCode: 0, ResultInfo: "" },
				{ UserID: "missing", ResultCode: 70107, ResultInfo: "Err_TLS_PT_Open_Login_Account_Not_Exist" },
			],
			...ok,
		});
		assert.equal(emulator.state.store.tags("alice"), undefined);
		assert.equal(emulator.write("alice", NICK, "A"), 40003);
	});

	it("deletes a repeated account once, and then reports it as missing", () => {
		const emulator = createInMemoryEmulator({ quirks: { deletion: "allowed" } });
		const twice = { DeleteItem: [{ UserID: "alice" }, { UserID: "alice" }] };
		const items = emulator.post(service("account_delete"), twice).ResultItem as readonly {
			readonly ResultCode: number;
		}[];
		assert.deepEqual(
			items.map((item) => item.ResultCode),
			[0, 70107],
		);
	});

	it("deletes the account of an admin, and still accepts calls that the admin makes", () => {
		const emulator = createInMemoryEmulator({ quirks: { deletion: "allowed" } });
		emulator.post(service("account_delete"), { DeleteItem: [{ UserID: "administrator" }] });
		assert.equal(emulator.write("administrator", NICK, "Root"), 40003);
		assert.equal(emulator.write("alice", NICK, "Alice"), 0);
	});

	const refused = [
		{ name: "an item without a UserID", body: { DeleteItem: ["alice"] } },
		{ name: "a body without a list", body: {} },
		{ name: "101 accounts", body: { DeleteItem: many(101) } },
	];
	for (const c of refused) {
		it(`refuses ${c.name} with 70402`, () => {
			const emulator = createInMemoryEmulator({ quirks: { deletion: "allowed" } });
			assert.equal(emulator.post(service("account_delete"), c.body).ErrorCode, 70402);
		});
	}
});
