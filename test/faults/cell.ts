import assert from "node:assert/strict";
import type { FaultRule } from "../../emulator/faults";
import { QUICK_RETRY } from "../support/hook-context";
import type { Kind } from "../support/kinds";
import { type Operation, operationsOf } from "./operations";
import { type Ending, endingOf, type Mode, type Row } from "./rows";
import type { Site } from "./site";
import { runTrial } from "./trial";

/** A place in the matrix. */
export interface Cell {
	readonly kind: Kind;
	readonly row: Row;
	readonly operation: Operation;
	readonly mode: Mode;
}

/** What a cell showed. */
export interface Shown {
	readonly ending: Ending;
	readonly calls: number;
}

/** Attempts of a call whose connection a restart takes away. */
const PATIENT_RETRY = { ...QUICK_RETRY, maxRetries: 8, baseDelayMs: 20, maxDelayMs: 40 };

/** The cells of a row for a kind of resource. A fault that an operation does not meet is tried once, and not for ever too. */
export function cellsOf(row: Row, kind: Kind): readonly Cell[] {
	return operationsOf(kind).flatMap((operation) => {
		const modes: readonly Mode[] = isReached(row, operation) ? ["once", "always"] : ["once"];
		return modes.map((mode) => ({ kind, row, operation, mode }));
	});
}

/** Runs one cell and asserts all that must hold in every cell, and that it ends as its row says. */
export async function runCell(site: Site, cell: Cell): Promise<Shown> {
	const { kind, row, operation, mode } = cell;
	const retry = row.effect.do === "restart" && mode === "once" ? PATIENT_RETRY : QUICK_RETRY;
	const { ending, calls, fired, messages } = await runTrial(site, {
		operation,
		rules: rulesOf(cell),
		mode,
		options: { kind, retry, ...(row.timeoutMs !== undefined && { timeoutMs: row.timeoutMs }) },
		isStateTrue: row.effect.do !== "stale",
		mostCalls: (fired) => mostCalls(cell, fired),
	});
	const expected = endingsOf(cell, fired);
	const wrong = `ends as ${ending}, not as ${expected.join(" or ")}: ${messages.join("; ")}`;
	assert.ok(expected.includes(ending), wrong);
	return { ending, calls };
}

/** Whether an operation makes the call that a row's fault waits for. */
function isReached({ place }: Row, { calls, verifies }: Operation): boolean {
	return place === "read" || place === "call" ? calls > 0 : verifies !== undefined;
}

/** The rules that put a row's fault at its place in an operation. */
function rulesOf({ row: { effect, place, when }, operation: { verifies }, mode }: Cell): readonly FaultRule[] {
	const isDown = effect.do === "restart";
	const fault = isDown ? ({ do: "drop", effect: "before" } as const) : effect;
	const times = mode === "once" && !isDown ? { times: 1 } : {};
	if (place === "call") return [{ when: { ...when }, effect: fault, ...times }];
	const command = place === "write" ? "portrait_set" : "portrait_get";
	if (place !== "verify") return [{ when: { command, ...when }, effect: fault, ...times }];
	if (verifies === undefined) return [];
	const looks = Array.from({ length: mode === "once" && !isDown ? 1 : 20 }, (_, at) => verifies + at);
	return looks.map((nth) => ({ when: { command, nth }, effect: fault, times: 1 }));
}

/** How a cell may end. What is left to chance has met a call so often: never, seldom enough to be outlasted, or oftener. */
function endingsOf({ row, operation, mode }: Cell, fired: number): readonly Ending[] {
	if (!isReached(row, operation)) return ["unmet"];
	const ending = endingOf(row[mode], operation.name);
	if (row.when?.probability === undefined) return [ending];
	if (fired === 0) return ["unmet"];
	const outlasted = endingOf(row.once, operation.name);
	return fired <= QUICK_RETRY.maxRetries ? [outlasted] : [outlasted, ending];
}

/** A call is made again so often and no oftener. What a restart takes away is in no log, so it is not counted. */
function mostCalls({ row, operation: { calls }, mode }: Cell, fired: number): number {
	if (row.effect.do === "restart") return Infinity;
	if (fired === 0) return calls;
	const extra = mode === "always" ? (row.extraCalls ?? 0) : (row.extraCallsOnce ?? row.extraCalls ?? 0);
	const own = calls + extra;
	if (row.when !== undefined) return own + Math.min(fired, own * QUICK_RETRY.maxRetries);
	return own + { once: 1, always: QUICK_RETRY.maxRetries }[mode];
}
