import assert from "node:assert/strict";
import type { FaultRule } from "@/emulator/faults";
import { QUICK_RETRY } from "@/test/support/handler-context";
import type { FaultEnvironment } from "./fault-environment";
import { runWithFault } from "./fault-run";
import type { Operation } from "./operations";
import type { Commands, ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import { type CellResult, expectedResult, type Mode, type Row } from "./rows";

/** A place in a matrix. */
export interface Cell<Declared, Thing extends ResourceDriver<Declared>> {
	readonly subject: ResourceUnderTest<Declared, Thing>;
	readonly row: Row;
	readonly operation: Operation<Declared, Thing>;
	readonly mode: Mode;
}

/** What a cell showed. */
export interface CellReport {
	readonly result: CellResult;
	readonly calls: number;
}

/** Attempts of a call whose connection a restart takes away. */
const PATIENT_RETRY = { ...QUICK_RETRY, maxRetries: 8, baseDelayMs: 20, maxDelayMs: 40 };

/** The cells of a row. A fault that an operation does not meet is tried once, and not for ever too. */
export function listCells<Declared, Thing extends ResourceDriver<Declared>>(
	subject: ResourceUnderTest<Declared, Thing>,
	row: Row,
): readonly Cell<Declared, Thing>[] {
	return subject.operations.flatMap((operation) => {
		const cell = { subject, row, operation };
		const modes: readonly Mode[] = meetsFault(cell) ? ["once", "always"] : ["once"];
		return modes.map((mode) => ({ ...cell, mode }));
	});
}

/** Runs one cell and asserts all that must hold in every cell, and that it ends as its row says. */
export async function runCell<Declared, Thing extends ResourceDriver<Declared>>(
	site: FaultEnvironment,
	cell: Cell<Declared, Thing>,
): Promise<CellReport> {
	const { subject, row, operation, mode } = cell;
	const retry = row.effect.do === "restart" && mode === "once" ? PATIENT_RETRY : QUICK_RETRY;
	const { result, calls, firedCount, messages } = await runWithFault(site, {
		subject,
		operation,
		rules: toRules(cell),
		mode,
		options: { retry, ...(row.timeoutMs !== undefined && { timeoutMs: row.timeoutMs }) },
		isStateReliable: row.effect.do !== "stale",
		maxCalls: (firedCount) => maxCalls(cell, firedCount),
	});
	const expected = allowedResults(cell, firedCount);
	const wrong = `ends as ${result}, not as ${expected.join(" or ")}: ${messages.join("; ")}`;
	assert.ok(expected.includes(result), wrong);
	return { result, calls };
}

/** A row's fault and an operation, however often they meet. */
type FaultAndOperation<Declared, Thing extends ResourceDriver<Declared>> = Omit<Cell<Declared, Thing>, "mode">;

/** The commands that a row's fault waits for, at its place. */
export function faultCommands(row: Row, { read, write }: Commands): readonly string[] {
	return row.commands ?? { read, write, verify: read, call: [...read, ...write] }[row.place];
}

/** Whether an operation makes the call that a row's fault waits for. */
function meetsFault<Declared, Thing extends ResourceDriver<Declared>>(
	cell: FaultAndOperation<Declared, Thing>,
): boolean {
	const { row, operation, subject } = cell;
	if (row.place === "verify") return operation.firstVerifyRead !== undefined;
	return faultCommands(row, subject.commands).some((command) => operation.commands.includes(command));
}

/** The rules that put a row's fault at its place in an operation. */
function toRules<Declared, Thing extends ResourceDriver<Declared>>(cell: Cell<Declared, Thing>): readonly FaultRule[] {
	const { row, operation, mode, subject } = cell;
	const { effect, place, when } = row;
	const command = faultCommands(row, subject.commands);
	const isDown = effect.do === "restart";
	const fault = isDown ? ({ do: "drop", effect: "before" } as const) : effect;
	const times = mode === "once" && !isDown ? { times: 1 } : {};
	if (place !== "verify") return [{ when: { command, ...when }, effect: fault, ...times }];
	const { firstVerifyRead } = operation;
	if (firstVerifyRead === undefined) return [];
	const looks = Array.from({ length: mode === "once" && !isDown ? 1 : 20 }, (_, at) => firstVerifyRead + at);
	return looks.map((nth) => ({ when: { command, nth }, effect: fault, times: 1 }));
}

/** How a cell may end. What is left to chance has met a call so often: never, seldom enough to be outlasted, or oftener. */
function allowedResults<Declared, Thing extends ResourceDriver<Declared>>(
	cell: Cell<Declared, Thing>,
	firedCount: number,
): readonly CellResult[] {
	const { row, operation, mode } = cell;
	if (!meetsFault(cell)) return ["unmet"];
	const result = expectedResult(row[mode], operation.name);
	if (row.when?.probability === undefined) return [result];
	if (firedCount === 0) return ["unmet"];
	const outlasted = expectedResult(row.once, operation.name);
	return firedCount <= QUICK_RETRY.maxRetries ? [outlasted] : [outlasted, result];
}

/** A call is made again so often and no oftener. What a restart takes away is in no log, so it is not counted. */
function maxCalls<Declared, Thing extends ResourceDriver<Declared>>(
	{ row, operation: { calls, maxConcurrent = 1 }, mode }: Cell<Declared, Thing>,
	firedCount: number,
): number {
	if (row.effect.do === "restart") return Infinity;
	if (firedCount === 0) return calls;
	const extra = mode === "always" ? (row.extraCalls ?? 0) * maxConcurrent : (row.extraCallsOnce ?? row.extraCalls ?? 0);
	const own = calls + extra;
	if (row.when !== undefined) return own + Math.min(firedCount, own * QUICK_RETRY.maxRetries);
	return own + { once: 1, always: QUICK_RETRY.maxRetries * maxConcurrent }[mode];
}
