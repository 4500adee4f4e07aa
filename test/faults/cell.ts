import assert from "node:assert/strict";
import type { FaultRule } from "@/emulator/faults";
import { QUICK_RETRY } from "@/test/support/handler-context";
import type { FaultEnvironment } from "./fault-environment";
import { runWithFault } from "./fault-run";
import type { Operation } from "./operations";
import type { Commands, ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import { type CellResult, expectedResult, type Mode, type Row } from "./rows";

/** A cell of a fault matrix: a row's fault in one operation, applied once or always. */
export interface Cell<Declared, Driver extends ResourceDriver<Declared>> {
	readonly resource: ResourceUnderTest<Declared, Driver>;
	readonly row: Row;
	readonly operation: Operation<Declared, Driver>;
	readonly mode: Mode;
}

/** The result of a cell, with the number of its calls. */
export interface CellReport {
	readonly result: CellResult;
	readonly calls: number;
}

/**
 * The retry policy in cells that restart the emulator. It has more retries and longer delays, so that retries continue
 * until the emulator listens again.
 */
const PATIENT_RETRY = { ...QUICK_RETRY, maxRetries: 8, baseDelayMs: 20, maxDelayMs: 40 };

/**
 * Returns the cells of a row: one for each operation and mode. An operation of which the fault matches no call has only
 * one cell.
 */
export function listCells<Declared, Driver extends ResourceDriver<Declared>>(
	resource: ResourceUnderTest<Declared, Driver>,
	row: Row,
): readonly Cell<Declared, Driver>[] {
	return resource.operations.flatMap((operation) => {
		const cell = { resource, row, operation };
		const modes: readonly Mode[] = meetsFault(cell) ? ["once", "always"] : ["once"];
		return modes.map((mode) => ({ ...cell, mode }));
	});
}

/** Runs a cell. Asserts the invariants of every cell, and the result that the row expects. */
export async function runCell<Declared, Driver extends ResourceDriver<Declared>>(
	environment: FaultEnvironment,
	cell: Cell<Declared, Driver>,
): Promise<CellReport> {
	const { resource, row, operation, mode } = cell;
	const retry = row.effect.do === "restart" && mode === "once" ? PATIENT_RETRY : QUICK_RETRY;
	const { result, calls, firedCount, messages } = await runWithFault(environment, {
		resource,
		operation,
		rules: toRules(cell),
		mode,
		options: { retry, ...(row.timeoutMs !== undefined && { timeoutMs: row.timeoutMs }) },
		isStateReliable: row.effect.do !== "stale",
		maxCalls: (firedCount) => maxCalls(cell, firedCount),
	});
	const expected = allowedResults(cell, firedCount);
	const wrong = `expected ${expected.join(" or ")}, got ${result}: ${messages.join("; ")}`;
	assert.ok(expected.includes(result), wrong);
	return { result, calls };
}

type FaultAndOperation<Declared, Driver extends ResourceDriver<Declared>> = Omit<Cell<Declared, Driver>, "mode">;

/** Returns the commands of the service that the fault of a row can match. */
export function faultCommands(row: Row, { read, write }: Commands): readonly string[] {
	return row.commands ?? { read, write, verify: read, call: [...read, ...write] }[row.place];
}

/** Returns whether the operation of a cell makes a call that the row's fault matches. */
function meetsFault<Declared, Driver extends ResourceDriver<Declared>>(
	cell: FaultAndOperation<Declared, Driver>,
): boolean {
	const { row, operation, resource } = cell;
	if (row.place === "verify") return operation.firstVerifyRead !== undefined;
	return faultCommands(row, resource.commands).some((command) => operation.commands.includes(command));
}

/** Returns the emulator's fault rules that apply the fault of a row at the row's place in an operation. */
function toRules<Declared, Driver extends ResourceDriver<Declared>>(
	cell: Cell<Declared, Driver>,
): readonly FaultRule[] {
	const { row, operation, mode, resource } = cell;
	const { effect, place, when } = row;
	const command = faultCommands(row, resource.commands);
	const isDown = effect.do === "restart";
	const fault = isDown ? ({ do: "drop", effect: "before" } as const) : effect;
	const times = mode === "once" && !isDown ? { times: 1 } : {};
	if (place !== "verify") return [{ when: { command, ...when }, effect: fault, ...times }];
	const { firstVerifyRead } = operation;
	if (firstVerifyRead === undefined) return [];
	const looks = Array.from({ length: mode === "once" && !isDown ? 1 : 20 }, (_, at) => firstVerifyRead + at);
	return looks.map((nth) => ({ when: { command, nth }, effect: fault, times: 1 }));
}

/** Returns the possible results of a cell. The results of a random fault depend on how often the fault was applied. */
function allowedResults<Declared, Driver extends ResourceDriver<Declared>>(
	cell: Cell<Declared, Driver>,
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

/**
 * Returns the highest permitted number of calls in a cell, including retries. Returns `Infinity` for a restart, which
 * clears the emulator's log of calls.
 */
function maxCalls<Declared, Driver extends ResourceDriver<Declared>>(
	{ row, operation: { calls, maxConcurrent = 1 }, mode }: Cell<Declared, Driver>,
	firedCount: number,
): number {
	if (row.effect.do === "restart") return Infinity;
	if (firedCount === 0) return calls;
	const extra = mode === "always" ? (row.extraCalls ?? 0) * maxConcurrent : (row.extraCallsOnce ?? row.extraCalls ?? 0);
	const own = calls + extra;
	if (row.when !== undefined) return own + Math.min(firedCount, own * QUICK_RETRY.maxRetries);
	return own + { once: 1, always: QUICK_RETRY.maxRetries * maxConcurrent }[mode];
}
