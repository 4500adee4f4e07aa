import type { FaultCondition, FaultEffect } from "@/emulator/faults";
import type { FaultPlace, OperationName } from "./operations";

/**
 * The result of a cell. `survives`: the operation succeeds, and its result or the state is correct. `fails`: the
 * operation throws an error, and the next `up` completes the work. `late`: the operation succeeds with a wrong result,
 * because the service returned stale or wrong data, and the next `up` corrects the result. `unmet`: the operation makes
 * no call that the fault matches.
 */
export type CellResult = "fails" | "late" | "survives" | "unmet";

/** The number of calls to which the fault of a cell is applied: one matching call, or every matching call. */
export type Mode = "always" | "once";

/**
 * The expected result of all operations, or the results of some operations and, as `else`, the result of all others.
 */
export type ExpectedResult =
	| CellResult
	| (Readonly<Partial<Record<OperationName, CellResult>>> & { readonly else: CellResult });

/** A row of a fault matrix: a fault, the calls that the fault matches, and the expected result of each operation. */
export interface Row {
	/** The label of the fault. It completes a sentence that starts with "the service". */
	readonly fault: string;
	readonly place: FaultPlace;
	readonly effect: FaultEffect | { readonly do: "restart" };
	/** The commands that the fault matches. @defaultValue every command at the row's place */
	readonly commands?: readonly string[];
	/** Limits the fault to every nth or to random matching calls. @defaultValue every matching call */
	readonly when?: Pick<FaultCondition, "every" | "probability">;
	/** The expected result when the fault occurs once. */
	readonly once: ExpectedResult;
	/** The expected result when the fault occurs at every matching call. */
	readonly always: ExpectedResult;
	/**
	 * The most calls that the fault adds to an operation besides retries: separate writes of single tags, calls
	 * repeated after a renewal of the UserSig, and further reads.
	 */
	readonly extraCalls?: number;
	/** The most calls that the fault adds if it occurs once. @defaultValue the value of `extraCalls` */
	readonly extraCallsOnce?: number;
	readonly timeoutMs?: number;
}

/** The expected results of a row in the two modes. */
export type RowResults = Pick<Row, "always" | "once">;
/** A row without its place and expected results. */
export type Effect = Omit<Row, "place" | keyof RowResults>;

/** Expected results for a fault that a retry survives if the fault occurs once. */
export const temporary: RowResults = { once: "survives", always: "fails" };
/** Expected results for a fault that no retry survives. */
export const permanent: RowResults = { once: "fails", always: "fails" };
/** Expected results for a fault that does not change the result of an operation. */
export const harmless: RowResults = { once: "survives", always: "survives" };

/** Returns the fault that responds to a call with an error code. */
export const answerCode = (code: number, extraCalls = 0): Effect => ({
	fault: `returns ${code}`,
	effect: { do: "answer", code },
	extraCalls,
	extraCallsOnce: 0,
});

/** Creates one row of a fault for each place in `places`, with the expected results at that place. */
export const createRows = (effect: Effect, places: Readonly<Partial<Record<FaultPlace, RowResults>>>): readonly Row[] =>
	Object.entries(places).map(([place, endings]) => ({
		...effect,
		...endings,
		place: place as FaultPlace,
	}));

/** Creates one row of a fault for each place, all with the same expected results. */
export const createEqualRows = (effect: Effect, places: readonly FaultPlace[], endings: RowResults) =>
	createRows(effect, Object.fromEntries(places.map((place) => [place, endings])));

/** Returns the result that a row expects for an operation. */
export function expectedResult(expected: ExpectedResult, operation: OperationName): CellResult {
	return typeof expected === "string" ? expected : (expected[operation] ?? expected.else);
}
