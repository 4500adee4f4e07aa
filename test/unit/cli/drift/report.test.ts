import assert from "node:assert/strict";
import type { Finding } from "@/cli/drift/finding";
import { countKinds, limitFindings, summarize, toExitCode, worstFirst, worstOutcome } from "@/cli/drift/report";
import { buildFinding, buildReport, everyKind } from "@/test/support/report";

describe("summarize", () => {
	it("counts accounts and attributes", () => {
		assert.deepEqual(summarize(buildReport()), {
			...{ accounts: 7, asDeclared: 1, drifted: 3, gone: 1, notChecked: 2, attributes: 4, ignored: 0 },
		});
	});

	it("counts an account once in each category, and does not count a resource without an account ID as declared", () => {
		const { account, ...unnamed } = buildFinding({ kind: "not-compared", reason: "r" });
		const findings = [buildFinding(), buildFinding({ path: "level" }), unnamed];
		const { accounts } = buildReport([buildFinding()]);
		assert.deepEqual(summarize({ accounts, findings, ignored: [buildFinding()] }), {
			...{ accounts: 2, asDeclared: 1, drifted: 1, gone: 0, notChecked: 1, attributes: 2, ignored: 1 },
		});
	});
});

describe("worstOutcome", () => {
	const [gone, liveMoved, , bothMoved, codeMoved, notReadable, notCompared] = everyKind;
	const cases: readonly { readonly findings: readonly (Finding | undefined)[]; readonly outcome: string }[] = [
		{ findings: [], outcome: "clean" },
		{ findings: [notCompared], outcome: "unread" },
		{ findings: [notReadable], outcome: "unread" },
		{ findings: [notReadable, codeMoved], outcome: "drift" },
		{ findings: [bothMoved], outcome: "drift" },
		{ findings: [liveMoved, gone, notCompared], outcome: "gone" },
	];
	for (const { findings, outcome } of cases) {
		const found = findings.filter((finding) => finding !== undefined);
		it(`returns ${outcome} for ${found.map(({ kind }) => kind).join(", ") || "no findings"}`, () => {
			assert.equal(worstOutcome(found), outcome);
		});
	}
});

describe("toExitCode", () => {
	it("is 1 for a failed notification only if the run is clean", () => {
		const failed = { hasNotifyFailed: true };
		assert.deepEqual([toExitCode([], failed), toExitCode([buildFinding()], failed)], [1, 2]);
		assert.deepEqual([toExitCode([]), toExitCode([buildFinding()])], [0, 2]);
	});
});

describe("worstFirst", () => {
	it("sorts findings by kind, and keeps the order of findings of one kind", () => {
		const gone = buildFinding({ kind: "account-gone", account: "gone" });
		const [first, second] = [buildFinding({ account: "z" }), buildFinding({ account: "a" })];
		assert.deepEqual(worstFirst([first, second, gone]), [gone, first, second]);
	});
});

describe("limitFindings", () => {
	const gone: Finding = { kind: "account-gone", urn: "c", account: "c" };
	const findings = [
		buildFinding({ urn: "a", account: "a" }),
		buildFinding({ kind: "not-compared", urn: "b", account: "b" }),
		gone,
	];

	it("keeps the order of findings that are not too many", () => {
		assert.equal(limitFindings(findings, 3), findings);
	});

	it("returns the findings of the most severe kinds if there are more", () => {
		assert.deepEqual(limitFindings(findings, 2), [gone, findings[0]]);
		assert.deepEqual(limitFindings(findings, 1), [gone]);
	});
});

describe("countKinds", () => {
	it("counts the findings of each kind, the most severe kind first", () => {
		assert.deepEqual(Object.entries(countKinds([buildFinding(), ...everyKind].reverse())), [
			["account-gone", 1],
			["both-moved", 1],
			["live-moved", 3],
			["code-moved", 1],
			["not-readable", 1],
			["not-compared", 1],
		]);
	});
});
