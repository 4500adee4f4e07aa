import pc from "picocolors";
import type wrap from "wrap-ansi";
import { escapeControlCharacters } from "../../../provider/util";
import { borderlessTable } from "../../bare-table";
import type { TextStyle } from "../../terminal";
import { type Finding, findingKinds } from "../finding";
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
		compared.length > 0 && findingsTable(compared.slice(0, MOST_ROWS), look),
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
	const lines = isSureToFit(text, columns) ? text : wrapAnsi(text, columns, { hard: true });
	return lines.replaceAll(/^/gm, indent);
}

/** Whether a text is plain, a column for each character, and short enough: then it needs no library. */
function isSureToFit(text: string, columns: number): boolean {
	return text.length <= columns && /^[ -~]*$/.test(text);
}

function wrapAnsi(text: string, columns: number, options: Parameters<typeof wrap>[2]): string {
	return (require("wrap-ansi") as typeof wrap)(text, columns, options);
}

/** The narrowest a column of values becomes, however narrow the terminal. */
const LEAST_COLUMN = 12;

const head = ["ACCOUNT", "INPUT", "DECLARED", "LIVE", "WHAT"] as const;

/** Findings as a table that fits the width: an account is named once, and long values go on in the next line. */
export function findingsTable(findings: readonly Finding[], { colour, width }: TextStyle): string {
	const colors = pc.createColors(colour);
	const paint = { error: colors.red, warning: colors.yellow, note: colors.cyan };
	const rows = findings.map((finding, at) => ({
		...cellsOf(finding, findings[at - 1]),
		level: findingKinds[finding.kind].level,
	}));
	const taken = (["account", "input", "what"] as const).map((column) =>
		widest([column, ...rows.flatMap((row) => row[column].split("\n"))]),
	);
	const free = width - taken.reduce((sum, each) => sum + each + 2, 0) - 2;
	const wrap = (text: string) =>
		wrapAnsi(text, Math.max(LEAST_COLUMN, Math.floor(free / 2)), { hard: true, trim: false });
	const Table = require("cli-table3") as typeof import("cli-table3");
	const table = new Table({
		...borderlessTable,
		head: head.map((title) => colors.dim(title)),
	});
	for (const { account, input, declared, live, what, level } of rows) {
		table.push([account, input, colors.green(wrap(declared)), colors.red(wrap(live)), paint[level](what)]);
	}
	return table.toString().replaceAll(/ +$/gm, "");
}

function cellsOf(finding: Finding, before: Finding | undefined) {
	const isSame = before !== undefined && before.urn === finding.urn && before.account === finding.account;
	const isMoved = finding.kind.endsWith("-moved");
	return {
		account: isSame ? "" : targetName(finding),
		input: escapeControlCharacters(finding.path ?? ""),
		declared: isMoved ? formatDeclared(finding) : "",
		live: isMoved ? formatValue(finding.live) : "",
		what: [findingKinds[finding.kind].words, ...formatTrace(finding)].join("\n"),
	};
}

/** The widest of some texts of one column each; accounts and inputs are ASCII. */
function widest(texts: readonly string[]): number {
	return texts.reduce((most, text) => Math.max(most, text.length), 0);
}
