import type { FaultCondition, FaultEffect } from "@/emulator/faults";
import type { FaultPlace, OperationName } from "./operations";

/**
 * How a cell ends. `survives`: done, and state or answer is the truth. `fails`: an error says why, and the next `up`
 * finishes. `late`: the service answered with something old or false, so the answer is that, and the next `up` mends it.
 * `unmet`: the fault meets no call of the operation.
 */
export type CellResult = "fails" | "late" | "survives" | "unmet";

/** How often the fault of a cell happens. */
export type Mode = "always" | "once";

/** An ending, or the endings of the operations that differ. */
export type ExpectedResult =
	| CellResult
	| (Readonly<Partial<Record<OperationName, CellResult>>> & { readonly else: CellResult });

/** One row of the matrix: what goes wrong, where, and how each operation ends. */
export interface Row {
	/** What the service does, as in "the service answers 40006". */
	readonly fault: string;
	readonly place: FaultPlace;
	readonly effect: FaultEffect | { readonly do: "restart" };
	/** The calls at the place that it can meet. @default all */
	readonly commands?: readonly string[];
	/** Which of those it meets. What is left to chance ends as `once` where it strikes seldom. @default all */
	readonly when?: Pick<FaultCondition, "every" | "probability">;
	/** When it happens once. */
	readonly once: ExpectedResult;
	/** When it does not stop. */
	readonly always: ExpectedResult;
	/** Calls that the answer itself asks for, beside those made again: tags tried apart, UserSigs renewed, further looks. */
	readonly extraCalls?: number;
	/** @default extraCalls */
	readonly extraCallsOnce?: number;
	readonly timeoutMs?: number;
}

/** How a row ends, when its fault happens once and when it does not stop. */
export type RowResults = Pick<Row, "always" | "once">;
/** What a row does, without where and how it ends. */
export type Effect = Omit<Row, "place" | keyof RowResults>;

/** Faults that time cures. */
export const temporary: RowResults = { once: "survives", always: "fails" };
/** Faults that nothing cures. */
export const permanent: RowResults = { once: "fails", always: "fails" };
/** Faults that nobody feels. */
export const harmless: RowResults = { once: "survives", always: "survives" };

/** The whole call is answered with a code. */
export const answerCode = (code: number, extraCalls = 0): Effect => ({
	fault: `answers ${code}`,
	effect: { do: "answer", code },
	extraCalls,
	extraCallsOnce: 0,
});

/** The rows of a fault: one for each place. */
export const createRows = (effect: Effect, places: Readonly<Partial<Record<FaultPlace, RowResults>>>): readonly Row[] =>
	Object.entries(places).map(([place, endings]) => ({
		...effect,
		...endings,
		place: place as FaultPlace,
	}));

/** The rows of a fault that ends alike at some places. */
export const createEqualRows = (effect: Effect, places: readonly FaultPlace[], endings: RowResults) =>
	createRows(effect, Object.fromEntries(places.map((place) => [place, endings])));

/** How an operation should end. */
export function expectedResult(expected: ExpectedResult, operation: OperationName): CellResult {
	return typeof expected === "string" ? expected : (expected[operation] ?? expected.else);
}
