import assert from "node:assert/strict";
import { changeMessage, driftMessage, isPowerOfTen, resultMessage, summaryMessage } from "@/cli/watch/messages";
import { createEvent } from "./event";

describe("the messages of a watch", () => {
	it("name account, tags, operator and time", () => {
		const tags = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level"];
		const line = "alice: Tag_Profile_IM_Nick, Tag_Profile_IM_Level changed by carol (Web) at 2026-03-01T10:00:00.000Z";
		assert.equal(changeMessage(createEvent({ tags })), line);
	});

	it("omit an unknown platform", () => {
		const { platform: _, ...event } = createEvent();
		assert.match(changeMessage(event), / by carol at 2026/);
	});

	it("name declared inputs by their paths", () => {
		const line = driftMessage(createEvent(), ["nick", "custom.Team"]);
		assert.equal(line, "drift: alice: nick, custom.Team changed by carol (Web) at 2026-03-01T10:00:00.000Z");
	});

	it("escape control characters and invisible characters", () => {
		const line = changeMessage(createEvent({ account: "a\u001b[2Jb", operator: "c\u202ed\n", tags: ["t\u0085"] }));
		assert.match(line, /^a\\u\{1b\}\[2Jb: t\\u\{85\} changed by c\\u\{202e\}d\\u\{a\} \(Web\)/);
	});

	it("count the calls that failed, and are empty for the others", () => {
		const message = "rejected a call with an invalid signature; check the token against the console (10 so far)";
		assert.equal(resultMessage("bad signature", 10), message);
		assert.deepEqual([resultMessage("recorded", 1), resultMessage("ignored", 1)], [undefined, undefined]);
	});

	it("are logged for the 1st, 10th and 100th call", () => {
		const logged = Array.from({ length: 1000 }, (_, index) => index + 1).filter(isPowerOfTen);
		assert.deepEqual(logged, [1, 10, 100, 1000]);
	});

	it("summarize the calls", () => {
		assert.equal(summaryMessage({ recorded: 3, "bad signature": 1 }), "calls: 3 recorded, 1 bad signature");
		assert.equal(summaryMessage({}), "no calls received");
	});
});
