import assert from "node:assert/strict";
import { ALLOW_TYPE, aBench, GENDER, LEVEL, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

const path = "profile/portrait_get";
const many = (length: number) => Array.from({ length }, (_, index) => `user${index}`);

describe("portrait_get", () => {
	it("answers the tags that are set, in the order asked", () => {
		const bench = aBench({
			accounts: { alice: { [NICK]: "Alice", [LEVEL]: 3, [TEAM]: "red" } },
			customFields: ["Team"],
		});
		const answer = bench.post(path, { To_Account: ["alice"], TagList: [TEAM, GENDER, LEVEL, NICK] });
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

	it("answers a missing account by itself", () => {
		const answer = aBench().post(path, { To_Account: ["alice", "nobody"], TagList: [NICK] });
		assert.equal(answer.ErrorCode, 0);
		assert.deepEqual(answer.Fail_Account, ["nobody"]);
		assert.deepEqual((answer.UserProfileItem as readonly unknown[])[1], {
			To_Account: "@TLS#NOT_FOUND",
			ResultCode: 40003,
			ResultInfo: "Err_Profile_Invalid_Account",
		});
	});

	it("answers an account or a tag asked twice once", () => {
		const answer = aBench().post(path, { To_Account: ["alice", "alice"], TagList: [NICK, NICK] });
		const items = answer.UserProfileItem as readonly { readonly ProfileItem: readonly unknown[] }[];
		assert.deepEqual([items.length, items[0]?.ProfileItem.length], [1, 1]);
	});

	it("answers up to 100 accounts", () => {
		const answer = aBench().post(path, { To_Account: many(100), TagList: [NICK] });
		assert.equal((answer.UserProfileItem as readonly unknown[]).length, 100);
	});

	const refused = [
		{ name: "no list of accounts", code: 40002, body: { TagList: [NICK] } },
		{ name: "an empty list of accounts", code: 40002, body: { To_Account: [], TagList: [NICK] } },
		{ name: "a list of accounts that is text", code: 40001, body: { To_Account: "alice", TagList: [NICK] } },
		{ name: "101 accounts", code: 40001, body: { To_Account: many(101), TagList: [NICK] } },
		{ name: "an account that is a number", code: 60015, body: { To_Account: ["alice", 7], TagList: [NICK] } },
		{ name: "no list of tags", code: 40001, body: { To_Account: ["alice"] } },
		{ name: "an empty list of tags", code: 40001, body: { To_Account: ["alice"], TagList: [] } },
		{ name: "a tag that is a number", code: 40001, body: { To_Account: ["alice"], TagList: [7] } },
		{ name: "an unknown tag", code: 40009, body: { To_Account: ["alice"], TagList: [NICK, "faceURL"] } },
		{
			name: "a custom tag not declared",
			code: 40009,
			body: { To_Account: ["alice"], TagList: ["Tag_Profile_Custom_X"] },
		},
	];
	for (const c of refused) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			assert.equal(aBench().post(path, c.body).ErrorCode, c.code);
		});
	}

	it("leaves a value that was written empty out, as never set", () => {
		const bench = aBench();
		assert.equal(bench.write("alice", NICK, ""), 0);
		assert.deepEqual(bench.read("alice", NICK, ALLOW_TYPE), {});
	});

	it("writes numbers above 2^53 with all their digits", () => {
		const bench = aBench({ extraTags: { Tag_Big: "uint64" } });
		bench.world.store.change("alice", { Tag_Big: { uint64: "9007199254740993" } });
		const { reply } = bench.send(path, JSON.stringify({ To_Account: ["alice"], TagList: ["Tag_Big"] }));
		assert.match(reply.as === "whole" ? reply.body : "", /"Value":9007199254740993\}/);
	});
});
