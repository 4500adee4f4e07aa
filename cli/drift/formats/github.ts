import { escapeCiCommands, textEscapes } from "../../ci-commands";
import { type FindingKindInfo, findingKinds } from "../finding";
import { formatExpired, formatFinding, formatOutcome, formatSummary } from "../messages";
import { limitFindings, type Report } from "../report";

/** The maximum number of annotations of one level that GitHub shows for a step. Source: https://docs.github.com/actions */
const MAX_ANNOTATIONS = 10;

const commands = { error: "error", warning: "warning", note: "notice" } as const;

/** Renders a report as workflow commands of GitHub Actions, which annotate a step. */
export function toGitHubCommands(report: Report): string {
	const annotations = (["error", "warning", "note"] as const).flatMap((level) => annotateLevel(level, report));
	const expired = report.expired.map((rule) => annotation("warning", "ignore rule expired", formatExpired(rule)));
	const summary = annotation("notice", formatOutcome(report), formatSummary(report));
	return [...annotations, ...expired, summary, ""].join("\n");
}

/**
 * Returns the annotations for the findings of one level. If the level has more than ten findings, the tenth annotation
 * states how many findings are omitted.
 */
function annotateLevel(level: FindingKindInfo["level"], report: Report): readonly string[] {
	const findings = report.findings.filter(({ kind }) => findingKinds[kind].level === level);
	const isOverLimit = findings.length > MAX_ANNOTATIONS;
	const shown = isOverLimit ? limitFindings(findings, MAX_ANNOTATIONS - 1) : findings;
	return [
		...shown.map((finding) => annotation(commands[level], findingKinds[finding.kind].label, formatFinding(finding))),
		...(isOverLimit ? [annotation(commands[level], "drift", `and ${findings.length - shown.length} more`)] : []),
	];
}

/** Formats a workflow command. Source of the character escapes: @actions/core, src/command.ts */
function annotation(command: string, title: string, message: string): string {
	return `::${command} title=${escapeProperty(`pulumi-tim drift: ${title}`)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
	const escaped = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
	return escapeCiCommands(escaped, textEscapes);
}

function escapeProperty(text: string): string {
	return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
