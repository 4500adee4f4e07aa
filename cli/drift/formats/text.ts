import pc from "picocolors";
import type wrapAnsi from "wrap-ansi";
import { escapeControlCharacters } from "../../../provider/util";
import type { TextStyle } from "../../terminal";
import type { Finding } from "../finding";
import { findingKinds } from "../kinds";
import type { Report } from "../report";
import {
	formatExpired,
	formatFinding,
	formatIgnored,
	formatOutcome,
	formatResolved,
	formatSummary,
	targetName,
} from "../words";
import type * as textTable from "./text-table";

/** The most findings that are listed; the rest are counted. */
const MOST_ROWS = 1000;

/** The most accounts that are named for one reason. */
const MOST_NAMES = 10;

/** A report for people: a table of what was found, why the rest could not be told, what to do, and a line that sums up. */
export function textFormat(report: Report, look: TextStyle): string {
	const colors = pc.createColors(look.colour);
	const { findings } = report;
	const compared = findings.filter(({ reason }) => reason === undefined);
	const paint = findings.length === 0 ? colors.green : colors.red;
	const more = compared.length - MOST_ROWS;
	const blocks = [
		compared.length > 0 && drawTable(compared.slice(0, MOST_ROWS), look),
		more > 0 && `and ${more} more; --format json has them all`,
		...unreadableBlocks(findings, look),
		report.strict &&
			listed(
				"ignored by rules",
				report.ignored.map((each) => `${formatFinding(each)} (${formatIgnored(each)})`),
				look,
			),
		listed("resolved since the last run", (report.resolved ?? []).map(formatResolved), look),
		report.expired.map((rule) => wrapped(formatExpired(rule), look)).join("\n"),
		nextSteps(findings, look),
		wrapped(
			`${paint(formatOutcome(report))}: ${formatSummary(report)} (${escapeControlCharacters(report.source)}, ${report.durationMs} ms)`,
			look,
		),
	];
	return `${blocks.filter(Boolean).join("\n\n")}\n`;
}

/** The table and its library, which a clean run does without. */
function drawTable(findings: readonly Finding[], look: TextStyle): string {
	const { findingsTable } = require("./text-table") as typeof textTable;
	return findingsTable(findings, look);
}

/** What could not be read or compared, reason by reason. */
function unreadableBlocks(findings: readonly Finding[], look: TextStyle): readonly string[] {
	const byReason = new Map<string, string[]>();
	for (const finding of findings.filter(({ reason }) => reason !== undefined)) {
		const { kind, reason = "", path } = finding;
		const title = `${findingKinds[kind].words}: ${escapeControlCharacters(reason)}`;
		const names = byReason.get(title) ?? [];
		byReason.set(title, names);
		names.push(path === undefined ? targetName(finding) : `${targetName(finding)} ${escapeControlCharacters(path)}`);
	}
	return [...byReason].map(([title, names]) => `${wrapped(title, look)}\n${wrapped(someOf(names), look, "  ")}`);
}

function listed(title: string, lines: readonly string[], look: TextStyle): string {
	return lines.length === 0 ? "" : [`${title}:`, ...lines.map((line) => wrapped(line, look, "  "))].join("\n");
}

function someOf(names: readonly string[]): string {
	const rest = names.length - MOST_NAMES;
	return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function nextSteps(findings: readonly Finding[], look: TextStyle): string {
	const found = Object.entries(findingKinds).filter(([kind]) => findings.some((finding) => finding.kind === kind));
	return found.map(([, { words, next }]) => wrapped(`${words}: ${next}`, look)).join("\n");
}

function wrapped(text: string, { width }: TextStyle, indent = ""): string {
	const columns = width - indent.length;
	const lines = isSureToFit(text, columns) ? text : wrapLoaded()(text, columns, { hard: true });
	return lines.replaceAll(/^/gm, indent);
}

/** Whether a text is plain, a column for each character, and short enough: then it needs no library. */
function isSureToFit(text: string, columns: number): boolean {
	return text.length <= columns && /^[ -~]*$/.test(text);
}

function wrapLoaded(): typeof wrapAnsi {
	return require("wrap-ansi");
}
