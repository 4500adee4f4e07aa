import type { Variant } from "./samples";

/** Returns the variants of a round in order. A quick run has no baseline; otherwise it comes first in even rounds. */
export function runOrder(round: number, { isFull }: { readonly isFull: boolean }): readonly Variant[] {
	if (!isFull) return ["ours"];
	return round % 2 === 0 ? ["baseline", "ours"] : ["ours", "baseline"];
}
