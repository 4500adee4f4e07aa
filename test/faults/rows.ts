import type { FaultCondition, FaultEffect } from "@/emulator/faults";
import type { FaultPlace, OperationName } from "./operations";

/**
 * The result of a cell. `survives`: the operation succeeds, and its result or the state is correct. `fails`: the
 * operation throws an error, and the next `up` completes the work. `late`: the operation succeeds with a wrong result,
 * because the service returned stale or wrong data, and the next `up` corrects the result. `unmet`: the operation makes
 * no call that the fault matches.
 */
export type CellResult = "fails" | "late" | "survives" | "unmet";

/** Occurrences of a cell's fault: at one matching call, or at every matching call. */
export type Mode = "always" | "once";

/** The expected result of every operation, or the results of some operations and the result `else` of all others. */
export type ExpectedResult =
	| CellResult
	| (Readonly<Partial<Record<OperationName, CellResult>>> & { readonly else: CellResult });

/** A row of a fault matrix: a fault, the calls that it matches, and the expected result of each operation. */
export interface Row {
	/** The label of the fault. It completes a sentence that starts with "the service". */
	readonly fault: string;
	readonly place: FaultPlace;
	readonly effect: FaultEffect | { readonly do: "restart" };
	/** The commands that the fault matches at its place. @defaultValue every command */
	readonly commands?: readonly string[];
	/** Limits the fault to every nth or to random matching calls. @defaultValue every matching call */
	readonly when?: Pick<FaultCondition, "every" | "probability">;
	/** The expected result when the fault occurs once. */
	readonly once: ExpectedResult;
	/** The expected result when the fault occurs at every matching call. */
	readonly always: ExpectedResult;
	/**
	 * The most calls that the fault adds besides retries: writes of single tags, repeated calls after a renewal of the
	 * UserSig, further reads.
	 */
	readonly extraCalls?: number;
	/** The same when the fault occurs once. @defaultValue the value of `extraCalls` */
	readonly extraCallsOnce?: number;
	readonly timeoutMs?: number;
}

/** The expected results of a row in both modes. */
export type RowResults = Pick<Row, "always" | "once">;
/** A row without its place and expected results. */
export type Effect = Omit<Row, "place" | keyof RowResults>;

/** Results of a fault that a retry survives if the fault occurs once. */
export const temporary: RowResults = { once: "survives", always: "fails" };
/** Results of a fault that no retry survives. */
export const permanent: RowResults = { once: "fails", always: "fails" };
/** Results of a fault that has no effect on the result. */
export const harmless: RowResults = { once: "survives", always: "survives" };

/** Returns the fault that returns an error code for a call. */
export const answerCode = (code: number, extraCalls = 0): Effect => ({
	fault: `returns ${code}`,
	effect: { do: "answer", code },
	extraCalls,
	extraCallsOnce: 0,
});

/** Creates the rows of a fault, one for each place, with the results by place. */
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
