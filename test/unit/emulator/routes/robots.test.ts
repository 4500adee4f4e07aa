import assert from "node:assert/strict";
import { aBench, type Bench, NICK } from "@/test/unit/emulator/in-memory-emulator";

const IMAGE = "Tag_Profile_IM_Image";

const SIGNATURE = "Tag_Profile_IM_SelfSignature";

const ROBOT = "@RBT#faq";

const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

const create = (bench: Bench, body: object) => bench.post("openim_robot_http_svc/create_robot", body);

const remove = (bench: Bench, body: object) => bench.post("openim_robot_http_svc/delete_robot", body);

const list = (bench: Bench) => bench.post("openim_robot_http_svc/get_all_robots", {});

const many = (length: number) =>
	Object.fromEntries(Array.from({ length }, (_, index) => [`@RBT#${index}`, {}] as const));

describe("create_robot", () => {
	it("makes a robot with a profile, as an account like any other", () => {
		const bench = aBench();
		const body = { UserID: ROBOT, Nick: "FAQ", FaceUrl: "http://a", SelfSignature: "Ask me" };
		assert.deepEqual(create(bench, body), ok);
		const profile = { [NICK]: "FAQ", [IMAGE]: "http://a", [SIGNATURE]: "Ask me" };
		assert.deepEqual(bench.read(ROBOT, NICK, IMAGE, SIGNATURE), profile);
		assert.equal(bench.write(ROBOT, NICK, "Help"), 0);
		assert.deepEqual(bench.post("im_open_login_svc/account_check", { CheckItem: [{ UserID: ROBOT }] }).ResultItem, [
			{ UserID: ROBOT, ResultCode: 0, ResultInfo: "", AccountStatus: "Imported" },
		]);
	});

	it("makes one robot of two equal calls, and leaves what is absent or empty as it is", () => {
		const bench = aBench();
		create(bench, { UserID: ROBOT, Nick: "FAQ", FaceUrl: "http://a" });
		assert.deepEqual(create(bench, { UserID: ROBOT, Nick: "", SelfSignature: "Ask me" }), ok);
		assert.deepEqual(list(bench).Robot_Account, [ROBOT]);
		assert.deepEqual(bench.world.store.tags(ROBOT), { [NICK]: "FAQ", [IMAGE]: "http://a", [SIGNATURE]: "Ask me" });
	});

	it("refuses the 21st robot with 10008, counts only those that exist, and has no other limit", () => {
		const bench = aBench({ accounts: many(19), maxAccounts: 1 });
		assert.equal(create(bench, { UserID: "@RBT#19" }).ErrorCode, 0);
		assert.equal(create(bench, { UserID: ROBOT }).ErrorCode, 10008);
		assert.equal(create(bench, { UserID: "@RBT#19", Nick: "Again" }).ErrorCode, 0);
		remove(bench, { Robot_Account: "@RBT#3" });
		assert.deepEqual(create(bench, { UserID: ROBOT }), ok);
	});

	const refused = [
		{ name: "no id", code: 10004, body: {} },
		{ name: "an id that is a number", code: 10004, body: { UserID: 5 } },
		{ name: "an id without the prefix", code: 10004, body: { UserID: "faq" } },
		{ name: "the prefix alone", code: 10004, body: { UserID: "@RBT#" } },
		{ name: "an id of 33 bytes", code: 10004, body: { UserID: `@RBT#${"a".repeat(28)}` } },
		{ name: "an id beyond ASCII", code: 10004, body: { UserID: "@RBT#é" } },
		{ name: "a nick that is a number", code: 10004, body: { UserID: ROBOT, Nick: 5 } },
		{ name: "a signature of 501 bytes", code: 10004, body: { UserID: ROBOT, SelfSignature: "a".repeat(501) } },
		{ name: "a sensitive avatar", code: 80001, body: { UserID: ROBOT, FaceUrl: "http://rude" } },
	];
	for (const { name, code, body } of refused) {
		it(`refuses ${name} with ${code}`, () => {
			const bench = aBench({ quirks: { sensitiveWords: ["rude"] } });
			assert.equal(create(bench, body).ErrorCode, code);
			assert.deepEqual(list(bench).Robot_Account, []);
		});
	}

	it("takes an id of 32 bytes", () => {
		assert.deepEqual(create(aBench(), { UserID: `@RBT#${"a".repeat(27)}` }), ok);
	});
});

describe("delete_robot", () => {
	it("makes the robot an account that does not exist, until it is created again", () => {
		const bench = aBench({ accounts: { [ROBOT]: { [NICK]: "FAQ" } }, quirks: { reimport: "refused" } });
		assert.deepEqual(remove(bench, { Robot_Account: ROBOT }), ok);
		assert.deepEqual(list(bench), { Robot_Account: [], ...ok });
		assert.equal(bench.read(ROBOT, NICK), undefined);
		assert.equal(bench.write(ROBOT, NICK, "A"), 40003);
		assert.deepEqual(create(bench, { UserID: ROBOT }), ok);
		assert.deepEqual(bench.read(ROBOT, NICK), {});
	});

	for (const Robot_Account of [undefined, 5, "alice", ["@RBT#faq"]]) {
		it(`refuses ${JSON.stringify(Robot_Account)} with 10004`, () => {
			const bench = aBench();
			assert.equal(remove(bench, { Robot_Account }).ErrorCode, 10004);
			assert.deepEqual(bench.world.store.tags("alice"), { [NICK]: "Alice" });
		});
	}
});

describe("get_all_robots", () => {
	it("lists robots and no other accounts", () => {
		const bench = aBench({ accounts: { alice: {}, "@RBT#2": {}, "@RBT#1": {} } });
		assert.deepEqual(list(bench), { Robot_Account: ["@RBT#2", "@RBT#1"], ...ok });
	});

	it("shuffles its answer where answers are", () => {
		const bench = aBench({ accounts: many(20), quirks: { order: "shuffled" } });
		const robots = list(bench).Robot_Account as string[];
		assert.notDeepEqual(robots, Object.keys(many(20)));
		assert.deepEqual([...robots].sort(), Object.keys(many(20)).sort());
	});
});
