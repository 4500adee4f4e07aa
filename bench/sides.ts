import type { Side } from "./samples";

/** The sides of a round: the floor only where it is asked for, and first in every other round. */
export function sidesOf(round: number, { isFull }: { readonly isFull: boolean }): readonly Side[] {
	if (!isFull) return ["ours"];
	return round % 2 === 0 ? ["floor", "ours"] : ["ours", "floor"];
}
