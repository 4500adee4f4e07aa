import assert from "node:assert/strict";
import { createInMemoryEmulator, type InMemoryEmulator, NICK } from "@/test/unit/emulator/in-memory-emulator";

const IMAGE = "Tag_Profile_IM_Image";

const SIGNATURE = "Tag_Profile_IM_SelfSignature";

const ROBOT = "@RBT#faq";

const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

const create = (emulator: InMemoryEmulator, body: object) => emulator.post("openim_robot_http_svc/create_robot", body);

const remove = (emulator: InMemoryEmulator, body: object) => emulator.post("openim_robot_http_svc/delete_robot", body);

const list = (emulator: InMemoryEmulator) => emulator.post("openim_robot_http_svc/get_all_robots", {});

const many = (length: number) =>
	Object.fromEntries(Array.from({ length }, (_, index) => [`@RBT#${index}`, {}] as const));

describe("create_robot", () => {
	it("creates a robot, which is an account with a profile", () => {
		const emulator = createInMemoryEmulator();
		const body = { UserID: ROBOT, Nick: "FAQ", FaceUrl: "http://a", SelfSignature: "Ask me" };
		assert.deepEqual(create(emulator, body), ok);
		const profile = { [NICK]: "FAQ", [IMAGE]: "http://a", [SIGNATURE]: "Ask me" };
		assert.deepEqual(emulator.read(ROBOT, NICK, IMAGE, SIGNATURE), profile);
		assert.equal(emulator.write(ROBOT, NICK, "Help"), 0);
		assert.deepEqual(emulator.post("im_open_login_svc/account_check", { CheckItem: [{ UserID: ROBOT }] }).ResultItem, [
			{ UserID: ROBOT, ResultCode: 0, ResultInfo: "", AccountStatus: "Imported" },
		]);
	});

	it("updates an existing robot, and keeps the values of absent and empty fields", () => {
		const emulator = createInMemoryEmulator();
		create(emulator, { UserID: ROBOT, Nick: "FAQ", FaceUrl: "http://a" });
		assert.deepEqual(create(emulator, { UserID: ROBOT, Nick: "", SelfSignature: "Ask me" }), ok);
		assert.deepEqual(list(emulator).Robot_Account, [ROBOT]);
		assert.deepEqual(emulator.state.store.tags(ROBOT), { [NICK]: "FAQ", [IMAGE]: "http://a", [SIGNATURE]: "Ask me" });
	});

	it("refuses the 21st robot with 10008, regardless of the maximum number of accounts", () => {
		const emulator = createInMemoryEmulator({ accounts: many(19), maxAccounts: 1 });
		assert.equal(create(emulator, { UserID: "@RBT#19" }).ErrorCode, 0);
		assert.equal(create(emulator, { UserID: ROBOT }).ErrorCode, 10008);
		assert.equal(create(emulator, { UserID: "@RBT#19", Nick: "Again" }).ErrorCode, 0);
		remove(emulator, { Robot_Account: "@RBT#3" });
		assert.deepEqual(create(emulator, { UserID: ROBOT }), ok);
	});

	const refused = [
		{ name: "a body without a UserID", code: 10004, body: {} },
		{ name: "a UserID that is a number", code: 10004, body: { UserID: 5 } },
		{ name: "a UserID without the prefix", code: 10004, body: { UserID: "faq" } },
		{ name: "a UserID that is only the prefix", code: 10004, body: { UserID: "@RBT#" } },
		{ name: "a UserID of 33 bytes", code: 10004, body: { UserID: `@RBT#${"a".repeat(28)}` } },
		{ name: "a UserID that is not ASCII", code: 10004, body: { UserID: "@RBT#é" } },
		{ name: "a nick that is a number", code: 10004, body: { UserID: ROBOT, Nick: 5 } },
		{ name: "a signature of 501 bytes", code: 10004, body: { UserID: ROBOT, SelfSignature: "a".repeat(501) } },
		{ name: "an avatar with a sensitive word", code: 80001, body: { UserID: ROBOT, FaceUrl: "http://rude" } },
	];
	for (const { name, code, body } of refused) {
		it(`refuses ${name} with ${code}`, () => {
			const emulator = createInMemoryEmulator({ quirks: { sensitiveWords: ["rude"] } });
			assert.equal(create(emulator, body).ErrorCode, code);
			assert.deepEqual(list(emulator).Robot_Account, []);
		});
	}

	it("accepts a UserID of 32 bytes", () => {
		assert.deepEqual(create(createInMemoryEmulator(), { UserID: `@RBT#${"a".repeat(27)}` }), ok);
	});
});

describe("delete_robot", () => {
	it("deletes a robot, which can be created again immediately", () => {
		const emulator = createInMemoryEmulator({
			accounts: { [ROBOT]: { [NICK]: "FAQ" } },
			quirks: { reimport: "refused" },
		});
		assert.deepEqual(remove(emulator, { Robot_Account: ROBOT }), ok);
		assert.deepEqual(list(emulator), { Robot_Account: [], ...ok });
		assert.equal(emulator.read(ROBOT, NICK), undefined);
		assert.equal(emulator.write(ROBOT, NICK, "A"), 40003);
		assert.deepEqual(create(emulator, { UserID: ROBOT }), ok);
		assert.deepEqual(emulator.read(ROBOT, NICK), {});
	});

	for (const Robot_Account of [undefined, 5, "alice", ["@RBT#faq"]]) {
		it(`refuses the Robot_Account ${JSON.stringify(Robot_Account)} with 10004`, () => {
			const emulator = createInMemoryEmulator();
			assert.equal(remove(emulator, { Robot_Account }).ErrorCode, 10004);
			assert.deepEqual(emulator.state.store.tags("alice"), { [NICK]: "Alice" });
		});
	}
});

describe("get_all_robots", () => {
	it("lists robots but no other accounts", () => {
		const emulator = createInMemoryEmulator({ accounts: { alice: {}, "@RBT#2": {}, "@RBT#1": {} } });
		assert.deepEqual(list(emulator), { Robot_Account: ["@RBT#2", "@RBT#1"], ...ok });
	});

	it("shuffles the robots if the quirk order is shuffled", () => {
		const emulator = createInMemoryEmulator({ accounts: many(20), quirks: { order: "shuffled" } });
		const robots = list(emulator).Robot_Account as string[];
		assert.notDeepEqual(robots, Object.keys(many(20)));
		assert.deepEqual([...robots].sort(), Object.keys(many(20)).sort());
	});
});
