import { isUint64 } from "../../provider/model/compare";
import { escapeControlCharacters } from "../../provider/util";
import { type ChangedBy, type Finding, findingKinds, MASK, type ReportedValue } from "./finding";
import type { IgnoreRule } from "./ignore";
import { type Report, type Resolved, summaryOf, worstOutcome } from "./report";

/** A value in words: text in quotes, on one line, with every invisible character spelled out. */
export function formatValue(value: ReportedValue | undefined): string {
	if (value === undefined || value === null) return "(not set)";
	if (value === MASK || typeof value === "number") return String(value);
	return isUint64(value) ? value.uint64 : escapeControlCharacters(JSON.stringify(value));
}

/** The resource of a finding, without what all URNs of a stack share. */
export function resourceName(urn: string): string {
	return escapeControlCharacters(urn.split("::").at(-1) ?? urn);
}

/** What a finding is about: its account, or the resource where the account is not known. */
export function targetName({ account, urn }: Pick<Finding, "account" | "urn">): string {
	return account === undefined ? resourceName(urn) : escapeControlCharacters(account);
}

type Values = Pick<Finding, "declared" | "state">;

/** The declared value, and what was declared before: `"B2" (was "B")`. */
export function formatDeclared({ declared, state }: Values): string {
	const before = state === null ? " (new)" : ` (was ${formatValue(state)})`;
	return `${formatValue(declared)}${state === undefined ? "" : before}`;
}

/** A finding in one line: `support_bot nick: live moved: declared "Support", live "Renamed"`. */
export function formatFinding(finding: Finding): string {
	const about = [targetName(finding), finding.path && escapeControlCharacters(finding.path)].filter(Boolean).join(" ");
	return `${about}: ${findingKinds[finding.kind].words}${detailOf(finding)}`;
}

function detailOf({ kind, live, reason, ...values }: Finding): string {
	if (reason !== undefined) return `: ${escapeControlCharacters(reason)}`;
	if (!kind.endsWith("-moved")) return "";
	return `: declared ${formatDeclared(values)}, live ${formatValue(live)}`;
}

/** A report in a few words: `5 accounts: 1 as declared, 3 drifted (4 attributes), 1 gone`. */
export function formatSummary(report: Report): string {
	const { accounts, asDeclared, drifted, gone, notChecked, attributes, ignored } = summaryOf(report);
	if (accounts === 0 && report.findings.length === 0) return "no profiles are declared";
	const parts = [
		`${asDeclared} as declared`,
		drifted > 0 && `${drifted} drifted (${pluralize(attributes, "attribute")})`,
		gone > 0 && `${gone} gone`,
		notChecked > 0 && `${notChecked} not checked in full`,
		ignored > 0 && `${pluralize(ignored, "finding")} ignored`,
	];
	return `${pluralize(accounts, "account")}: ${parts.filter(Boolean).join(", ")}`;
}

/** What a report comes to, in a word or two: that of its exit code. */
export function formatOutcome({ findings }: Pick<Report, "findings">): string {
	const outcomes = { gone: "account gone", drift: "drift", unread: "not checked", clean: "clean" };
	return outcomes[worstOutcome(findings)];
}

/** A number of things: `1 account`, `2 accounts`. */
export function pluralize(number: number, what: string): string {
	return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Since when a finding is there, and who made the change, where that is known. */
export function formatTrace({ seen, changedBy }: Finding): readonly string[] {
	const times = seen === undefined || seen.times === 1 ? "" : `, ${seen.times} times`;
	return [
		...(seen === undefined ? [] : [`since ${minute(seen.first)}${times}`]),
		...(changedBy === undefined ? [] : [`by ${formatChangedBy(changedBy)}, ${minute(changedBy.time)}`]),
	];
}

/** Why a finding is hidden. */
export function formatIgnored({ ignored }: Finding): string {
	return ignored === undefined ? "" : `ignored until ${ignored.until}: ${escapeControlCharacters(ignored.reason)}`;
}

/** Something that is not found any more. */
export function formatResolved(resolved: Resolved): string {
	return [targetName(resolved), resolved.path && escapeControlCharacters(resolved.path)].filter(Boolean).join(" ");
}

/** A rule whose day is over. */
export function formatExpired({ account, tag, until, reason }: IgnoreRule): string {
	const about = [account, ...(tag === undefined ? [] : [tag])].map(escapeControlCharacters).join(" ");
	return `the ignore rule for ${about} ended on ${until}: ${escapeControlCharacters(reason)}`;
}

function formatChangedBy({ operator, platform, ours }: ChangedBy): string {
	const from = platform === undefined ? "" : ` (${escapeControlCharacters(platform)})`;
	return ours ? `ourselves${from}` : `${escapeControlCharacters(operator)}${from}`;
}

/** A time in ISO 8601 to the minute, in UTC. */
function minute(time: string): string {
	return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")}Z`;
}
