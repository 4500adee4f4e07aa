import { equalValues } from "../../provider/model/compare";
import type { Finding } from "./finding";

/** One rule of an ignore file. */
export interface IgnoreRule {
	/** The accounts, as a glob. */
	readonly account: string;
	/** The attributes, as a glob over the input's name or the tag on the wire. Left out: all. */
	readonly tag?: string;
	/** The live value that is accepted; null for not set. Left out: any. */
	readonly live?: number | string | null;
	readonly reason: string;
	/** The last day on which it counts, in UTC: YYYY-MM-DD. */
	readonly until: string;
}

/** Findings sorted by rules. */
export interface IgnoreResult {
	/** What counts. */
	readonly findings: readonly Finding[];
	/** What a rule hides, each with the rule. */
	readonly ignored: readonly Finding[];
	/** Rules whose day is over: they hide nothing any more. */
	readonly expired: readonly IgnoreRule[];
}

/** Sorts findings by the rules that hold at a time. No rule hides an account that is gone or that could not be read. */
export function applyIgnoreRules(findings: readonly Finding[], rules: readonly IgnoreRule[], now: Date): IgnoreResult {
	const today = now.toISOString().slice(0, 10);
	const matchers = rules.filter(({ until }) => until >= today).map(matcherOf);
	const sorted = findings.map((finding) => {
		const rule = canBeIgnored(finding) ? matchers.find(({ matches }) => matches(finding))?.rule : undefined;
		return rule === undefined ? finding : { ...finding, ignored: { reason: rule.reason, until: rule.until } };
	});
	return {
		findings: sorted.filter(({ ignored }) => ignored === undefined),
		ignored: sorted.filter(({ ignored }) => ignored !== undefined),
		expired: rules.filter(({ until }) => until < today),
	};
}

function canBeIgnored({ kind, path }: Finding): boolean {
	return kind !== "account-gone" && (kind !== "not-readable" || path !== undefined);
}

/** Globs over names, in which a slash or a leading dot or exclamation mark is a sign like any other. */
const globOptions = { bash: true, dot: true, nonegate: true };

function matcherOf(rule: IgnoreRule) {
	const picomatch = require("picomatch") as typeof import("picomatch");
	const isAccount = picomatch(rule.account, globOptions);
	const isTag = rule.tag === undefined ? () => true : picomatch(rule.tag, globOptions);
	const matches = (finding: Finding) =>
		isAccount(finding.account ?? "") &&
		(isTag(finding.path ?? "") || isTag(finding.tag ?? "")) &&
		isAccepted(rule, finding);
	return { rule, matches };
}

function isAccepted({ live }: IgnoreRule, { tag = "", secret = false, ...finding }: Finding): boolean {
	if (live === undefined) return true;
	if (secret || finding.live === undefined) return false;
	return equalValues(tag, live ?? undefined, finding.live ?? undefined);
}
