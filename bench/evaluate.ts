import type { Samples } from "./samples";
import type { Row } from "./scenarios/scenario";
import { isReached, type Target, type Unit } from "./targets";

/** The result of comparing a measurement with a target. A quick run does not evaluate targets for time or memory. */
export type Verdict = "ok" | "short of target" | "not evaluated";

/** One row of the result table. */
export interface Evaluated {
	readonly work: string;
	readonly callsPerSecond?: number;
	readonly latencyMs?: number;
	readonly target: string;
	readonly reached: number | undefined;
	readonly unit: Unit;
	/** The unit of the medians if it differs from the unit of `reached`. */
	readonly medianUnit?: Unit;
	/** The median of the metric for this package, in milliseconds, calls, bytes, megabytes, packages or percent. */
	readonly ours: number | undefined;
	readonly baseline: number | undefined;
	readonly verdict: Verdict;
}

/** Compares measurements with the targets of rows. Returns a result for each target. */
export function evaluate(
	rows: readonly Row[],
	samples: Samples,
	{ isFull }: { readonly isFull: boolean },
): readonly Evaluated[] {
	return rows.flatMap(({ targets, ...row }) =>
		targets.map((target) => ({ ...row, ...evaluateTarget(target, samples, isFull) })),
	);
}

function evaluateTarget(
	target: Target,
	samples: Samples,
	isFull: boolean,
): Omit<Evaluated, keyof Omit<Row, "targets">> {
	const { description, unit, medianUnit, metric, isNoisy } = target;
	const medianOf = (variant: "ours" | "baseline") =>
		samples.of(metric, variant).length > 0 ? samples.median(metric, variant) : undefined;
	const isEvaluated = isFull || !isNoisy;
	const reached = isEvaluated ? target.reached(samples) : undefined;
	const isMet = reached !== undefined && isReached(target, reached);
	const verdict: Verdict = !isEvaluated ? "not evaluated" : isMet ? "ok" : "short of target";
	return {
		target: description,
		reached,
		unit,
		...(medianUnit !== undefined && { medianUnit }),
		ours: medianOf("ours"),
		baseline: medianOf("baseline"),
		verdict,
	};
}
