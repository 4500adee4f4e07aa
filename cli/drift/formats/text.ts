import pc from "picocolors";
import type wrapAnsi from "wrap-ansi";
import { onOneLine } from "../../../provider/profile/one-line";
import type { Look } from "../../terminal";
import type { Finding } from "../finding";
import { kinds } from "../kinds";
import type { Report } from "../report";
import {
	expiredWords,
	findingLine,
	ignoredWords,
	outcomeWords,
	resolvedWords,
	subjectName,
	summaryWords,
} from "../words";
import type * as textTable from "./text-table";

/** The most findings that are listed; the rest are counted. */
const MOST_ROWS = 1000;

/** The most accounts that are named for one reason. */
const MOST_NAMES = 10;

/** A report for people: a table of what was found, why the rest could not be told, what to do, and a line that sums up. */
export function textFormat(report: Report, look: Look): string {
	const colors = pc.createColors(look.colour);
	const { findings } = report;
	const told = findings.filter(({ reason }) => reason === undefined);
	const paint = findings.length === 0 ? colors.green : colors.red;
	const more = told.length - MOST_ROWS;
	const blocks = [
		told.length > 0 && drawTable(told.slice(0, MOST_ROWS), look),
		more > 0 && `and ${more} more; --format json has them all`,
		...untold(findings, look),
		report.strict &&
			listed(
				"ignored by rules",
				report.ignored.map((each) => `${findingLine(each)} (${ignoredWords(each)})`),
				look,
			),
		listed("resolved since the last run", (report.resolved ?? []).map(resolvedWords), look),
		report.expired.map((rule) => wrapped(expiredWords(rule), look)).join("\n"),
		nextSteps(findings, look),
		wrapped(
			`${paint(outcomeWords(report))}: ${summaryWords(report)} (${onOneLine(report.source)}, ${report.durationMs} ms)`,
			look,
		),
	];
	return `${blocks.filter(Boolean).join("\n\n")}\n`;
}

/** The table and its library, which a clean run does without. */
function drawTable(findings: readonly Finding[], look: Look): string {
	const { findingsTable } = require("./text-table") as typeof textTable;
	return findingsTable(findings, look);
}

/** What could not be read or compared, reason by reason. */
function untold(findings: readonly Finding[], look: Look): readonly string[] {
	const byReason = new Map<string, string[]>();
	for (const finding of findings.filter(({ reason }) => reason !== undefined)) {
		const { kind, reason = "", path } = finding;
		const title = `${kinds[kind].words}: ${onOneLine(reason)}`;
		const names = byReason.get(title) ?? [];
		byReason.set(title, names);
		names.push(path === undefined ? subjectName(finding) : `${subjectName(finding)} ${onOneLine(path)}`);
	}
	return [...byReason].map(([title, names]) => `${wrapped(title, look)}\n${wrapped(someOf(names), look, "  ")}`);
}

function listed(title: string, lines: readonly string[], look: Look): string {
	return lines.length === 0 ? "" : [`${title}:`, ...lines.map((line) => wrapped(line, look, "  "))].join("\n");
}

function someOf(names: readonly string[]): string {
	const rest = names.length - MOST_NAMES;
	return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function nextSteps(findings: readonly Finding[], look: Look): string {
	const found = Object.entries(kinds).filter(([kind]) => findings.some((finding) => finding.kind === kind));
	return found.map(([, { words, next }]) => wrapped(`${words}: ${next}`, look)).join("\n");
}

function wrapped(text: string, { width }: Look, indent = ""): string {
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
