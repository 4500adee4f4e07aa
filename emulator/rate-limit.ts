import { HALF_RATE_COMMANDS, MAX_CALLS_PER_SECOND } from "../provider/model/limits";

/**
 * The maximum calls per second: one number for all commands, or an object with a number for each command. Commands that
 * are not in the object have their documented rate. `0` and `Infinity` mean no limit.
 */
export type CallsPerSecond = number | Readonly<Record<string, number>>;

/** A rate limit for each command. */
export interface RateLimit {
	/** Takes one token for a call of a command. Returns `false` if no token is left, so that the call must be refused. */
	take(command: string): boolean;
	/** Returns how many calls of a command were refused. Without an argument, counts the calls of all commands. */
	refused(command?: string): number;
}

/**
 * The maximum number of tokens in a bucket, which is the largest burst of calls after a pause. A bucket whose rate is
 * lower than this number of calls per second holds at most the tokens of one second. The service does not publish the
 * size of a burst.
 */
const CAPACITY = 20;

interface Bucket {
	readonly tokens: number;
	/** The time of the last refill, in milliseconds. */
	readonly at: number;
}

/**
 * Creates a rate limit with a token bucket for each command. `now` returns the time in milliseconds.
 *
 * Source: the service publishes the rates but not the window, https://trtc.io/document/34620
 */
export function createRateLimit(callsPerSecond: CallsPerSecond, now: () => number): RateLimit {
	const buckets = new Map<string, Bucket>();
	const refusals = new Map<string, number>();
	return {
		take(command) {
			const rate = rateOf(command, callsPerSecond);
			if (rate === 0 || rate === Infinity) return true;
			const bucket = refill(buckets.get(command), rate, now());
			const isAllowed = bucket.tokens >= 1;
			buckets.set(command, isAllowed ? { ...bucket, tokens: bucket.tokens - 1 } : bucket);
			if (!isAllowed) refusals.set(command, (refusals.get(command) ?? 0) + 1);
			return isAllowed;
		},
		refused(command) {
			if (command !== undefined) return refusals.get(command) ?? 0;
			return [...refusals.values()].reduce((sum, count) => sum + count, 0);
		},
	};
}

function rateOf(command: string, callsPerSecond: CallsPerSecond): number {
	if (typeof callsPerSecond === "number") return callsPerSecond;
	return Object.hasOwn(callsPerSecond, command) ? (callsPerSecond[command] ?? 0) : documentedRate(command);
}

function refill(bucket: Bucket | undefined, rate: number, at: number): Bucket {
	const capacity = Math.max(Math.min(rate, CAPACITY), 1);
	if (bucket === undefined) return { tokens: capacity, at };
	const elapsedMs = Math.max(at - bucket.at, 0);
	return { tokens: Math.min(capacity, bucket.tokens + (elapsedMs / 1000) * rate), at };
}

function documentedRate(command: string): number {
	return HALF_RATE_COMMANDS.includes(command) ? MAX_CALLS_PER_SECOND / 2 : MAX_CALLS_PER_SECOND;
}
