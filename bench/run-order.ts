import type { Variant } from "./samples";

/**
 * Returns the variants in the order in which a round measures them. A quick run does not measure the baseline. A full
 * run measures the baseline first in even rounds, and last in odd rounds.
 */
export function runOrder(round: number, { isFull }: { readonly isFull: boolean }): readonly Variant[] {
	if (!isFull) return ["ours"];
	return round % 2 === 0 ? ["baseline", "ours"] : ["ours", "baseline"];
}
