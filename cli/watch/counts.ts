import type { Refusal } from "./admit";

/** How a webhook call ended. */
export type Ending = "recorded" | "repeated" | "ignored" | "malformed" | "not written" | Refusal;

/** How many calls ended in which way since the start. */
export type Counts = Readonly<Partial<Record<Ending, number>>>;

/** Counts calls by how they ended. */
export function createCounts() {
	const counts: Partial<Record<Ending, number>> = {};
	return {
		/** Counts one, and gives how many there are now. */
		add(ending: Ending): number {
			const count = (counts[ending] ?? 0) + 1;
			counts[ending] = count;
			return count;
		},
		/** The counts now. */
		now: (): Counts => ({ ...counts }),
	};
}
