import { escapeControlCharacters } from "../../../provider/util";
import type { Finding } from "../finding";
import { findingKinds } from "../finding";
import {
	formatDeclared,
	formatExpired,
	formatFinding,
	formatIgnored,
	formatOutcome,
	formatResolved,
	formatSummary,
	formatTrace,
	formatValue,
	targetName,
} from "../messages";
import type { Report } from "../report";

/** The most rows: a comment on GitHub takes 65,536 characters. */
const MOST_ROWS = 200;

/** A report for a comment or a step's summary. */
export function markdownFormat(report: Report): string {
	const { findings } = report;
	const title = `### Drift: ${formatOutcome(report)}\n\n${escaped(formatSummary(report))} (${escaped(report.source)})\n`;
	const rest = findings.length - MOST_ROWS;
	const blocks = [
		title,
		findings.length > 0 && tableOf(findings.slice(0, MOST_ROWS)),
		rest > 0 && `and ${rest} more\n`,
		nextSteps(findings),
		report.strict &&
			listOf(
				"Ignored",
				report.ignored.map((each) => `${formatFinding(each)} (${formatIgnored(each)})`),
			),
		listOf("Resolved since the last run", (report.resolved ?? []).map(formatResolved)),
		listOf("Rules that ended", report.expired.map(formatExpired)),
	];
	return blocks.filter(Boolean).join("\n");
}

const head = ["account", "input", "declared", "live", "what"] as const;

function tableOf(findings: readonly Finding[]): string {
	const rows = [head, head.map(() => "---"), ...findings.map(cellsOf)];
	return rows.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function cellsOf(finding: Finding): readonly string[] {
	const { kind, path = "", reason, live } = finding;
	const isMoved = kind.endsWith("-moved");
	const what = [findingKinds[kind].words, ...(reason === undefined ? [] : [reason]), ...formatTrace(finding)];
	return [
		code(targetName(finding)),
		code(path),
		isMoved ? code(formatDeclared(finding)) : "",
		isMoved ? code(formatValue(live)) : "",
		what.map(escaped).join("<br>"),
	];
}

function nextSteps(findings: readonly Finding[]): string {
	const found = Object.entries(findingKinds).filter(([kind]) => findings.some((finding) => finding.kind === kind));
	return found.map(([, { words, next }]) => `- **${words}**: ${escaped(next)}\n`).join("");
}

function listOf(title: string, lines: readonly string[]): string {
	return lines.length === 0 ? "" : `**${title}**\n\n${lines.map((line) => `- ${escaped(line)}\n`).join("")}`;
}

/** Text as code in a cell of a table, whatever is in it. */
function code(text: string): string {
	return text === "" ? "" : `<code>${escaped(text)}</code>`;
}

/** Everything that Markdown or HTML would take for its own, spelled as what it is. */
function escaped(text: string): string {
	return escapeControlCharacters(text).replaceAll(/[^\w\s.,:;()/"'=%?+-]|_|:(?=\/)/g, (sign) =>
		sign > "\u007f" ? sign : `&#${sign.codePointAt(0)};`,
	);
}
