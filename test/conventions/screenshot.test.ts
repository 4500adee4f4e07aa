import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildExamplePage } from "@/test/support/example-report";
import { root } from "./sources";

describe("the picture of the HTML report in docs/drift.md", () => {
	const document = readFileSync(join(root, "docs/drift.md"), "utf8");

	it("shows the page that the command writes; if the test fails, run npm run screenshot", () => {
		assert.match(document, /!\[[^\]]{40,}\]\(drift-report\.png\)/);
		const [, hash] = /drift-report\.png: page ([0-9a-f]{64})/.exec(document) ?? [];
		assert.equal(hash, buildExamplePage().hash);
	});

	it("is a PNG file of at most 200 kB", () => {
		const picture = readFileSync(join(root, "docs/drift-report.png"));
		assert.equal(picture.subarray(1, 4).toString("latin1"), "PNG");
		assert.ok(picture.length <= 200_000, `${picture.length} bytes`);
	});
});
