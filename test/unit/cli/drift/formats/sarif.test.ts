import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import type { Result } from "sarif";
import type { Report } from "@/cli/drift/report";
import { buildFinding, buildReport } from "@/test/support/report";
import { fullReport, render, reports } from "./reports";

describe("toSarif", () => {
	const file = join(dirname(require.resolve("@microsoft/jest-sarif")), "schemas/sarif-2.1.0-rtm.5.json");
	const { id, $schema, ...schema } = JSON.parse(readFileSync(file, "utf8")); // the schema declares draft 4, which ajv rejects
	const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
	const results = (report: Report) => JSON.parse(render("sarif", report)).runs[0].results;

	for (const { name, report } of reports) {
		it(`conforms to the schema of SARIF 2.1.0 for a report with ${name}`, () => {
			const document: unknown = JSON.parse(render("sarif", report));
			assert.ok(validate(document), JSON.stringify(validate.errors));
		});
	}

	it("marks results as new or updated, and marks ignored results as suppressed", () => {
		const [changed, appeared, unknown, ignored] = results(fullReport);
		assert.deepEqual(
			[changed.baselineState, appeared.baselineState, unknown.baselineState],
			["updated", "new", undefined],
		);
		assert.deepEqual(ignored.suppressions, [{ kind: "external", justification: "known" }]);
	});

	it("has the project file of the report as the location of every result", () => {
		const uris = (projectFile: string) =>
			results({ ...fullReport, projectFile }).map(
				(result: Result) => result.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
			);
		const uri = "infra/my%20bots/Pulumi.yml";
		assert.deepEqual(uris(uri), [uri, uri, uri, uri]);
	});

	it("escapes the placeholders and links of a message", () => {
		const [result] = results(buildReport([buildFinding({ declared: "{0} [x](http://a) [y]", live: "{}" })]));
		assert.match(result.message.text, /declared "\{\{0\}\} \\\[x\\\]\(http:\/\/a\) \\\[y\\\]", live "\{\{\}\}"$/);
	});

	it("escapes backslashes and braces, so that no text ends an escape", () => {
		const account = String.raw`\[x](http://a) {{0}}`;
		const [result] = results(buildReport([buildFinding({ account })]));
		assert.ok(result.message.text.startsWith(String.raw`\\\[x\](http://a) {{{{0}}}}`), result.message.text);
	});

	it("has at most 5,000 results, the most severe kinds first, and states how many are omitted", () => {
		const moved = Array.from({ length: 5001 }, (_, index) => buildFinding({ account: `a${index}` }));
		const gone = buildFinding({ kind: "account-gone", account: "gone" });
		const ignored = buildFinding({ ignored: { reason: "known", until: "2026-12-31" } });
		const document = JSON.parse(render("sarif", buildReport([...moved, gone], { strict: true, ignored: [ignored] })));
		const [{ results: shown, invocations }] = document.runs;
		assert.deepEqual([shown.length, shown[0].ruleId, shown[1].ruleId], [5000, "account-gone", "live-moved"]);
		assert.deepEqual(invocations[0].toolExecutionNotifications, [
			{ level: "note", message: { text: "3 more results are omitted; pulumi-tim drift --format json lists all" } },
		]);
		assert.ok(validate(document), JSON.stringify(validate.errors));
	});

	it("keeps the fingerprint of a finding if the live value changes", () => {
		const [before] = results(buildReport([buildFinding()]));
		const [after] = results(buildReport([buildFinding({ live: "another" })]));
		assert.deepEqual(after.partialFingerprints, before.partialFingerprints);
	});
});
