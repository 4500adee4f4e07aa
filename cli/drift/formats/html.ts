import { html, raw } from "hono/html";
import { escapeControlCharacters } from "../../../provider/util/text";
import { escapeCiCommands, xmlEscapes } from "../../ci-commands";
import { driftExitCodes } from "../../exit-codes";
import { packageVersion } from "../../files";
import {
	type Finding,
	type FindingKind,
	findingKinds,
	hasLiveMoved,
	isMoved,
	MASK,
	type ReportedValue,
} from "../finding";
import type { AppliedRule, IgnoreRule } from "../ignore";
import {
	formatChangedBy,
	formatExpired,
	formatIgnored,
	formatOutcome,
	formatScope,
	formatSummary,
	formatTarget,
	formatValue,
	groupByReason,
	pluralize,
	targetName,
	toMinute,
} from "../messages";
import { countKinds, kindsOf, type Report, worstFirst, worstOutcome } from "../report";
import { CONTENT_SECURITY_POLICY, SCRIPT, STYLE } from "./html-assets";
import { trendSection } from "./trend";

/** The maximum number of rows in the table of findings. A line below states how many findings are omitted. */
const MAX_ROWS = 5000;

/** The maximum number of accounts that are listed for one reason. */
const MAX_NAMES = 1000;

type Html = ReturnType<typeof html>;

/**
 * Renders a report as a page that consists of one file and makes no request. The page can be read without its script,
 * which adds controls, and without its style.
 */
export function toHtml(report: Report): string {
	const outcome = worstOutcome(report.findings);
	const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drift report: ${formatOutcome(report)}, ${escapeControlCharacters(report.source)}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1 class="${outcome === "clean" ? "clean" : "error"}">Drift report: ${formatOutcome(report)}</h1>
<p>${formatSummary(report)}</p>
${facts(report)}
${counts(report)}
${report.runs?.length ? trendSection(report.runs) : ""}
${findingsSection(report)}
${unreadableSection(report.findings)}
${rulesSection(report)}
${expiredSection(report.expired)}
${resolvedSection(report.resolved ?? [])}
${nextSteps(report.findings)}
</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
	return escapeCiCommands(String(page), xmlEscapes);
}

function facts({ findings, source, time }: Report): Html {
	const { code, doc } = driftExitCodes[worstOutcome(findings)];
	return html`<dl>
<dt>Exit code</dt><dd>${code}: ${doc}</dd>
<dt>Source</dt><dd>${isolate(escapeControlCharacters(source))}</dd>
<dt>Time</dt><dd><time datetime="${time.toISOString()}">${formatTime(time.toISOString())}</time></dd>
<dt>Version</dt><dd>pulumi-tim ${packageVersion()}</dd>
</dl>`;
}

function counts({ findings }: Report): Html {
	if (findings.length === 0) return html``;
	const byKind = Object.entries(countKinds(findings)).map(
		([kind, count]) => [findingKinds[kind as FindingKind].label, count] as const,
	);
	const byInput = [...countBy(findings, ({ path = "" }) => escapeControlCharacters(path) || "(whole account)")];
	return html`<h2>Counts</h2>
<div class="counts">
${countTable("kind", byKind)}
${countTable(
	"input",
	byInput.sort(([, a], [, b]) => b - a),
)}
</div>`;
}

function countTable(title: string, rows: readonly (readonly [string, number])[]): Html {
	return html`<table><thead><tr><th scope="col">${title}</th><th scope="col" class="number">findings</th></tr></thead>
<tbody>${rows.map(
		([name, count]) => html`<tr><th scope="row">${isolate(name)}</th><td class="number">${count}</td></tr>
`,
	)}</tbody></table>`;
}

function countBy(findings: readonly Finding[], toName: (finding: Finding) => string): Map<string, number> {
	const result = new Map<string, number>();
	for (const finding of findings) result.set(toName(finding), (result.get(toName(finding)) ?? 0) + 1);
	return result;
}

/** The table of missing accounts and differences, the most severe kinds first. */
function findingsSection(report: Report): Html {
	const differences = worstFirst(report.findings.filter(({ reason }) => reason === undefined));
	if (differences.length === 0) return html``;
	const omitted = differences.length - MAX_ROWS;
	const columns = toColumns(report);
	return html`<h2 id="findings-title">Findings</h2>
<div class="scroll" role="region" aria-labelledby="findings-title" tabindex="0">
<table id="findings">
<thead><tr>${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>
${differences.slice(0, MAX_ROWS).map((finding) => findingRow(finding, columns))}</tbody>
</table>
</div>
${omitted > 0 ? html`<p>and ${omitted} more; <code>--format json</code> lists all</p>` : ""}`;
}

interface Column {
	readonly title: string;
	readonly cell: (finding: Finding) => Html | string;
	/** Whether the severity of the finding determines the colour of the cell. */
	readonly hasLevel?: boolean;
}

/** Returns the columns of the table of findings. The first one is the account. */
function toColumns({ hasEvents, resolved }: Report): readonly Column[] {
	return [
		{ title: "account", cell: (finding) => isolate(targetName(finding)) },
		{ title: "input", cell: ({ path = "" }) => isolate(escapeControlCharacters(path)) },
		{ title: "declared", cell: (finding) => declaredCell(finding) },
		{ title: "live", cell: (finding) => (isMoved(finding) ? formatCell(finding.live) : "") },
		{ title: "kind", cell: ({ kind }) => findingKinds[kind].label, hasLevel: true },
		...(hasEvents ? [{ title: "changed by", cell: changedByCell }] : []),
		...(resolved === undefined ? [] : [{ title: "since", cell: sinceCell }]),
	];
}

function findingRow(finding: Finding, [account, ...others]: readonly Column[]): Html {
	const { level } = findingKinds[finding.kind];
	const cells = others.map(({ cell, hasLevel }) =>
		hasLevel ? html`<td class="${level}">${cell(finding)}</td>` : html`<td>${cell(finding)}</td>`,
	);
	return html`<tr data-kind="${finding.kind}"><th scope="row">${account?.cell(finding)}</th>${cells}</tr>
`;
}

function declaredCell(finding: Finding): Html | string {
	const { declared, state } = finding;
	if (!isMoved(finding)) return "";
	if (state === undefined) return formatCell(declared);
	return html`${formatCell(declared)} (was ${formatCell(state)})`;
}

/** Formats a value. A value that is not set, and a secret, look different from text. */
function formatCell(value: ReportedValue | undefined): Html {
	if (value === undefined || value === null) return html`<i>not set</i>`;
	if (value === MASK) return html`<i>secret</i>`;
	return isolate(formatValue(value));
}

function changedByCell(finding: Finding): Html | string {
	const { changedBy } = finding;
	if (changedBy !== undefined) return html`${isolate(formatChangedBy(changedBy))}, ${formatTime(changedBy.time)}`;
	return hasLiveMoved(finding) ? "not recorded" : "";
}

function sinceCell({ seen }: Finding): string {
	if (seen === undefined) return "";
	const change = seen.change === undefined ? "" : `, ${seen.change === "appeared" ? "new" : "changed"}`;
	return `${formatTime(seen.first)}, ${pluralize(seen.times, "run")}${change}`;
}

/** Lists the values that could not be read or compared, grouped by kind and reason. */
function unreadableSection(findings: readonly Finding[]): Html {
	const byReason = groupByReason(findings);
	if (byReason.size === 0) return html``;
	return html`<h2>Not read or not compared</h2>
${[...byReason].map(
	([title, names]) => html`<h3>${isolate(title)}</h3>
${list(names.slice(0, MAX_NAMES), names.length - MAX_NAMES)}`,
)}`;
}

function rulesSection({ rules, ignored, strict }: Report): Html {
	if (rules.length === 0) return html``;
	return html`<h2>Ignore rules</h2>
${list(rules.map(formatRule))}
${
	strict && ignored.length > 0
		? html`<h3>Ignored findings</h3>
${list(ignored.slice(0, MAX_ROWS).map(formatIgnored), ignored.length - MAX_ROWS)}`
		: ""
}`;
}

function formatRule({ rule, hidden }: AppliedRule): string {
	return `${formatScope(rule)}: hides ${pluralize(hidden, "finding")} until ${rule.until} (${escapeControlCharacters(rule.reason)})`;
}

function expiredSection(rules: readonly IgnoreRule[]): Html {
	if (rules.length === 0) return html``;
	return html`<h2>Expired ignore rules</h2>
${list(rules.map(formatExpired))}`;
}

function resolvedSection(resolved: NonNullable<Report["resolved"]>): Html {
	if (resolved.length === 0) return html``;
	return html`<h2>Resolved since the last run</h2>
${list(resolved.slice(0, MAX_NAMES).map(formatTarget), resolved.length - MAX_NAMES)}`;
}

function nextSteps(findings: readonly Finding[]): Html {
	const found = kindsOf(findings);
	if (found.length === 0) return html``;
	return html`<h2>Next steps</h2>
<dl>${found.map(
		({ label, nextStep }) => html`<dt>${label}</dt><dd>${nextStep}</dd>
`,
	)}</dl>`;
}

function list(lines: readonly string[], omitted = 0): Html {
	return html`<ul>${lines.map(
		(line) => html`<li>${isolate(line)}</li>
`,
	)}${omitted > 0 ? html`<li>and ${omitted} more</li>` : ""}</ul>`;
}

/** Isolates the text direction of a text, so that right-to-left text in it does not reorder its surroundings. */
function isolate(text: string): Html {
	return text === "" ? html`` : html`<bdi>${text}</bdi>`;
}

function formatTime(time: string): string {
	return `${toMinute(time)} UTC`;
}
