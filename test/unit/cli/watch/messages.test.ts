import assert from "node:assert/strict";
import { changeMessage, driftMessage, isPowerOfTen, resultMessage, summaryMessage } from "@/cli/watch/messages";
import { createEvent } from "./event";

describe("pulumi-tim watch", () => {
	it("reports the account, the tags, the operator and the time of a change", () => {
		const tags = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level"];
		const line = "alice: Tag_Profile_IM_Nick, Tag_Profile_IM_Level changed by carol (Web) at 2026-03-01T10:00:00.000Z";
		assert.equal(changeMessage(createEvent({ tags })), line);
	});

	it("omits an unknown platform from the report of a change", () => {
		const { platform: _, ...event } = createEvent();
		assert.match(changeMessage(event), / by carol at 2026/);
	});

	it("reports a change of declared inputs with their paths", () => {
		const line = driftMessage(createEvent(), ["nick", "custom.Team"]);
		assert.equal(line, "drift: alice: nick, custom.Team changed by carol (Web) at 2026-03-01T10:00:00.000Z");
	});

	it("escapes control characters and invisible characters in the report of a change", () => {
		const line = changeMessage(createEvent({ account: "a\u001b[2Jb", operator: "c\u202ed\n", tags: ["t\u0085"] }));
		assert.match(line, /^a\\u\{1b\}\[2Jb: t\\u\{85\} changed by c\\u\{202e\}d\\u\{a\} \(Web\)/);
	});

	it("reports a rejected call with the number of such calls, and reports no other call", () => {
		const message =
			"rejected a call with an invalid signature; check that the webhook token equals the token in the console (10 so far)";
		assert.equal(resultMessage("bad signature", 10), message);
		assert.deepEqual([resultMessage("recorded", 1), resultMessage("ignored", 1)], [undefined, undefined]);
	});

	it("logs the 1st, the 10th, the 100th and the 1000th rejected call", () => {
		const logged = Array.from({ length: 1000 }, (_, index) => index + 1).filter(isPowerOfTen);
		assert.deepEqual(logged, [1, 10, 100, 1000]);
	});

	it("prints the number of calls by result at the end", () => {
		assert.equal(summaryMessage({ recorded: 3, "bad signature": 1 }), "calls: 3 recorded, 1 bad signature");
		assert.equal(summaryMessage({}), "no calls received");
	});
});
