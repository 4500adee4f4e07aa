import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { findingKindNames } from "@/cli/drift/finding";
import { buildFinding, buildReport, everyKind } from "@/test/support/report";
import { urnOf } from "@/test/support/stack-export";
import { fullReport, render, specialReport } from "./reports";

/** Returns the texts of the elements with a name, without tags. */
function textsOf(page: string, element: string): readonly string[] {
	const found = page.matchAll(new RegExp(`<${element}(?: [^>]*)?>(.*?)</${element}>`, "gs"));
	return [...found].map(([, content = ""]) => content.replaceAll(/<[^>]*>/g, ""));
}

describe("toHtml", () => {
	it("has the outcome, the counts, the findings, what was not compared, and the next steps, in this order", () => {
		const page = render("html", buildReport());
		assert.deepEqual(textsOf(page, "h1"), ["Drift report: account gone"]);
		assert.deepEqual(textsOf(page, "h2"), ["Counts", "Findings", "Not read or not compared", "Next steps"]);
		assert.match(page, /<dd>3: a declared account does not exist in the service<\/dd>/);
		assert.match(page, /<time datetime="2026-03-02T10:00:00.000Z">2026-03-02 10:00 UTC<\/time>/);
	});

	it("lists ignore rules, ended rules and resolved findings", () => {
		const [rule] = fullReport.expired;
		assert.ok(rule !== undefined);
		const active = { rule: { ...rule, account: "desk_*", until: "2026-12-31" }, hidden: 1 };
		const page = render("html", { ...fullReport, rules: [active] });
		assert.deepEqual(textsOf(page, "h2").slice(2), [
			"Ignore rules",
			"Expired ignore rules",
			"Resolved since the last run",
			"Next steps",
		]);
		assert.match(page, /desk_\* nick live \(not set\): hides 1 finding until 2026-12-31 \(was known\)/);
		assert.match(page, /the ignore rule for old_\* nick live \(not set\) expired on 2026-01-31: was known/);
		assert.match(page, /<h3>Ignored findings<\/h3>\n<ul><li><bdi>alice nick: live moved/);
	});

	it("has a row for each difference, the most severe first, and a header for its account", () => {
		const page = render("html", buildReport([...everyKind].reverse()));
		const rows = [...page.matchAll(/<tr data-kind="([^"]*)"><th scope="row"><bdi>(.*?)<\/bdi><\/th>/g)];
		assert.deepEqual(
			rows.map(([, kind, account]) => [kind, account]),
			[
				["account-gone", "gone"],
				["both-moved", "bob"],
				["live-moved", "alice"],
				["live-moved", "alice"],
				["code-moved", "carol"],
			],
		);
	});

	it("shows who changed a value and since when, only if events and a history were read", () => {
		const page = render("html", { ...fullReport, hasEvents: true });
		assert.match(page, /<th scope="col">changed by<\/th><th scope="col">since<\/th>/);
		assert.match(
			page,
			/<td><bdi>mallory \(Web\)<\/bdi>, 2026-03-01 10:00 UTC<\/td><td>2026-03-01 10:00 UTC, 2 runs, changed<\/td>/,
		);
		assert.match(page, /<td>not recorded<\/td><td>2026-03-01 10:00 UTC, 1 run, new<\/td>/);
		assert.doesNotMatch(render("html", buildReport()), /changed by|since/);
	});

	it("distinguishes values that are not set, and secrets, from text", () => {
		const live = ["not set", "secret", null, "[secret]" as const];
		const findings = live.map((value, index) =>
			buildFinding({ account: `a${index}`, live: value, secret: index === 3 }),
		);
		const page = render("html", buildReport(findings));
		for (const cell of ['<bdi>"not set"</bdi>', '<bdi>"secret"</bdi>', "<i>not set</i>", "<i>secret</i>"]) {
			assert.ok(page.replaceAll("&quot;", '"').includes(`<td>${cell}</td>`), cell);
		}
	});

	it("escapes markup and spells out invisible characters in every text", () => {
		const page = render("html", specialReport);
		const content = page.replace(/<script>.*<\/script>/s, "");
		for (const text of ["<b>", "\u0000", "\u001b", "\u202e", 'evil.example"']) assert.ok(!content.includes(text));
		assert.match(page, /\\u\{202e\}/);
	});

	it("allows only its own style and script, and no request", () => {
		const page = render("html", buildReport());
		const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
		const decoded = policy.replaceAll("&#39;", "'");
		assert.match(decoded, /^default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'sha256-/);
		for (const element of ["style", "script"]) {
			const [, content = ""] = new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(page) ?? [];
			const hash = createHash("sha256").update(content).digest("base64");
			assert.ok(decoded.includes(`${element}-src 'sha256-${hash}'`), element);
		}
		assert.doesNotMatch(page, / (style|on\w+|src|href|action)=/);
	});

	it("limits the number of rows, and prints the number of omitted findings", () => {
		const many = Array.from({ length: 5003 }, (_, index) => buildFinding({ path: `custom.${index}` }));
		const page = render("html", buildReport(many));
		assert.equal(page.match(/<tr data-kind/g)?.length, 5000);
		assert.match(page, /<p>and 3 more; <code>--format json<\/code> lists all<\/p>/);
	});

	it("takes at most 100 kB without findings, also with a history of 400 runs", () => {
		const counts = Object.fromEntries(findingKindNames.map((kind) => [kind, 100_000]));
		const runs = Array.from({ length: 400 }, (_, index) => ({
			...{ time: new Date(Date.UTC(2026, 0, index + 1)).toISOString(), exitCode: 3 },
			counts: { ...counts, "live-moved": index * 250 },
		}));
		const page = render("html", buildReport([], { resolved: [], runs }));
		assert.ok(page.length < 100_000, `${page.length} bytes`);
	});

	it("takes at most 0.5 kB for each finding with values of 64 bytes", () => {
		const empty = render("html", buildReport([])).length;
		const values = { declared: "d".repeat(64), live: "l".repeat(64) };
		const seen = { first: "2026-03-01T10:00:00.000Z", times: 12 };
		const findings = Array.from({ length: 1000 }, (_, index) =>
			buildFinding({ account: `support_desk_number_${index}`, urn: urnOf(`desk-${index}`), ...values, seen }),
		);
		const report = { ...buildReport(findings, { resolved: [] }), hasEvents: true };
		const perFinding = (render("html", report).length - empty) / findings.length;
		assert.ok(perFinding < 500, `${perFinding} bytes for each finding`);
	});

	it("is the same for the same report", () => {
		assert.equal(render("html", fullReport), render("html", fullReport));
	});
});
