import assert from "node:assert/strict";
import { buildFinding, buildReport } from "@/test/support/report";
import { render } from "./reports";

describe("toGitHubCommands", () => {
	it("annotates each finding with its level, and adds a summary", () => {
		const lines = render("github", buildReport()).split("\n");
		assert.deepEqual(
			lines.map((line) => line.split(" ")[0]),
			["::error", "::error", "::error", "::error", "::warning", "::warning", "::notice", "::notice", ""],
		);
		assert.equal(
			lines[1],
			'::error title=pulumi-tim drift%3A live moved::alice nick: live moved: declared "Alice", live "Hand"',
		);
	});

	for (const { count, last } of [
		{ count: 10, last: /custom\.9: live moved/ },
		{ count: 12, last: /^::error title=pulumi-tim drift%3A drift::and 3 more$/ },
	]) {
		it(`prints at most ten annotations for ${count} findings of the same level`, () => {
			const many = Array.from({ length: count }, (_, index) => buildFinding({ path: `custom.${index}` }));
			const lines = render("github", buildReport(many))
				.split("\n")
				.filter((line) => line.startsWith("::error"));
			assert.equal(lines.length, 10);
			assert.match(lines.at(-1) ?? "", last);
		});
	}

	it("escapes text that GitHub could read as another command", () => {
		const text = render("github", buildReport([buildFinding({ live: "x\n::error::y%0A" })]));
		assert.equal(text.split("\n").filter((line) => line.startsWith("::error")).length, 1);
		assert.match(text, /%250A/);
	});
});
