import { findingKinds } from "../finding";
import { formatExpired, formatFinding, formatOutcome, formatSummary } from "../messages";
import type { Report } from "../report";

/** The most annotations of one level that GitHub shows for a step. Source: https://docs.github.com/actions */
const MOST_ANNOTATIONS = 10;

const commands = { error: "error", warning: "warning", note: "notice" } as const;

/**
 * A report as annotations of GitHub Actions, for the log of a step: at most ten of each level, the last of which counts the
 * rest.
 */
export function githubFormat(report: Report): string {
	const lines = (["error", "warning", "note"] as const).flatMap((level) => {
		const found = report.findings.filter(({ kind }) => findingKinds[kind].level === level);
		const rest = found.length - MOST_ANNOTATIONS;
		const shown = rest > 0 ? found.slice(0, MOST_ANNOTATIONS - 1) : found;
		const more = rest > 0 ? [annotation(commands[level], "drift", `and ${rest + 1} more`)] : [];
		return [
			...shown.map((finding) => annotation(commands[level], findingKinds[finding.kind].words, formatFinding(finding))),
			...more,
		];
	});
	const expired = report.expired.map((rule) => annotation("warning", "rule ended", formatExpired(rule)));
	return [...lines, ...expired, annotation("notice", formatOutcome(report), formatSummary(report)), ""].join("\n");
}

/** A workflow command. Source of the escapes: @actions/core, src/command.ts */
function annotation(command: string, title: string, message: string): string {
	return `::${command} title=${escapeProperty(`pulumi-tim drift: ${title}`)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
	return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
