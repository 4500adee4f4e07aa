import assert from "node:assert/strict";
import type { Finding, ReportedValue } from "@/cli/drift/finding";
import { formatFinding, formatOutcome, formatSummary, formatValue } from "@/cli/drift/messages";
import { buildFinding, buildReport, everyKind } from "@/test/support/report";

describe("the words of a report", () => {
	const values: readonly (readonly [ReportedValue | undefined, string])[] = [
		["A", '"A"'],
		['a "b"', '"a \\"b\\""'],
		["", '""'],
		["\u200b\u2028\t", '"\\u{200b}\\u{2028}\\t"'],
		["\ud800", '"\\ud800"'],
		[3, "3"],
		[{ uint64: "18446744073709551615" }, "18446744073709551615"],
		[null, "(not set)"],
		["[secret]", "[secret]"],
	];
	for (const [value, words] of values) {
		it(`write ${JSON.stringify(value)} as ${words}`, () => assert.equal(formatValue(value), words));
	}

	const lines = [
		"gone: account gone",
		'alice nick: live moved: declared "Alice", live "Hand"',
		"alice level: live moved: declared 3, live (not set)",
		'bob nick: both moved: declared "B2" (was "B"), live "X"',
		'carol nick: code moved: declared "C2" (new), live "C"',
		"dave: not readable: account 70051 account is blocked; ask why",
		"erin custom.Team: not compared: the value is encrypted in the input",
	];
	for (const [at, line] of lines.entries()) {
		it(`say ${line}`, () => assert.equal(formatFinding(everyKind[at] ?? buildFinding()), line));
	}

	it("name the resource where the account is not known", () => {
		const { account, ...nameless } = buildFinding({ kind: "not-compared", reason: "r" });
		assert.equal(formatFinding({ ...nameless, urn: "urn:pulumi:dev::bots::t::team" }), "team nick: not compared: r");
	});

	const ends: readonly { findings: readonly Finding[]; words: string; summary: string }[] = [
		{ findings: [], words: "clean", summary: "1 account: 1 as declared" },
		{ findings: [buildFinding()], words: "drift", summary: "2 accounts: 1 as declared, 1 drifted (1 attribute)" },
		{ findings: everyKind.slice(5), words: "not checked", summary: "3 accounts: 1 as declared, 2 not checked in full" },
		{
			findings: everyKind.slice(0, 2),
			words: "account gone",
			summary: "3 accounts: 1 as declared, 1 drifted (1 attribute), 1 gone",
		},
	];
	for (const { findings, words, summary } of ends) {
		it(`sum up ${summary}`, () => {
			assert.equal(formatOutcome({ findings }), words);
			assert.equal(formatSummary(buildReport(findings)), summary);
		});
	}

	it("say when nothing is declared", () => {
		assert.equal(formatSummary(buildReport([], { accounts: [] })), "no profiles are declared");
	});
});
