/** A function that returns a random number from 0 (inclusive) to 1 (exclusive), like `Math.random`. */
export type Random = () => number;

/** Creates a {@link Random} that returns the same sequence for the same seed (mulberry32). */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Returns a shuffled copy of a list. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
	return list
		.map((item) => ({ item, rank: random() }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ item }) => item);
}
