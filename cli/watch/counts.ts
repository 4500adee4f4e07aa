import type { RejectionReason } from "./admit";

/** How a webhook call ended. */
export type WebhookResult = "recorded" | "repeated" | "ignored" | "malformed" | "not written" | RejectionReason;

/** How many calls ended in which way since the start. */
export type WebhookCounts = Readonly<Partial<Record<WebhookResult, number>>>;

/** Counts calls by how they ended. */
export function createCounts() {
	const counts: Partial<Record<WebhookResult, number>> = {};
	return {
		/** Counts one, and gives how many there are now. */
		add(ending: WebhookResult): number {
			const count = (counts[ending] ?? 0) + 1;
			counts[ending] = count;
			return count;
		},
		/** The counts now. */
		now: (): WebhookCounts => ({ ...counts }),
	};
}
