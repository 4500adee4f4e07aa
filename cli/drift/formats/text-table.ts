import Table from "cli-table3";
import pc from "picocolors";
import wrapAnsi from "wrap-ansi";
import { escapeControlCharacters } from "../../../provider/util";
import type { TextStyle } from "../../terminal";
import { borderlessTable } from "../../terminal";
import type { Finding } from "../finding";
import { findingKinds } from "../kinds";
import { formatDeclared, formatTrace, formatValue, targetName } from "../words";

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
