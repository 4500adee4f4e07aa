import assert from "node:assert/strict";
import { changeMessage, driftMessage, isPowerOfTen, resultMessage, summaryMessage } from "@/cli/watch/messages";
import { createEvent } from "@/test/unit/cli/watch/event";

describe("the lines of a watch", () => {
	it("name account, tags, who and when", () => {
		const tags = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level"];
		const line = "alice: Tag_Profile_IM_Nick, Tag_Profile_IM_Level changed by carol (Web) at 2026-03-01T10:00:00.000Z";
		assert.equal(changeMessage(createEvent({ tags })), line);
	});

	it("leave out a platform that is not known", () => {
		const { platform: _, ...event } = createEvent();
		assert.match(changeMessage(event), / by carol at 2026/);
	});

	it("spell inputs of a declared account as a program does", () => {
		const line = driftMessage(createEvent(), ["nick", "custom.Team"]);
		assert.equal(line, "drift: alice: nick, custom.Team changed by carol (Web) at 2026-03-01T10:00:00.000Z");
	});

	it("spell out what would steer a terminal or cannot be seen", () => {
		const line = changeMessage(createEvent({ account: "a\u001b[2Jb", operator: "c\u202ed\n", tags: ["t\u0085"] }));
		assert.match(line, /^a\\u\{1b\}\[2Jb: t\\u\{85\} changed by c\\u\{202e\}d\\u\{a\} \(Web\)/);
	});

	it("say of what went wrong how often it did, and nothing of what is usual", () => {
		const words = "refused a call with a bad signature; check the token against the console's (10 so far)";
		assert.equal(resultMessage("bad signature", 10), words);
		assert.deepEqual([resultMessage("recorded", 1), resultMessage("ignored", 1)], [undefined, undefined]);
	});

	it("come at the 1st, 10th and 100th, so that a flood of calls is none of lines", () => {
		const worth = Array.from({ length: 1000 }, (_, index) => index + 1).filter(isPowerOfTen);
		assert.deepEqual(worth, [1, 10, 100, 1000]);
	});

	it("sum up at the end", () => {
		assert.equal(summaryMessage({ recorded: 3, "bad signature": 1 }), "calls: 3 recorded, 1 bad signature");
		assert.equal(summaryMessage({}), "no calls came in");
	});
});
