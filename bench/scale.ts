/** The amount of work in one run of the bench. */
export interface Scale {
	/** Single profiles in the stack of profiles. */
	readonly profiles: number;
	/** Sets in the stack of sets, and in the smaller one that it is compared with. */
	readonly sets: number;
	readonly fewSets: number;
	/** Profiles in a set: the most that one call can read. */
	readonly setSize: number;
	/** Profiles that the client reads without the engine. */
	readonly reads: number;
	/** Provider processes started in each round. */
	readonly starts: number;
	readonly rounds: number;
	/** Whether the baseline is measured and noisy targets are evaluated. */
	readonly isFull: boolean;
}

/** The scale that the targets refer to. */
export const fullScale: Scale = {
	profiles: 1000,
	sets: 100,
	fewSets: 10,
	setSize: 100,
	reads: 10_000,
	starts: 5,
	rounds: 3,
	isFull: true,
};

/** Enough to count calls and bytes. */
export const quickScale: Scale = {
	...fullScale,
	profiles: 300,
	sets: 10,
	fewSets: 2,
	reads: 1000,
	starts: 1,
	rounds: 1,
	isFull: false,
};

/** Formats a number: `10,000`. */
export function grouped(value: number): string {
	return value.toLocaleString("en-US");
}
