/**
 * How often a command may be called: one number for each command, or numbers by command; a command that is not listed
 * has the documented rate. `0` and `Infinity` mean no limit.
 */
export type CallsPerSecond = number | Readonly<Record<string, number>>;

/** The documented rate of most commands. Source: https://trtc.io/document/34620 */
export const CALLS_PER_SECOND = 200;

/** The documented rates of the others. Source: the pages of the calls, https://trtc.io/document/34954 to 34956 */
const documented: Readonly<Record<string, number>> = {
	multiaccount_import: 100,
	account_check: 100,
	account_delete: 100,
};

/** The most calls at once after a pause; of a rate below it, a second's worth. The emulator's own: the vendor publishes none. */
export const CAPACITY = 20;

/** A limit on the calls of each command. */
export interface RateLimit {
	/** Takes a token for a command; `false` when there is none left. */
	take(command: string): boolean;
	/** How many calls found no token, of one command or of all. */
	refused(command?: string): number;
}

interface Bucket {
	readonly tokens: number;
	readonly at: number;
}

/**
 * A token bucket for each command, filled by the clock.
 *
 * Source: the vendor publishes the rates (200 and 100 per second by interface) and not the window,
 * https://trtc.io/document/34620
 */
export function createRateLimit(callsPerSecond: CallsPerSecond, now: () => number): RateLimit {
	const buckets = new Map<string, Bucket>();
	const refusals = new Map<string, number>();
	return {
		take(command) {
			const rate = rateOf(callsPerSecond, command);
			if (rate === 0 || rate === Infinity) return true;
			const filled = fill(buckets.get(command), rate, now());
			const passes = filled.tokens >= 1;
			buckets.set(command, passes ? { ...filled, tokens: filled.tokens - 1 } : filled);
			if (!passes) refusals.set(command, (refusals.get(command) ?? 0) + 1);
			return passes;
		},
		refused: (command) =>
			command === undefined ? [...refusals.values()].reduce((sum, n) => sum + n, 0) : (refusals.get(command) ?? 0),
	};
}

function rateOf(callsPerSecond: CallsPerSecond, command: string): number {
	if (typeof callsPerSecond === "number") return callsPerSecond;
	return rateIn(callsPerSecond, command) ?? rateIn(documented, command) ?? CALLS_PER_SECOND;
}

function rateIn(rates: Readonly<Record<string, number>>, command: string): number | undefined {
	return Object.hasOwn(rates, command) ? rates[command] : undefined;
}

function fill(bucket: Bucket | undefined, rate: number, at: number): Bucket {
	const capacity = Math.max(Math.min(rate, CAPACITY), 1);
	if (bucket === undefined) return { tokens: capacity, at };
	const elapsedMs = Math.max(at - bucket.at, 0);
	return { tokens: Math.min(capacity, bucket.tokens + (elapsedMs / 1000) * rate), at };
}
