import assert from "node:assert/strict";
import type { Finding, ReportedValue } from "@/cli/drift/finding";
import {
	formatDeclared,
	formatExpired,
	formatFinding,
	formatIgnored,
	formatOutcome,
	formatSummary,
	formatTarget,
	formatTrace,
	formatValue,
} from "@/cli/drift/messages";
import { buildFinding, buildReport, everyKind } from "@/test/support/report";

describe("formatValue", () => {
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
	for (const [value, text] of values) {
		it(`formats ${JSON.stringify(value)} as ${text}`, () => assert.equal(formatValue(value), text));
	}
});

describe("formatFinding", () => {
	const lines = [
		"gone: account gone",
		'alice nick: live moved: declared "Alice", live "Hand"',
		"alice level: live moved: declared 3, live (not set)",
		'bob nick: both moved: declared "B2" (was "B"), live "X"',
		'carol nick: code moved: declared "C2" (new), live "C"',
		"dave: not readable: account 70051 account is blocked; ask why",
		"erin custom.Team: not compared: the declared value is encrypted",
	];
	for (const [index, line] of lines.entries()) {
		it(`formats ${line}`, () => assert.equal(formatFinding(everyKind[index] ?? buildFinding()), line));
	}

	it("uses the name of the resource if the account ID is unreadable", () => {
		const { account, ...unnamed } = buildFinding({ kind: "not-compared", reason: "r" });
		assert.equal(formatFinding({ ...unnamed, urn: "urn:pulumi:dev::bots::t::team" }), "team nick: not compared: r");
	});
});

describe("formatDeclared, formatTarget, formatTrace, formatIgnored and formatExpired", () => {
	const seen = { first: "2026-03-01T10:00:59.000Z", times: 1 };
	const changedBy = { time: "2026-03-01T09:59:30.000Z", operator: "mallory", platform: "Web", ours: false };
	const rule = { account: "old_*", reason: "was known", until: "2026-01-31" };
	const ignored = { reason: "a party", until: "2026-12-31" };
	const cases: readonly { readonly name: string; readonly actual: unknown; readonly expected: unknown }[] = [
		{
			name: "a declared value that the program did not change",
			actual: formatDeclared({ declared: "A" }),
			expected: '"A"',
		},
		{
			name: "a declared value that the program changed",
			actual: formatDeclared({ declared: "B", state: 3 }),
			expected: '"B" (was 3)',
		},
		{
			name: "a declared value that is new in the program",
			actual: formatDeclared({ declared: "B", state: null }),
			expected: '"B" (new)',
		},
		{
			name: "a target with control characters",
			actual: formatTarget(buildFinding({ account: "a\u0007" })),
			expected: "a\\u{7} nick",
		},
		{
			name: "a finding without a history and an operator as an empty list",
			actual: formatTrace(buildFinding()),
			expected: [],
		},
		{
			name: "the first run of a finding",
			actual: formatTrace(buildFinding({ seen })),
			expected: ["since 2026-03-01 10:00Z"],
		},
		{
			name: "a new finding",
			actual: formatTrace(buildFinding({ seen: { ...seen, change: "appeared" } })),
			expected: ["new since 2026-03-01 10:00Z"],
		},
		{
			name: "a changed finding",
			actual: formatTrace(buildFinding({ seen: { ...seen, times: 2, change: "changed" } })),
			expected: ["since 2026-03-01 10:00Z, 2 times, changed"],
		},
		{
			name: "the number of runs and the operator",
			actual: formatTrace(buildFinding({ seen: { ...seen, times: 4 }, changedBy })),
			expected: ["since 2026-03-01 10:00Z, 4 times", "by mallory (Web), 2026-03-01 09:59Z"],
		},
		{
			name: "a change that this package made",
			actual: formatTrace(buildFinding({ changedBy: { ...changedBy, ours: true } })),
			expected: ["by this provider (Web), 2026-03-01 09:59Z"],
		},
		{
			name: "an ignored finding",
			actual: formatIgnored({ ...buildFinding(), ignored }),
			expected: 'alice nick: live moved: declared "Alice", live "Hand" (ignored until 2026-12-31: a party)',
		},
		{
			name: "an expired ignore rule",
			actual: formatExpired(rule),
			expected: "the ignore rule for old_* expired on 2026-01-31: was known",
		},
		{
			name: "an expired ignore rule for one tag",
			actual: formatExpired({ ...rule, tag: "nick" }),
			expected: "the ignore rule for old_* nick expired on 2026-01-31: was known",
		},
	];
	for (const { name, actual, expected } of cases) {
		it(`format ${name}`, () => assert.deepEqual(actual, expected));
	}
});

describe("formatSummary", () => {
	const cases: readonly {
		readonly findings: readonly Finding[];
		readonly outcome: string;
		readonly summary: string;
	}[] = [
		{ findings: [], outcome: "clean", summary: "1 account: 1 as declared" },
		{ findings: [buildFinding()], outcome: "drift", summary: "2 accounts: 1 as declared, 1 drifted (1 attribute)" },
		{
			findings: everyKind.slice(5),
			outcome: "not fully checked",
			summary: "3 accounts: 1 as declared, 2 not fully checked",
		},
		{
			findings: everyKind.slice(0, 2),
			outcome: "account gone",
			summary: "3 accounts: 1 as declared, 1 drifted (1 attribute), 1 gone",
		},
	];
	for (const { findings, outcome, summary } of cases) {
		it(`formats ${summary} with the outcome ${outcome}`, () => {
			assert.equal(formatOutcome({ findings }), outcome);
			assert.equal(formatSummary(buildReport(findings)), summary);
		});
	}

	it("reports that no profiles are declared", () => {
		assert.equal(formatSummary(buildReport([], { accounts: [] })), "no profiles are declared");
	});
});
