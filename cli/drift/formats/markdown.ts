import { escapeControlCharacters } from "../../../provider/util/text";
import { type Finding, findingKinds, isMoved } from "../finding";
import {
	formatDeclared,
	formatExpired,
	formatIgnored,
	formatOutcome,
	formatSummary,
	formatTarget,
	formatTrace,
	formatValue,
	targetName,
} from "../messages";
import { kindsOf, limitFindings, type Report } from "../report";

/** The maximum number of table rows. A comment on GitHub can have at most 65,536 characters. */
const MAX_ROWS = 200;

/** Renders a report as Markdown for a comment or a job summary. */
export function toMarkdown(report: Report): string {
	const { findings } = report;
	const omitted = findings.length - MAX_ROWS;
	const blocks = [
		`### Drift report: ${formatOutcome(report)}\n\n${escapeMarkdown(formatSummary(report))} (${escapeMarkdown(report.source)})\n`,
		findings.length > 0 && findingsTable(limitFindings(findings, MAX_ROWS)),
		omitted > 0 && `and ${omitted} more\n`,
		nextSteps(findings),
		report.strict && list("Ignored", report.ignored.map(formatIgnored)),
		list("Resolved since the last run", (report.resolved ?? []).map(formatTarget)),
		list("Expired ignore rules", report.expired.map(formatExpired)),
	];
	return blocks.filter(Boolean).join("\n");
}

function findingsTable(findings: readonly Finding[]): string {
	const head = ["account", "input", "declared", "live", "what"];
	const rows = [head, head.map(() => "---"), ...findings.map(toCells)];
	return rows.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function toCells(finding: Finding): readonly string[] {
	const { kind, path = "", reason, live } = finding;
	const hasValues = isMoved(finding);
	const what = [findingKinds[kind].label, ...(reason === undefined ? [] : [reason]), ...formatTrace(finding)];
	return [
		code(targetName(finding)),
		code(path),
		hasValues ? code(formatDeclared(finding)) : "",
		hasValues ? code(formatValue(live)) : "",
		what.map(escapeMarkdown).join("<br>"),
	];
}

function nextSteps(findings: readonly Finding[]): string {
	const steps = kindsOf(findings).map(({ label, nextStep }) => `- **${label}**: ${escapeMarkdown(nextStep)}\n`);
	return steps.join("");
}

function list(title: string, lines: readonly string[]): string {
	return lines.length === 0 ? "" : `**${title}**\n\n${lines.map((line) => `- ${escapeMarkdown(line)}\n`).join("")}`;
}

/** Formats a text as code. Uses an HTML element, because a backtick in the text would end a code span of Markdown. */
function code(text: string): string {
	return text === "" ? "" : `<code>${escapeMarkdown(text)}</code>`;
}

/**
 * Replaces each character that Markdown or HTML could interpret with a character reference: special characters, the colon
 * of a URL, the dot after `www`, which starts a link, and the first character of a list item. An at sign is also put in an
 * element, because GitHub replaces character references before it searches for email addresses and names of users.
 */
function escapeMarkdown(text: string): string {
	return escapeControlCharacters(text).replaceAll(SPECIAL, (character) => {
		if (character > "\u007f") return character;
		const reference = `&#${character.codePointAt(0)};`;
		return character === "@" ? `<span>${reference}</span>` : reference;
	});
}

const SPECIAL = /[^\w\s.,:;()/"'=%?+-]|_|:(?=\/)|(?<=\bwww)\.|^[+-]|(?<=^\d+)[.)]/gi;
