import type { FaultCondition, FaultEffect } from "@/emulator/faults";
import type { OperationName, Place } from "./operations";

/**
 * How a cell ends. `survives`: done, and state or answer is the truth. `fails`: an error says why, and the next `up`
 * finishes. `late`: the service answered with something old or false, so the answer is that, and the next `up` mends it.
 * `unmet`: the fault meets no call of the operation.
 */
export type Ending = "fails" | "late" | "survives" | "unmet";

/** How often the fault of a cell happens. */
export type Mode = "always" | "once";

/** An ending, or the endings of the operations that differ. */
export type Expected = Ending | (Readonly<Partial<Record<OperationName, Ending>>> & { readonly else: Ending });

/** One row of the matrix: what goes wrong, where, and how each operation ends. */
export interface Row {
	/** What the service does, as in "the service answers 40006". */
	readonly fault: string;
	readonly place: Place;
	readonly effect: FaultEffect | { readonly do: "restart" };
	/** The calls at the place that it can meet. @default all */
	readonly commands?: readonly string[];
	/** Which of those it meets. What is left to chance ends as `once` where it strikes seldom. @default all */
	readonly when?: Pick<FaultCondition, "every" | "probability">;
	/** When it happens once. */
	readonly once: Expected;
	/** When it does not stop. */
	readonly always: Expected;
	/** Calls that the answer itself asks for, beside those made again: tags tried apart, UserSigs renewed, further looks. */
	readonly extraCalls?: number;
	/** @default extraCalls */
	readonly extraCallsOnce?: number;
	readonly timeoutMs?: number;
}

/** How a row ends, when its fault happens once and when it does not stop. */
export type Endings = Pick<Row, "always" | "once">;
/** What a row does, without where and how it ends. */
export type Effect = Omit<Row, "place" | keyof Endings>;

/** Faults that time cures. */
export const passing: Endings = { once: "survives", always: "fails" };
/** Faults that nothing cures. */
export const final: Endings = { once: "fails", always: "fails" };
/** Faults that nobody feels. */
export const harmless: Endings = { once: "survives", always: "survives" };

/** The whole call is answered with a code. */
export const answer = (code: number, extraCalls = 0): Effect => ({
	fault: `answers ${code}`,
	effect: { do: "answer", code },
	extraCalls,
	extraCallsOnce: 0,
});

/** The rows of a fault: one for each place. */
export const at = (effect: Effect, places: Readonly<Partial<Record<Place, Endings>>>): readonly Row[] =>
	Object.entries(places).map(([place, endings]) => ({
		...effect,
		...endings,
		place: place as Place,
	}));

/** The rows of a fault that ends alike at some places. */
export const same = (effect: Effect, places: readonly Place[], endings: Endings) =>
	at(effect, Object.fromEntries(places.map((place) => [place, endings])));

/** How an operation should end. */
export function endingOf(expected: Expected, operation: OperationName): Ending {
	return typeof expected === "string" ? expected : (expected[operation] ?? expected.else);
}
