import Table from "cli-table3";
import pc from "picocolors";
import wrapAnsi from "wrap-ansi";
import { exitCodes } from "../exit-codes";
import type { TextStyle } from "../terminal";
import { borderlessTable, GAP } from "../terminal";
import type { Check, CheckFinding, Status } from "./check";

/** What a doctor found: each finding with the check that made it. */
export interface DoctorReport {
	readonly findings: readonly (CheckFinding & { readonly check: string })[];
	readonly exitCode: number;
}

/** A check and what it found. */
export interface CheckRun {
	readonly check: Check;
	readonly findings: readonly CheckFinding[];
}

/** The narrowest that the column of words becomes, however narrow the terminal. */
const LEAST_COLUMN = 20;

/** Puts together what the checks found. */
export function createReport(looked: readonly CheckRun[]): DoctorReport {
	const findings = looked.flatMap(({ check, findings }) => findings.map((each) => ({ check: check.name, ...each })));
	const failed = looked.filter((each) => each.findings.some(({ status }) => status === "failure"));
	if (failed.length === 0) return { findings, exitCode: exitCodes.done };
	const isSettings = failed.some(({ check }) => check.aboutSettings);
	return { findings, exitCode: isSettings ? exitCodes.settings : exitCodes.failure };
}

/** A report for programs: one JSON document. */
export function formatJson({ findings, exitCode }: DoctorReport): string {
	return `${JSON.stringify({ version: 1, exitCode, findings }, undefined, 2)}\n`;
}

/** A report for people: a line for each finding with its next step, and one that sums up. */
export function formatText({ findings }: DoctorReport, { colour, width }: TextStyle): string {
	const colors = pc.createColors(colour);
	const paint = { ok: colors.green, warning: colors.yellow, failure: colors.red, skipped: colors.dim };
	const table = new Table(borderlessTable);
	const widest = Math.max(...findings.map(({ check }) => check.length));
	const room = Math.max(LEAST_COLUMN, width - "failure".length - widest - 2 * GAP);
	for (const { status, check, words, next } of findings) {
		const text = wrapAnsi(next === undefined ? words : `${words}; ${next}`, room, { hard: true });
		table.push([paint[status](status), check, text]);
	}
	return `${table.toString().replaceAll(/ +$/gm, "")}\n\n${formatSummary(findings)}\n`;
}

function formatSummary(findings: readonly CheckFinding[]): string {
	const order: readonly Status[] = ["failure", "warning", "ok", "skipped"];
	const counts = order.map((status) => [status, findings.filter((each) => each.status === status).length] as const);
	return counts
		.filter(([, count]) => count > 0)
		.map(([status, count]) => `${count} ${status}`)
		.join(", ");
}
