import { median, type Samples } from "./samples";

/** What a row must reach. */
export interface Target {
	/** For example `at most 1.15 x floor`. */
	readonly words: string;
	/** What is compared with the limit, from the samples. */
	readonly reached: (samples: Samples) => number;
	/** The limit, and on which side of it is good. */
	readonly limit: number;
	readonly sense: "most" | "least" | "exactly";
	/** How the reached value is read: `1.08 x`, `12 calls`. */
	readonly unit: "x" | "calls" | "bytes" | "MB" | "%";
	/** Whether it is about time or memory, which a busy machine changes. */
	readonly isNoisy: boolean;
	/** The metric whose medians stand in the table beside the verdict. */
	readonly metric: string;
}

/** Whether a target is reached. */
export function isReached({ limit, sense }: Target, reached: number): boolean {
	if (sense === "exactly") return reached === limit;
	return sense === "most" ? reached <= limit : reached >= limit;
}

/**
 * Time of ours against the floor's, round by round; the median of the ratios counts. `paced` names the metric of
 * a floor that goes at the rate that the service takes: what it needs beyond the floor is allowed beside it.
 */
export function timesFloor(metric: string, limit: number, { paced }: { readonly paced?: string } = {}): Target {
	const ratios = (samples: Samples) => {
		const floor = samples.of(metric, "floor");
		const pacedFloor = paced === undefined ? [] : samples.of(paced, "floor");
		return samples.of(metric, "ours").map((ours, round) => {
			const floorMs = floor[round] ?? Number.NaN;
			return (ours - Math.max((pacedFloor[round] ?? 0) - floorMs, 0)) / floorMs;
		});
	};
	const words = `at most ${limit} x floor${paced === undefined ? "" : ", plus what the rate limit needs beyond it"}`;
	const reached = (samples: Samples) => median(ratios(samples));
	return { words, reached, limit, sense: "most", unit: "x", isNoisy: true, metric };
}

/** Calls of a command: the most of any round. */
export function calls(metric: string, sense: "most" | "exactly", limit: number): Target {
	const words = `${sense === "most" ? "at most" : "exactly"} ${limit} calls`;
	return { words, reached: (samples) => samples.largest(metric), limit, sense, unit: "calls", isNoisy: false, metric };
}

/** Bytes of one thing. */
export function bytes(metric: string, limit: number): Target {
	const reached = (samples: Samples) => samples.median(metric);
	return { words: `at most ${limit} bytes`, reached, limit, sense: "most", unit: "bytes", isNoisy: false, metric };
}

/** The most memory of any round, in megabytes. */
export function megabytes(metric: string, limit: number): Target {
	const reached = (samples: Samples) => samples.largest(metric);
	return { words: `below ${limit} MB`, reached, limit, sense: "most", unit: "MB", isNoisy: true, metric };
}

/** How much more one metric is than another of the same side. */
export function timesOther(metric: string, other: string, { limit, words }: { limit: number; words: string }): Target {
	const reached = (samples: Samples) => samples.median(metric) / samples.median(other);
	return { words, reached, limit, sense: "most", unit: "x", isNoisy: true, metric };
}

/** A share in percent. */
export function percent(metric: string, limit: number, words: string): Target {
	return {
		words,
		reached: (samples) => samples.median(metric),
		limit,
		sense: "least",
		unit: "%",
		isNoisy: true,
		metric,
	};
}
