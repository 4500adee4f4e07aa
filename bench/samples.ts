/** The implementation that was measured: this package, or the baseline. */
export type Variant = "ours" | "baseline";

/** Measured values by metric and variant, one for each round. */
export interface Samples {
	add(metric: string, variant: Variant, value: number): void;
	/** Returns the values of a metric in the order of the rounds. */
	of(metric: string, variant: Variant): readonly number[];
	/**
	 * Returns the median of a metric.
	 *
	 * @throws Error if the metric was not measured
	 */
	median(metric: string, variant?: Variant): number;
	/**
	 * Returns the largest value of a metric.
	 *
	 * @throws Error if the metric was not measured
	 */
	largest(metric: string, variant?: Variant): number;
	/** All values, for the JSON result. */
	readonly all: Readonly<Record<string, Readonly<Partial<Record<Variant, readonly number[]>>>>>;
}

/** Creates an empty set of samples. */
export function createSamples(): Samples {
	const all: Record<string, Partial<Record<Variant, number[]>>> = {};
	const of = (metric: string, variant: Variant) => all[metric]?.[variant] ?? [];
	const measured = (metric: string, variant: Variant) => {
		const values = of(metric, variant);
		if (values.length === 0) throw new Error(`${metric} of ${variant} was not measured`);
		return values;
	};
	return {
		all,
		of,
		add(metric, variant, value) {
			const byVariant = all[metric] ?? {};
			all[metric] = { ...byVariant, [variant]: [...(byVariant[variant] ?? []), value] };
		},
		median: (metric, variant = "ours") => median(measured(metric, variant)),
		largest: (metric, variant = "ours") => Math.max(...measured(metric, variant)),
	};
}

/** Returns the median: the middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
	return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
