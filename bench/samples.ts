/** Who did the work: this package, or the floor. */
export type Side = "ours" | "floor";

/** What was measured, by metric and side, a value a round. */
export interface Samples {
	add(metric: string, side: Side, value: number): void;
	/** The values of a metric in the order of the rounds. */
	of(metric: string, side: Side): readonly number[];
	/** The median of a metric. Errors: when it was never measured. */
	median(metric: string, side?: Side): number;
	/** The largest value of a metric. Errors: when it was never measured. */
	largest(metric: string, side?: Side): number;
	/** All of it, for the record. */
	readonly all: Readonly<Record<string, Readonly<Partial<Record<Side, readonly number[]>>>>>;
}

/** No samples yet. */
export function createSamples(): Samples {
	const all: Record<string, Partial<Record<Side, number[]>>> = {};
	const of = (metric: string, side: Side) => all[metric]?.[side] ?? [];
	const measured = (metric: string, side: Side) => {
		const values = of(metric, side);
		if (values.length === 0) throw new Error(`${metric} of ${side} was not measured`);
		return values;
	};
	return {
		all,
		of,
		add(metric, side, value) {
			const sides = all[metric] ?? {};
			all[metric] = { ...sides, [side]: [...(sides[side] ?? []), value] };
		},
		median: (metric, side = "ours") => median(measured(metric, side)),
		largest: (metric, side = "ours") => Math.max(...measured(metric, side)),
	};
}

/** The middle of some values, or the mean of the middle two. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
	return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
