import type { FaultCondition, FaultEffect } from "@/emulator/faults";
import type { FaultPlace, OperationName } from "./operations";

/**
 * The result of a cell. `survives`: the operation succeeds, and its answer or the state is correct. `fails`: it throws an
 * error, and the next `up` completes the work. `late`: the service returned stale or wrong data, so the result is wrong too,
 * and the next `up` corrects it. `unmet`: the fault matches no call of the operation.
 */
export type CellResult = "fails" | "late" | "survives" | "unmet";

/** How often the fault of a cell occurs. */
export type Mode = "always" | "once";

/** The result of all operations, or of those that differ from the others. */
export type ExpectedResult =
	| CellResult
	| (Readonly<Partial<Record<OperationName, CellResult>>> & { readonly else: CellResult });

/** A row of the matrix: a fault, its place, and the result of each operation. */
export interface Row {
	/** The fault, as the end of "the service …". */
	readonly fault: string;
	readonly place: FaultPlace;
	readonly effect: FaultEffect | { readonly do: "restart" };
	/** The commands at the place that it can match. @defaultValue all */
	readonly commands?: readonly string[];
	/** Which of these calls it matches. A random fault that matches few calls ends as with `once`. @defaultValue all */
	readonly when?: Pick<FaultCondition, "every" | "probability">;
	/** The result when it occurs once. */
	readonly once: ExpectedResult;
	/** The result when it does not stop. */
	readonly always: ExpectedResult;
	/** Calls besides retries: tags that are written singly, renewals of the UserSig, further reads. */
	readonly extraCalls?: number;
	/** @defaultValue extraCalls */
	readonly extraCallsOnce?: number;
	readonly timeoutMs?: number;
}

/** The results of a row. */
export type RowResults = Pick<Row, "always" | "once">;
/** A fault without its place and results. */
export type Effect = Omit<Row, "place" | keyof RowResults>;

/** Faults that a retry survives. */
export const temporary: RowResults = { once: "survives", always: "fails" };
/** Faults that no retry survives. */
export const permanent: RowResults = { once: "fails", always: "fails" };
/** Faults without an effect on the result. */
export const harmless: RowResults = { once: "survives", always: "survives" };

/** Returns the fault that answers a call with a code. */
export const answerCode = (code: number, extraCalls = 0): Effect => ({
	fault: `answers ${code}`,
	effect: { do: "answer", code },
	extraCalls,
	extraCallsOnce: 0,
});

/** Creates the rows of a fault, one for each place. */
export const createRows = (effect: Effect, places: Readonly<Partial<Record<FaultPlace, RowResults>>>): readonly Row[] =>
	Object.entries(places).map(([place, endings]) => ({
		...effect,
		...endings,
		place: place as FaultPlace,
	}));

/** Creates the rows of a fault with the same results at several places. */
export const createEqualRows = (effect: Effect, places: readonly FaultPlace[], endings: RowResults) =>
	createRows(effect, Object.fromEntries(places.map((place) => [place, endings])));

/** Returns the expected result of an operation. */
export function expectedResult(expected: ExpectedResult, operation: OperationName): CellResult {
	return typeof expected === "string" ? expected : (expected[operation] ?? expected.else);
}
