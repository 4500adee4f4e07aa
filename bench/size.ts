/** How much one run of the bench does. */
export interface Size {
	/** Single profiles in the stack of profiles. */
	readonly profiles: number;
	/** Sets in the stack of sets, and in the smaller one beside it. */
	readonly sets: number;
	readonly fewSets: number;
	/** Profiles in a set: as many as fit into one call. */
	readonly setSize: number;
	/** Profiles that the client alone reads. */
	readonly reads: number;
	/** Provider processes started for each round. */
	readonly starts: number;
	readonly rounds: number;
	/** Whether the floor runs too, and what is noisy is judged. */
	readonly isFull: boolean;
}

/** What the targets are about. */
export const fullSize: Size = {
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
export const quickSize: Size = {
	...fullSize,
	profiles: 300,
	sets: 10,
	fewSets: 2,
	reads: 1000,
	starts: 1,
	rounds: 1,
	isFull: false,
};

/** A number as it is read: `10,000`. */
export function grouped(value: number): string {
	return value.toLocaleString("en-US");
}
