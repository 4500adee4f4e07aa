/** The amount of work in one run of the bench. */
export interface Scale {
	/** The number of `Profile` resources in the stack of profiles. */
	readonly profiles: number;
	/** The number of `ProfileSet` resources in the large stack of sets. */
	readonly sets: number;
	/** The number of `ProfileSet` resources in the small stack of sets. The large stack is compared with this stack. */
	readonly fewSets: number;
	/** The number of profiles in a set: as many as one call can read. */
	readonly setSize: number;
	/** The number of profiles that the client scenario reads. This scenario does not run the engine. */
	readonly reads: number;
	/** The numbers of accounts that the fleet scenario reads with `drift` and `adopt`. It does not run the engine. */
	readonly fleets: readonly number[];
	/** The number of accounts in the reports of the scenario `reports`. */
	readonly drifted: number;
	/** The number of events in the events file of the scenario `reports`. */
	readonly events: number;
	/** The number of provider processes that are started in each round. */
	readonly starts: number;
	readonly rounds: number;
	/** Whether the baseline is measured and noisy targets are evaluated. */
	readonly isFull: boolean;
}

/** The scale for which the targets are defined. */
export const fullScale: Scale = {
	profiles: 1000,
	sets: 100,
	fewSets: 10,
	setSize: 100,
	reads: 10_000,
	fleets: [1000, 10_000, 100_000],
	drifted: 100_000,
	events: 1_000_000,
	starts: 5,
	rounds: 3,
	isFull: true,
};

/** The scale of a quick run, which is large enough to count calls and bytes. */
export const quickScale: Scale = {
	...fullScale,
	profiles: 300,
	sets: 10,
	fewSets: 2,
	reads: 1000,
	fleets: [1000],
	drifted: 1000,
	events: 10_000,
	starts: 1,
	rounds: 1,
	isFull: false,
};

/** Formats a number with thousands separators: `10,000`. */
export function grouped(value: number): string {
	return value.toLocaleString("en-US");
}
