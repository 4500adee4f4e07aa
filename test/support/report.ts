import type { Finding } from "@/cli/drift/finding";
import type { Report } from "@/cli/drift/report";
import { LEVEL, NICK, TEAM } from "./builders";
import { urnOf } from "./stack-export";

/** Returns a finding: the nick of alice was changed in the service. `changes` override its properties. */
export function buildFinding(changes: Partial<Finding> = {}): Finding {
	return {
		...{ kind: "live-moved", urn: urnOf("alice"), account: "alice", path: "nick", tag: NICK },
		...{ declared: "Alice", live: "Hand" },
		...changes,
	};
}

/** One finding of each kind. */
export const everyKind: readonly Finding[] = [
	{ kind: "account-gone", urn: urnOf("gone"), account: "gone" },
	buildFinding(),
	buildFinding({ path: "level", tag: LEVEL, declared: 3, live: null }),
	{ ...buildFinding({ kind: "both-moved", urn: urnOf("bob"), account: "bob" }), declared: "B2", state: "B", live: "X" },
	{
		...buildFinding({ kind: "code-moved", urn: urnOf("carol"), account: "carol" }),
		declared: "C2",
		state: null,
		live: "C",
	},
	{ kind: "not-readable", urn: urnOf("dave"), account: "dave", reason: "account 70051 account is blocked; ask why" },
	{
		...{ kind: "not-compared", urn: urnOf("erin"), account: "erin", path: "custom.Team", tag: TEAM },
		reason: "the declared value is encrypted",
	},
];

/**
 * Returns a report on the accounts in `findings` and on one account without drift. `changes` override its properties.
 */
export function buildReport(findings: readonly Finding[] = everyKind, changes: Partial<Report> = {}): Report {
	const found = new Map(findings.map(({ urn, account = "" }) => [`${urn} ${account}`, { urn, account }]));
	return {
		time: new Date("2026-03-02T10:00:00.000Z"),
		source: "stack dev",
		projectFile: "Pulumi.yaml",
		durationMs: 12,
		accounts: [...found.values(), { urn: urnOf("quiet"), account: "quiet" }],
		findings,
		...{ ignored: [], strict: false, rules: [], expired: [], hasEvents: false },
		...changes,
	};
}
