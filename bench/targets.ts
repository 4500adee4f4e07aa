import { median, type Samples } from "./samples";

/** The unit of a measured value. The unit `x` means a ratio. */
export type Unit = "x" | "ms" | "calls" | "bytes" | "MB" | "packages" | "%";

/** A limit for one metric of a row. */
export interface Target {
	/** The text in the result table, for example `at most 1.15 x baseline`. */
	readonly description: string;
	/** Returns the value that is compared with the limit. */
	readonly reached: (samples: Samples) => number;
	/**
	 * The limit for the value that `reached` returns. `sense` defines whether the value must be at most, at least or
	 * exactly the limit.
	 */
	readonly limit: number;
	readonly sense: "most" | "least" | "exactly";
	/** The unit of the reached value: `1.08 x`, `12 calls`. */
	readonly unit: Unit;
	/** Whether the target refers to time or memory, which vary with the load of the machine. */
	readonly isNoisy: boolean;
	/** The metric whose medians the table shows. */
	readonly metric: string;
	/** The unit of the medians. @defaultValue `unit`, or milliseconds for a ratio */
	readonly medianUnit?: Unit;
}

/** Returns whether a value meets a target. */
export function isReached({ limit, sense }: Target, reached: number): boolean {
	if (sense === "exactly") return reached === limit;
	return sense === "most" ? reached <= limit : reached >= limit;
}

/**
 * Creates a target for the ratio of this package's time to the baseline's time. The ratio is calculated for each round,
 * and the median is compared with the limit. `rateLimited` is the metric of a baseline that runs at the service's rate
 * limit. The time that the rate limit adds to the baseline is subtracted from this package's time.
 */
export function timesBaseline(
	metric: string,
	limit: number,
	{ rateLimited }: { readonly rateLimited?: string } = {},
): Target {
	const ratios = (samples: Samples) => {
		const baseline = samples.of(metric, "baseline");
		const rateLimitedMs = rateLimited === undefined ? [] : samples.of(rateLimited, "baseline");
		return samples.of(metric, "ours").map((ours, round) => {
			const baselineMs = baseline[round] ?? Number.NaN;
			return (ours - Math.max((rateLimitedMs[round] ?? 0) - baselineMs, 0)) / baselineMs;
		});
	};
	const description = `at most ${limit} x baseline${rateLimited === undefined ? "" : ", plus the time that the rate limit adds"}`;
	const reached = (samples: Samples) => median(ratios(samples));
	return { description, reached, limit, sense: "most", unit: "x", isNoisy: true, metric };
}

/**
 * Creates a target for the number of calls that a command makes. The limit applies to the round that has the most
 * calls.
 */
export function calls(metric: string, sense: "most" | "exactly", limit: number): Target {
	const description = `${sense === "most" ? "at most" : "exactly"} ${limit} calls`;
	return {
		description,
		reached: (samples) => samples.largest(metric),
		limit,
		sense,
		unit: "calls",
		isNoisy: false,
		metric,
	};
}

/** Creates a target for a maximum size in bytes. The limit applies to the median of the rounds. */
export function bytes(metric: string, limit: number): Target {
	const reached = (samples: Samples) => samples.median(metric);
	return {
		description: `at most ${limit} bytes`,
		reached,
		limit,
		sense: "most",
		unit: "bytes",
		isNoisy: false,
		metric,
	};
}

/** Creates a target for a maximum memory in megabytes. The limit applies to the round that has the largest value. */
export function megabytes(metric: string, limit: number): Target {
	const reached = (samples: Samples) => samples.largest(metric);
	return { description: `at most ${limit} MB`, reached, limit, sense: "most", unit: "MB", isNoisy: true, metric };
}

/** Creates a target without a limit for a time in milliseconds, so that the table shows the time. */
export function milliseconds(metric: string): Target {
	return {
		description: "no limit",
		reached: (samples) => samples.median(metric),
		limit: Number.POSITIVE_INFINITY,
		sense: "most",
		unit: "ms",
		isNoisy: true,
		metric,
	};
}

interface RatioOptions {
	readonly limit: number;
	readonly description: string;
	readonly medianUnit?: Unit;
}

/**
 * Creates a target for the maximum ratio of two metrics of this package. The limit applies to the ratio of their
 * medians.
 */
export function timesOther(metric: string, other: string, options: RatioOptions): Target {
	const reached = (samples: Samples) => samples.median(metric) / samples.median(other);
	return { ...options, reached, sense: "most", unit: "x", isNoisy: true, metric };
}

/** Creates a target for a minimum percentage. The limit applies to the median of the rounds. */
export function percent(metric: string, limit: number, description: string): Target {
	return {
		description,
		reached: (samples) => samples.median(metric),
		limit,
		sense: "least",
		unit: "%",
		isNoisy: true,
		metric,
	};
}

/** Creates a target for a maximum disk usage in megabytes. */
export function diskMegabytes(metric: string, limit: number): Target {
	const reached = (samples: Samples) => samples.largest(metric);
	return { description: `at most ${limit} MB`, reached, limit, sense: "most", unit: "MB", isNoisy: false, metric };
}

/** Creates a target for a maximum number of packages. */
export function packages(metric: string, limit: number): Target {
	const reached = (samples: Samples) => samples.largest(metric);
	const description = `at most ${limit} packages`;
	return { description, reached, limit, sense: "most", unit: "packages", isNoisy: false, metric };
}
