import pc from "picocolors";
import type wrapAnsi from "wrap-ansi";
import { escapeControlCharacters } from "../../../provider/util/text";
import { escapeCiCommands, textEscapes } from "../../ci-commands";
import type { TextStyle } from "../../terminal";
import { borderlessTable } from "../../terminal";
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
	groupByReason,
	targetName,
} from "../messages";
import { kindsOf, limitFindings, type Report } from "../report";

/** The maximum number of table rows. A line below the table states how many findings are omitted. */
const MAX_ROWS = 1000;

/** The maximum number of accounts that are listed for one reason. */
const MAX_NAMES = 10;

/** The minimum width of the columns DECLARED and LIVE, even on a narrow terminal. */
const MIN_VALUE_WIDTH = 12;

/**
 * Renders a report for a terminal: a table of the differences, unreadable values grouped by reason, next steps and a
 * summary.
 */
export function toText(report: Report, style: TextStyle): string {
	const { findings } = report;
	const compared = findings.filter(({ reason }) => reason === undefined);
	const omitted = compared.length - MAX_ROWS;
	const blocks = [
		compared.length > 0 && findingsTable(limitFindings(compared, MAX_ROWS), style),
		omitted > 0 && `and ${omitted} more; --format json lists all`,
		...unreadableBlocks(findings, style),
		report.strict && list("ignored by rules", report.ignored.map(formatIgnored), style),
		list("resolved since the last run", (report.resolved ?? []).map(formatTarget), style),
		report.expired.map((rule) => wrap(formatExpired(rule), style)).join("\n"),
		nextSteps(findings, style),
		summaryLine(report, style),
	];
	return `${escapeCiCommands(blocks.filter(Boolean).join("\n\n"), textEscapes)}\n`;
}

/** Formats the table of findings. An account ID is printed only in its first row, and long values are wrapped. */
function findingsTable(findings: readonly Finding[], { colour, width }: TextStyle): string {
	const Table = require("cli-table3") as typeof import("cli-table3");
	const colors = pc.createColors(colour);
	const paint = { error: colors.red, warning: colors.yellow, note: colors.cyan };
	const rows = findings.map((finding, index) => toRow(finding, findings[index - 1]));
	const otherColumns = (["account", "input", "what"] as const).map((column) =>
		maxLength([column, ...rows.flatMap((row) => row[column].split("\n"))]),
	);
	const freeWidth = width - otherColumns.reduce((sum, length) => sum + length + 2, 0) - 2;
	const valueWidth = Math.max(MIN_VALUE_WIDTH, Math.floor(freeWidth / 2));
	const wrapValue = (text: string) => loadWrapAnsi()(text, valueWidth, { hard: true, trim: false });
	const titles = ["ACCOUNT", "INPUT", "DECLARED", "LIVE", "WHAT"];
	const table = new Table({ ...borderlessTable, head: titles.map((title) => colors.dim(title)) });
	for (const { account, input, declared, live, what, level } of rows) {
		const cells = [account, input, wrapValue(declared), wrapValue(live), what].map((cell) => cell.split("\n"));
		const paints = [String, String, colors.green, colors.red, paint[level]];
		// A row for each line: the time that the library takes for a cell grows with the cube of its length.
		for (let line = 0; line < Math.max(...cells.map(({ length }) => length)); line += 1) {
			table.push(cells.map((lines, column) => paints[column]?.(lines[line] ?? "")));
		}
	}
	return table.toString().replaceAll(/ +$/gm, "");
}

function toRow(finding: Finding, previous: Finding | undefined) {
	const isSameAccount = previous !== undefined && previous.urn === finding.urn && previous.account === finding.account;
	const hasValues = isMoved(finding);
	const { label, level } = findingKinds[finding.kind];
	return {
		account: isSameAccount ? "" : targetName(finding),
		input: escapeControlCharacters(finding.path ?? ""),
		declared: hasValues ? formatDeclared(finding) : "",
		live: hasValues ? formatValue(finding.live) : "",
		what: [label, ...formatTrace(finding)].join("\n"),
		level,
	};
}

/**
 * Returns the length of the longest text. The length equals the width in columns, because account IDs and input paths
 * are ASCII.
 */
function maxLength(texts: readonly string[]): number {
	return texts.reduce((max, text) => Math.max(max, text.length), 0);
}

/** Formats the findings that could not be read or compared, grouped by reason. */
function unreadableBlocks(findings: readonly Finding[], style: TextStyle): readonly string[] {
	return [...groupByReason(findings)].map(
		([title, names]) => `${wrap(title, style)}\n${wrap(firstNames(names), style, "  ")}`,
	);
}

function firstNames(names: readonly string[]): string {
	const omitted = names.length - MAX_NAMES;
	return [...names.slice(0, MAX_NAMES), ...(omitted > 0 ? [`and ${omitted} more`] : [])].join(", ");
}

function list(title: string, lines: readonly string[], style: TextStyle): string {
	return lines.length === 0 ? "" : [`${title}:`, ...lines.map((line) => wrap(line, style, "  "))].join("\n");
}

function nextSteps(findings: readonly Finding[], style: TextStyle): string {
	return kindsOf(findings)
		.map(({ label, nextStep }) => wrap(`${label}: ${nextStep}`, style))
		.join("\n");
}

function summaryLine(report: Report, style: TextStyle): string {
	const colors = pc.createColors(style.colour);
	const paint = report.findings.length === 0 ? colors.green : colors.red;
	const source = `${escapeControlCharacters(report.source)}, ${report.durationMs} ms`;
	return wrap(`${paint(formatOutcome(report))}: ${formatSummary(report)} (${source})`, style);
}

function wrap(text: string, { width }: TextStyle, indent = ""): string {
	const columns = width - indent.length;
	const lines = isShortAscii(text, columns) ? text : loadWrapAnsi()(text, columns, { hard: true });
	return lines.replaceAll(/^/gm, indent);
}

/** Whether a text is ASCII and fits on one line. The library that wraps text is not loaded for such a text. */
function isShortAscii(text: string, columns: number): boolean {
	return text.length <= columns && /^[ -~]*$/.test(text);
}

function loadWrapAnsi(): typeof wrapAnsi {
	return require("wrap-ansi");
}
