import Table from "cli-table3";
import pc from "picocolors";
import wrapAnsi from "wrap-ansi";
import { escapeCiCommands, textEscapes } from "../ci-commands";
import { escapeJson } from "../drift/formats/json";
import { exitCodes } from "../exit-codes";
import { CONSOLE_SETTINGS } from "../profile-events";
import { borderlessTable, GAP, type TextStyle, toOneLine } from "../terminal";
import type { Check, CheckFinding, Status } from "./check";

/** A check and its findings. */
export interface CheckRun {
	readonly check: Check;
	readonly findings: readonly CheckFinding[];
}

/** The findings of all checks, each with the name of its check. */
export interface DoctorReport {
	readonly findings: readonly (CheckFinding & { readonly check: string })[];
	readonly exitCode: number;
}

/** The last paragraph of a text report. It is not a finding, because no call returns settings of the console. */
const NOTE = `Not checked: pulumi-tim watch requires two settings in the console: ${CONSOLE_SETTINGS}.`;

/** The minimum width of the text column, even on a narrow terminal. */
const MIN_TEXT_WIDTH = 20;

/**
 * Combines the findings of all checks into a report. If a check of settings or credentials failed, its exit code takes
 * precedence over the exit code of other failed checks.
 */
export function createReport(runs: readonly CheckRun[]): DoctorReport {
	const findings = runs.flatMap(({ check, findings }) => findings.map((each) => ({ check: check.name, ...each })));
	const failed = runs.filter((run) => run.findings.some(({ status }) => status === "failure"));
	if (failed.length === 0) return { findings, exitCode: exitCodes.done };
	const isAboutSettings = failed.some(({ check }) => check.isAboutSettings);
	return { findings, exitCode: isAboutSettings ? exitCodes.settings : exitCodes.failure };
}

/** Formats a report as one JSON document. */
export function formatJson({ findings, exitCode }: DoctorReport): string {
	return `${escapeJson({ version: 1, exitCode, findings })}\n`;
}

/** Formats a report as text: a line for each finding with its next step, a summary, and a note. */
export function formatText({ findings }: DoctorReport, { colour, width }: TextStyle): string {
	const colors = pc.createColors(colour);
	const paint = { ok: colors.green, warning: colors.yellow, failure: colors.red, skipped: colors.dim };
	const table = new Table(borderlessTable);
	const nameWidth = Math.max(...findings.map(({ check }) => check.length));
	const textWidth = Math.max(MIN_TEXT_WIDTH, width - "failure".length - nameWidth - 2 * GAP);
	for (const { status, check, words, next } of findings) {
		const line = toOneLine(next === undefined ? words : `${words}; ${next}`);
		const text = wrapAnsi(line, textWidth, { hard: true });
		table.push([paint[status](status), check, text]);
	}
	const lines = escapeCiCommands(table.toString(), textEscapes).replaceAll(/ +$/gm, "");
	return `${lines}\n\n${formatSummary(findings)}\n\n${wrapAnsi(NOTE, Math.max(MIN_TEXT_WIDTH, width))}\n`;
}

function formatSummary(findings: readonly CheckFinding[]): string {
	const order: readonly Status[] = ["failure", "warning", "ok", "skipped"];
	const counts = order.map((status) => [status, findings.filter((each) => each.status === status).length] as const);
	return counts
		.filter(([, count]) => count > 0)
		.map(([status, count]) => `${count} ${status}`)
		.join(", ");
}
