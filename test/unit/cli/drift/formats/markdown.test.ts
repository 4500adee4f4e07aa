import assert from "node:assert/strict";
import { buildFinding, buildReport } from "@/test/support/report";
import { render, specialReport } from "./reports";

describe("toMarkdown", () => {
	it("prints each finding on one line, and escapes Markdown and HTML", () => {
		const text = render("markdown", specialReport);
		const rows = text.split("\n").filter((line) => line.startsWith("|"));
		assert.ok(rows.length >= 4);
		for (const row of rows) assert.equal(row.split("|").length, 7, row);
		assert.doesNotMatch(text, /<b>|\[a\]\(b\)|`x`|https:\/\//);
	});

	it("puts each at sign in an element, so that GitHub finds no email address and no name of a user", () => {
		const live = "a@evil.com mailto:a@evil.com xmpp:a@b.com @user";
		const text = render(
			"markdown",
			buildReport([buildFinding({ account: "@RBT#a@b.com", live })], { source: "a@b.com" }),
		);
		assert.match(text, /xmpp:a<span>&#64;<\/span>b\.com/);
		assert.equal(text.match(/<span>&#64;<\/span>/g)?.length, 7);
		assert.doesNotMatch(text.replaceAll("<span>&#64;</span>", ""), /@|&#64;/);
	});

	it("limits the number of rows, and prints the number of omitted findings", () => {
		const many = Array.from({ length: 250 }, (_, index) => buildFinding({ path: `custom.${index}` }));
		const text = render("markdown", buildReport(many));
		assert.match(text, /\nand 50 more\n/);
		assert.ok(text.length < 65_536);
	});
});
