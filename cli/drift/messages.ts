import { isUint64 } from "../../provider/model/compare";
import { getOrCreate } from "../../provider/util/core";
import { escapeControlCharacters } from "../../provider/util/text";
import { type ChangedBy, type Finding, findingKinds, isMoved, MASK, type ReportedValue, type Seen } from "./finding";
import type { IgnoreRule } from "./ignore";
import { type Report, type ResolvedFinding, summarize, worstOutcome } from "./report";

/** Formats a finding in one line: `support_bot nick: live moved: declared "Support", live "Renamed"`. */
export function formatFinding(finding: Finding): string {
	return `${formatTarget(finding)}: ${findingKinds[finding.kind].label}${formatDetail(finding)}`;
}

function formatDetail(finding: Finding): string {
	if (finding.reason !== undefined) return `: ${escapeControlCharacters(finding.reason)}`;
	return isMoved(finding) ? `: declared ${formatDeclared(finding)}, live ${formatValue(finding.live)}` : "";
}

/** Formats the declared value, followed by the value in the state if the program changed it: `"B2" (was "B")`. */
export function formatDeclared({ declared, state }: Pick<Finding, "declared" | "state">): string {
	const before = state === null ? " (new)" : ` (was ${formatValue(state)})`;
	return `${formatValue(declared)}${state === undefined ? "" : before}`;
}

/** Formats a value on one line: a text in quotes, with invisible characters escaped. */
export function formatValue(value: ReportedValue | undefined): string {
	if (value === undefined || value === null) return "(not set)";
	if (value === MASK || typeof value === "number") return String(value);
	return isUint64(value) ? value.uint64 : escapeControlCharacters(JSON.stringify(value));
}

/**
 * Groups the findings that could not be read or compared. The keys are the kind and the reason; the values are the
 * account IDs and input paths.
 */
export function groupByReason(findings: readonly Finding[]): ReadonlyMap<string, readonly string[]> {
	const groups = new Map<string, string[]>();
	for (const finding of findings) {
		if (finding.reason === undefined) continue;
		const title = `${findingKinds[finding.kind].label}: ${escapeControlCharacters(finding.reason)}`;
		getOrCreate(groups, title, () => []).push(formatTarget(finding));
	}
	return groups;
}

/** Formats the account ID and the input path of a finding: `alice nick`. */
export function formatTarget(finding: ResolvedFinding): string {
	return [targetName(finding), escapeControlCharacters(finding.path ?? "")].filter(Boolean).join(" ");
}

/** Returns the account ID of a finding, or the name of the resource if the account ID is unreadable. */
export function targetName({ account, urn }: Pick<Finding, "account" | "urn">): string {
	return account === undefined ? resourceName(urn) : escapeControlCharacters(account);
}

/** Returns the name of a resource: the last part of its URN. */
export function resourceName(urn: string): string {
	return escapeControlCharacters(urn.split("::").at(-1) ?? urn);
}

/** Formats the number of accounts by outcome: `5 accounts: 1 as declared, 3 drifted (4 attributes), 1 gone`. */
export function formatSummary(report: Report): string {
	const { accounts, asDeclared, drifted, gone, notChecked, attributes, ignored } = summarize(report);
	if (accounts === 0 && report.findings.length === 0) return "no profiles are declared";
	const parts = [
		`${asDeclared} as declared`,
		drifted > 0 && `${drifted} drifted (${pluralize(attributes, "attribute")})`,
		gone > 0 && `${gone} gone`,
		notChecked > 0 && `${notChecked} not fully checked`,
		ignored > 0 && `${pluralize(ignored, "finding")} ignored`,
	];
	return `${pluralize(accounts, "account")}: ${parts.filter(Boolean).join(", ")}`;
}

/** Formats a number with a noun, which is in the plural unless the number is 1. */
export function pluralize(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Formats the most severe outcome of a run. The same outcome determines the exit code. */
export function formatOutcome({ findings }: Pick<Report, "findings">): string {
	const texts = { gone: "account gone", drift: "drift", unread: "not fully checked", clean: "clean" };
	return texts[worstOutcome(findings)];
}

/**
 * Returns a line about the first run that found a finding, and a line about the account that made the change. Omits a
 * line if its data is undefined.
 */
export function formatTrace({ seen, changedBy }: Finding): readonly string[] {
	return [
		...(seen === undefined ? [] : [formatSeen(seen)]),
		...(changedBy === undefined ? [] : [`by ${formatChangedBy(changedBy)}, ${formatMinute(changedBy.time)}`]),
	];
}

function formatSeen({ first, times, change }: Seen): string {
	const start = `${change === "appeared" ? "new since" : "since"} ${formatMinute(first)}`;
	return `${start}${times === 1 ? "" : `, ${times} times`}${change === "changed" ? ", changed" : ""}`;
}

/** Formats the account that made a change, and its platform. */
export function formatChangedBy({ operator, platform, ours }: ChangedBy): string {
	const from = platform === undefined ? "" : ` (${escapeControlCharacters(platform)})`;
	return ours ? `this provider${from}` : `${escapeControlCharacters(operator)}${from}`;
}

function formatMinute(time: string): string {
	return `${toMinute(time)}Z`;
}

/** Formats an ISO 8601 time in UTC to the minute, without the time zone: `2026-03-01 10:00`. */
export function toMinute(time: string): string {
	return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

/** Formats an ignored finding, followed by the last day and the reason of its ignore rule. */
export function formatIgnored(finding: Finding): string {
	const { reason, until } = finding.ignored ?? { reason: "", until: "" };
	return `${formatFinding(finding)} (ignored until ${until}: ${escapeControlCharacters(reason)})`;
}

/** Formats a message about an ignore rule whose last day has passed. */
export function formatExpired(rule: IgnoreRule): string {
	const { until, reason } = rule;
	return `the ignore rule for ${formatScope(rule)} expired on ${until}: ${escapeControlCharacters(reason)}`;
}

/** Formats the globs of an ignore rule, and the live value that the rule accepts: `support_* nick live "Desk"`. */
export function formatScope({ account, tag, live }: IgnoreRule): string {
	const parts = [account, tag].flatMap((part) => (part === undefined ? [] : escapeControlCharacters(part)));
	return [...parts, ...(live === undefined ? [] : [`live ${formatValue(live)}`])].join(" ");
}
