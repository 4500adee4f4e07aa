import assert from "node:assert/strict";
import { aBench, GENDER, LEVEL, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

const path = "profile/portrait_set";
const nick = { Tag: NICK, Value: "A" };

describe("portrait_set", () => {
	it("changes the listed tags and no others", () => {
		const bench = aBench();
		const answer = bench.post(path, {
			From_Account: "alice",
			ProfileItem: [
				{ Tag: LEVEL, Value: 5 },
				{ Tag: TEAM, Value: "red" },
			],
		});
		assert.deepEqual(answer, { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "", ErrorDisplay: "" });
		assert.deepEqual(bench.world.store.tags("alice"), { [NICK]: "Alice", [LEVEL]: 5, [TEAM]: "red" });
	});

	it("takes the last of two values for one tag", () => {
		const bench = aBench();
		bench.post(path, { From_Account: "alice", ProfileItem: [nick, { Tag: NICK, Value: "B" }] });
		assert.equal(bench.world.store.tags("alice")?.[NICK], "B");
	});

	it("writes nothing when one item is invalid, and answers the first one's code", () => {
		const bench = aBench();
		const items = [nick, { Tag: GENDER, Value: "x" }, { Tag: LEVEL, Value: "5" }];
		assert.equal(bench.post(path, { From_Account: "alice", ProfileItem: items }).ErrorCode, 40605);
		assert.deepEqual(bench.world.store.tags("alice"), { [NICK]: "Alice" });
	});

	it("writes an admin like any account", () => {
		assert.equal(aBench().write("administrator", NICK, "Root"), 0);
	});

	it("stores a number above 2^53 exactly", () => {
		const bench = aBench({ extraTags: { Tag_Big: "uint64" } });
		bench.send(path, '{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Big","Value":18446744073709551615}]}');
		assert.deepEqual(bench.world.store.tags("alice")?.Tag_Big, { uint64: "18446744073709551615" });
		assert.deepEqual(bench.world.log.records[0]?.body, {
			From_Account: "alice",
			ProfileItem: [{ Tag: "Tag_Big", Value: { uint64: "18446744073709551615" } }],
		});
	});

	const refused = [
		{ name: "no account", code: 40001, body: { ProfileItem: [nick] } },
		{ name: "an account that is a number", code: 60015, body: { From_Account: 7, ProfileItem: [nick] } },
		{ name: "no items", code: 40001, body: { From_Account: "nobody" } },
		{ name: "an empty list of items", code: 40001, body: { From_Account: "nobody", ProfileItem: [] } },
		{ name: "an item that is text", code: 40001, body: { From_Account: "alice", ProfileItem: [nick, "x"] } },
		{ name: "an item without a tag", code: 40001, body: { From_Account: "alice", ProfileItem: [{ Value: "A" }] } },
		{ name: "an item without a value", code: 40001, body: { From_Account: "alice", ProfileItem: [{ Tag: NICK }] } },
		{ name: "a missing account", code: 40003, body: { From_Account: "nobody", ProfileItem: [{ Tag: "x", Value: 1 }] } },
		{
			name: "an unknown tag",
			code: 40009,
			body: { From_Account: "alice", ProfileItem: [{ Tag: "faceURL", Value: "" }] },
		},
	];
	for (const c of refused) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			assert.equal(aBench().post(path, c.body).ErrorCode, c.code);
		});
	}
});
