import assert from "node:assert/strict";
import { createInMemoryEmulator, NICK } from "@/test/unit/emulator/in-memory-emulator";

const IMAGE = "Tag_Profile_IM_Image";

const service = (command: string) => `im_open_login_svc/${command}`;

const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

const many = (length: number) => Array.from({ length }, (_, index) => ({ UserID: `user${index}` }));

describe("account_import", () => {
	for (const key of ["UserID", "Identifier"]) {
		it(`creates the account that the body names in ${key}`, () => {
			const emulator = createInMemoryEmulator();
			assert.deepEqual(
				emulator.post(service("account_import"), { [key]: "carol", Nick: "Carol", FaceUrl: "http://a" }),
				ok,
			);
			assert.deepEqual(emulator.state.store.tags("carol"), { [NICK]: "Carol", [IMAGE]: "http://a" });
		});
	}

	it("updates an existing account, and keeps the values of absent and empty fields", () => {
		const emulator = createInMemoryEmulator();
		assert.deepEqual(emulator.post(service("account_import"), { UserID: "alice", Nick: "", FaceUrl: "http://a" }), ok);
		assert.deepEqual(emulator.state.store.tags("alice"), { [NICK]: "Alice", [IMAGE]: "http://a" });
	});

	const refused = [
		{ name: "a body without a UserID", code: 70402, body: {} },
		{ name: "an empty UserID", code: 70402, body: { UserID: "" } },
		{ name: "a UserID of 33 bytes", code: 70402, body: { UserID: "a".repeat(33) } },
		{ name: "a UserID that is not ASCII", code: 70402, body: { UserID: "zoë" } },
		{ name: "the UserID of a robot", code: 70402, body: { UserID: "@RBT#1" } },
		{ name: "the ID of a group", code: 70402, body: { UserID: "@TGS#1" } },
		{ name: "a nick that is a number", code: 70402, body: { UserID: "carol", Nick: 5 } },
		{ name: "a nick of 501 bytes", code: 40601, body: { UserID: "carol", Nick: "a".repeat(501) } },
	];
	for (const c of refused) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			const emulator = createInMemoryEmulator();
			assert.equal(emulator.post(service("account_import"), c.body).ErrorCode, c.code);
			assert.deepEqual(emulator.state.store.accounts(), ["administrator", "alice", "bob"]);
		});
	}

	it("refuses a new account above the maximum with 70398, and accepts an existing account", () => {
		const emulator = createInMemoryEmulator({ maxAccounts: 3, accounts: { alice: {}, bob: {}, "@RBT#1": {} } });
		assert.equal(emulator.post(service("account_import"), { UserID: "carol" }).ErrorCode, 70398);
		assert.equal(emulator.post(service("account_import"), { UserID: "alice" }).ErrorCode, 0);
	});
});

describe("multiaccount_import", () => {
	it("accepts a list of objects and a list of UserIDs", () => {
		const emulator = createInMemoryEmulator();
		const list = [{ UserID: "carol", Nick: "Carol" }, { UserID: "alice" }];
		assert.deepEqual(emulator.post(service("multiaccount_import"), { AccountList: list }), { FailAccounts: [], ...ok });
		assert.deepEqual(emulator.post(service("multiaccount_import"), { Accounts: ["dave"] }), {
			FailAccounts: [],
			...ok,
		});
		assert.deepEqual(emulator.state.store.tags("carol"), { [NICK]: "Carol" });
		assert.deepEqual(emulator.state.store.tags("dave"), {});
	});

	it("refuses accounts of a trial app above a total of 100, not counting deleted accounts", () => {
		const emulator = createInMemoryEmulator({ trial: true });
		const ids = many(100).map(({ UserID }) => UserID);
		const failed = () => emulator.post(service("multiaccount_import"), { Accounts: ids }).FailAccounts;
		assert.deepEqual(failed(), ids.slice(97));
		emulator.post(service("account_delete"), { DeleteItem: [{ UserID: "alice" }, { UserID: "bob" }] });
		assert.deepEqual(failed(), ids.slice(99));
		emulator.post(service("account_delete"), { DeleteItem: [{ UserID: "user0" }] });
		assert.deepEqual(failed(), ids.slice(99));
	});

	it("lists the refused accounts, and creates the other accounts", () => {
		const emulator = createInMemoryEmulator();
		const answer = emulator.post(service("multiaccount_import"), { Accounts: ["@TLS#x", "carol"] });
		assert.deepEqual(answer, { FailAccounts: ["@TLS#x"], ...ok });
		assert.deepEqual(emulator.state.store.tags("carol"), {});
	});

	const refused = [
		{ name: "a body without a list", body: {} },
		{ name: "an empty list", body: { AccountList: [] } },
		{ name: "101 accounts", body: { AccountList: many(101) } },
		{ name: "a UserID that is a number", body: { Accounts: [5] } },
	];
	for (const c of refused) {
		it(`refuses ${c.name} with 70402`, () => {
			assert.equal(createInMemoryEmulator().post(service("multiaccount_import"), c.body).ErrorCode, 70402);
		});
	}
});
