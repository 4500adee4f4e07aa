import { HALF_RATE_COMMANDS, MAX_CALLS_PER_SECOND } from "../provider/model/limits";

/**
 * Most calls per second: one number for every command, or numbers by command; a command that is not listed has the
 * documented rate. `0` and `Infinity` mean no limit.
 */
export type CallsPerSecond = number | Readonly<Record<string, number>>;

/** A limit on the calls of each command. */
export interface RateLimit {
	/** Takes a token for a call of a command; returns `false` if none is left. */
	take(command: string): boolean;
	/** Returns how many calls found no token, of one command or of all. */
	refused(command?: string): number;
}

/** The most calls at once after a pause, or one second's worth of a lower rate. The emulator's own: none is published. */
const CAPACITY = 20;

interface Bucket {
	readonly tokens: number;
	/** Units: milliseconds. */
	readonly at: number;
}

/**
 * Creates a token bucket for each command, refilled by the clock `now` (milliseconds).
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
