import type { Samples } from "./samples";
import type { Row } from "./scenes/scene";
import { isReached, type Target } from "./targets";

/** How a target was met. What is noisy is not judged in a quick run. */
export type Verdict = "ok" | "short of target" | "not judged";

/** One line of the result. */
export interface Judged {
	readonly work: string;
	readonly callsPerSecond?: number;
	readonly latencyMs?: number;
	readonly target: string;
	readonly reached: number | undefined;
	readonly unit: Target["unit"];
	/** Medians of the metric: milliseconds, calls, bytes, megabytes or percent. */
	readonly ours: number | undefined;
	readonly floor: number | undefined;
	readonly verdict: Verdict;
}

/** Holds the targets of some rows against what was measured, a line for each target. */
export function judge(
	rows: readonly Row[],
	samples: Samples,
	{ isFull }: { readonly isFull: boolean },
): readonly Judged[] {
	return rows.flatMap(({ targets, ...row }) =>
		targets.map((target) => ({ ...row, ...judgeTarget(target, samples, isFull) })),
	);
}

function judgeTarget(target: Target, samples: Samples, isFull: boolean): Omit<Judged, keyof Omit<Row, "targets">> {
	const { words, unit, metric, isNoisy } = target;
	const medianOf = (side: "ours" | "floor") =>
		samples.of(metric, side).length > 0 ? samples.median(metric, side) : undefined;
	const isJudged = isFull || !isNoisy;
	const reached = isJudged ? target.reached(samples) : undefined;
	const isGood = reached !== undefined && isReached(target, reached);
	const verdict: Verdict = !isJudged ? "not judged" : isGood ? "ok" : "short of target";
	return { target: words, reached, unit, ours: medianOf("ours"), floor: medianOf("floor"), verdict };
}
