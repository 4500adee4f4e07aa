import assert from "node:assert/strict";
import { ALLOW_TYPE, createInMemoryEmulator, GENDER, LEVEL, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

const GET = "profile/portrait_get";
const SET = "profile/portrait_set";
const nick = { Tag: NICK, Value: "A" };
const many = (length: number) => Array.from({ length }, (_, index) => `user${index}`);

describe("portrait_get", () => {
	it("returns the tags that are set, in the order of the request", () => {
		const emulator = createInMemoryEmulator({
			accounts: { alice: { [NICK]: "Alice", [LEVEL]: 3, [TEAM]: "red" } },
			customFields: ["Team"],
		});
		const answer = emulator.post(GET, { To_Account: ["alice"], TagList: [TEAM, GENDER, LEVEL, NICK] });
		assert.deepEqual(answer, {
			UserProfileItem: [
				{
					To_Account: "alice",
					ProfileItem: [
						{ Tag: TEAM, Value: "red" },
						{ Tag: LEVEL, Value: 3 },
						{ Tag: NICK, Value: "Alice" },
					],
					ResultCode: 0,
					ResultInfo: "",
				},
			],
			ActionStatus: "OK",
			ErrorCode: 0,
			ErrorInfo: "",
			ErrorDisplay: "",
		});
	});

	it("returns an error code in the item of a missing account", () => {
		const answer = createInMemoryEmulator().post(GET, { To_Account: ["alice", "missing"], TagList: [NICK] });
		assert.equal(answer.ErrorCode, 0);
		assert.deepEqual(answer.Fail_Account, ["missing"]);
		assert.deepEqual((answer.UserProfileItem as readonly unknown[])[1], {
			To_Account: "@TLS#NOT_FOUND",
			ResultCode: 40003,
			ResultInfo: "Err_Profile_Invalid_Account",
		});
	});

	it("returns a repeated account or tag once", () => {
		const answer = createInMemoryEmulator().post(GET, { To_Account: ["alice", "alice"], TagList: [NICK, NICK] });
		const items = answer.UserProfileItem as readonly { readonly ProfileItem: readonly unknown[] }[];
		assert.deepEqual([items.length, items[0]?.ProfileItem.length], [1, 1]);
	});

	it("returns up to 100 accounts", () => {
		const answer = createInMemoryEmulator().post(GET, { To_Account: many(100), TagList: [NICK] });
		assert.equal((answer.UserProfileItem as readonly unknown[]).length, 100);
	});

	const refused = [
		{ name: "a body without a list of accounts", code: 40002, body: { TagList: [NICK] } },
		{ name: "an empty list of accounts", code: 40002, body: { To_Account: [], TagList: [NICK] } },
		{ name: "a string instead of a list of accounts", code: 40001, body: { To_Account: "alice", TagList: [NICK] } },
		{ name: "101 accounts", code: 40001, body: { To_Account: many(101), TagList: [NICK] } },
		{ name: "an account that is a number", code: 60015, body: { To_Account: ["alice", 7], TagList: [NICK] } },
		{ name: "a body without a list of tags", code: 40001, body: { To_Account: ["alice"] } },
		{ name: "an empty list of tags", code: 40001, body: { To_Account: ["alice"], TagList: [] } },
		{ name: "a tag that is a number", code: 40001, body: { To_Account: ["alice"], TagList: [7] } },
		{ name: "an unknown tag", code: 40009, body: { To_Account: ["alice"], TagList: [NICK, "faceURL"] } },
		{
			name: "an undeclared custom tag",
			code: 40009,
			body: { To_Account: ["alice"], TagList: ["Tag_Profile_Custom_X"] },
		},
	];
	for (const c of refused) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			assert.equal(createInMemoryEmulator().post(GET, c.body).ErrorCode, c.code);
		});
	}

	it("omits a tag whose value is empty", () => {
		const emulator = createInMemoryEmulator();
		assert.equal(emulator.write("alice", NICK, ""), 0);
		assert.deepEqual(emulator.read("alice", NICK, ALLOW_TYPE), {});
	});

	it("returns numbers above 2^53 with all their digits", () => {
		const emulator = createInMemoryEmulator({ extraTags: { Tag_Big: "uint64" } });
		emulator.state.store.change("alice", { Tag_Big: { uint64: "9007199254740993" } });
		const { reply } = emulator.send(GET, JSON.stringify({ To_Account: ["alice"], TagList: ["Tag_Big"] }));
		assert.match(reply.as === "whole" ? reply.body : "", /"Value":9007199254740993\}/);
	});
});

describe("portrait_set", () => {
	it("changes the given tags and keeps the others", () => {
		const emulator = createInMemoryEmulator();
		const answer = emulator.post(SET, {
			From_Account: "alice",
			ProfileItem: [
				{ Tag: LEVEL, Value: 5 },
				{ Tag: TEAM, Value: "red" },
			],
		});
		assert.deepEqual(answer, { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "", ErrorDisplay: "" });
		assert.deepEqual(emulator.state.store.tags("alice"), { [NICK]: "Alice", [LEVEL]: 5, [TEAM]: "red" });
	});

	it("stores the last of two values for one tag", () => {
		const emulator = createInMemoryEmulator();
		emulator.post(SET, { From_Account: "alice", ProfileItem: [nick, { Tag: NICK, Value: "B" }] });
		assert.equal(emulator.state.store.tags("alice")?.[NICK], "B");
	});

	it("writes nothing if an item is invalid, and returns the code of the first invalid item", () => {
		const emulator = createInMemoryEmulator();
		const items = [nick, { Tag: GENDER, Value: "x" }, { Tag: LEVEL, Value: "5" }];
		assert.equal(emulator.post(SET, { From_Account: "alice", ProfileItem: items }).ErrorCode, 40605);
		assert.deepEqual(emulator.state.store.tags("alice"), { [NICK]: "Alice" });
	});

	it("writes an admin's profile", () => {
		assert.equal(createInMemoryEmulator().write("administrator", NICK, "Root"), 0);
	});

	it("stores a number above 2^53 exactly", () => {
		const emulator = createInMemoryEmulator({ extraTags: { Tag_Big: "uint64" } });
		emulator.send(SET, '{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Big","Value":18446744073709551615}]}');
		assert.deepEqual(emulator.state.store.tags("alice")?.Tag_Big, { uint64: "18446744073709551615" });
		assert.deepEqual(emulator.state.requestLog.records[0]?.body, {
			From_Account: "alice",
			ProfileItem: [{ Tag: "Tag_Big", Value: { uint64: "18446744073709551615" } }],
		});
	});

	const refused = [
		{ name: "a body without an account", code: 40001, body: { ProfileItem: [nick] } },
		{ name: "an account that is a number", code: 60015, body: { From_Account: 7, ProfileItem: [nick] } },
		{ name: "a body without items", code: 40001, body: { From_Account: "missing" } },
		{ name: "an empty list of items", code: 40001, body: { From_Account: "missing", ProfileItem: [] } },
		{ name: "an item that is a string", code: 40001, body: { From_Account: "alice", ProfileItem: [nick, "x"] } },
		{ name: "an item without a tag", code: 40001, body: { From_Account: "alice", ProfileItem: [{ Value: "A" }] } },
		{ name: "an item without a value", code: 40001, body: { From_Account: "alice", ProfileItem: [{ Tag: NICK }] } },
		{
			name: "a missing account",
			code: 40003,
			body: { From_Account: "missing", ProfileItem: [{ Tag: "x", Value: 1 }] },
		},
		{
			name: "an unknown tag",
			code: 40009,
			body: { From_Account: "alice", ProfileItem: [{ Tag: "faceURL", Value: "" }] },
		},
	];
	for (const c of refused) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			assert.equal(createInMemoryEmulator().post(SET, c.body).ErrorCode, c.code);
		});
	}
});
