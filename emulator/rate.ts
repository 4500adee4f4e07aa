/** How often a command may be called: one number for each command, or numbers by command. */
export type CallsPerSecond = number | Readonly<Record<string, number>>;

/** A limit on the calls of each command. */
export interface RateLimit {
	/** Takes a token for a command; `false` when there is none left. */
	take(command: string): boolean;
}

interface Bucket {
	readonly tokens: number;
	readonly at: number;
}

/**
 * A token bucket for each command, filled by the clock: as many tokens as calls in a second.
 *
 * Limits: without `callsPerSecond`, or for a command it does not list, everything passes.
 * Source: the vendor publishes the rates (200 and 100 per second by interface) and not the window,
 * https://trtc.io/document/34620
 */
export function createRateLimit(callsPerSecond: CallsPerSecond | undefined, now: () => number): RateLimit {
	const buckets = new Map<string, Bucket>();
	const rateOf = (command: string) => (typeof callsPerSecond === "number" ? callsPerSecond : callsPerSecond?.[command]);
	return {
		take(command) {
			const rate = rateOf(command);
			if (rate === undefined) return true;
			const filled = fill(buckets.get(command), rate, now());
			const passes = filled.tokens >= 1;
			buckets.set(command, passes ? { ...filled, tokens: filled.tokens - 1 } : filled);
			return passes;
		},
	};
}

function fill(bucket: Bucket | undefined, rate: number, at: number): Bucket {
	const capacity = Math.max(rate, 1);
	if (bucket === undefined) return { tokens: capacity, at };
	const elapsedMs = Math.max(at - bucket.at, 0);
	return { tokens: Math.min(capacity, bucket.tokens + (elapsedMs / 1000) * rate), at };
}
