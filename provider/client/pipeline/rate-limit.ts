import { TokenBucket } from "limiter";
import { abortedError, isRateLimited } from "../../errors/im-error";
import { HALF_RATE_COMMANDS } from "../../model/limits";
import { getOrCreate, untilAborted } from "../../util/core";
import type { ApiCall, Middleware } from "../transport";

/**
 * Maximum number of calls of one command that are sent immediately after a pause. A small burst keeps the rate even.
 */
const MAX_BURST = 5;

/** Time in milliseconds after which a halved rate is doubled again, up to the configured rate. */
const RECOVERY_MS = 5000;

/**
 * Creates middleware that delays calls so that no command exceeds its rate limit. When the service reports too many
 * calls, the rate of that command is halved, and is later increased again to the configured rate.
 *
 * Source of the limits: https://trtc.io/document/34419
 */
export function rateLimit(limiter: RateLimiter): Middleware {
	return (next) => async (call) => {
		await limiter.acquire(call);
		try {
			return await next(call);
		} catch (error) {
			if (isRateLimited(error)) limiter.backOff(call.command);
			throw error;
		}
	};
}

/**
 * Limits the rate of the API calls to one app. Calls of the same command are sent in the order in which they were made.
 * Each command has a separate token bucket, because the service counts each command separately.
 */
export interface RateLimiter {
	/**
	 * Waits until the rate limit allows the call.
	 *
	 * @throws {@link ImError} `network` with `ABORTED` when the signal of the call is aborted during the wait
	 */
	acquire(call: ApiCall): Promise<void>;
	/** Halves the rate of a command, after the service reported too many calls. */
	backOff(command: string): void;
	/** Lowers the rate limit of every command to `callsPerSecond`. A value above the current limit has no effect. */
	limitTo(callsPerSecond: number): void;
}

/** Rate and clock of a rate limiter. */
export interface RateLimitOptions {
	/**
	 * Maximum number of calls of one command per second; half of this number for commands whose documented limit is half.
	 */
	readonly callsPerSecond: number;
	/** Returns the time in milliseconds. */
	readonly now: () => number;
}

/** Rate limiters keyed by app, endpoint and rate share. */
export type RateLimiters = Map<string, RateLimiter>;

/**
 * Returns the rate limiter for a map key. All connections with this map key share the rate limiter, which uses the
 * lowest rate that any of these connections configures.
 */
export function getRateLimiter(limiters: RateLimiters, key: string, options: RateLimitOptions): RateLimiter {
	const limiter = getOrCreate(limiters, key, () => createRateLimiter(options));
	limiter.limitTo(options.callsPerSecond);
	return limiter;
}

/** Creates a rate limiter whose token buckets are full. */
export function createRateLimiter({ callsPerSecond, now }: RateLimitOptions): RateLimiter {
	const buckets = new Map<string, CommandBucket>();
	let limit = callsPerSecond;
	const limitOf = (command: string) => (HALF_RATE_COMMANDS.includes(command) ? limit / 2 : limit);
	const bucketOf = (command: string) => getOrCreate(buckets, command, () => createCommandBucket(limitOf(command), now));
	return {
		acquire: (call) => bucketOf(call.command).acquire(call),
		backOff: (command) => bucketOf(command).backOff(),
		limitTo(lower) {
			if (lower >= limit) return;
			limit = lower;
			for (const [command, bucket] of buckets) bucket.limitTo(limitOf(command));
		},
	};
}

interface CommandBucket {
	acquire(call: ApiCall): Promise<void>;
	backOff(): void;
	limitTo(callsPerSecond: number): void;
}

function createCommandBucket(callsPerSecond: number, now: () => number): CommandBucket {
	const bucketSize = bucketSizeFor(callsPerSecond);
	const bucket = new TokenBucket({ bucketSize, tokensPerInterval: callsPerSecond, interval: "second" });
	bucket.content = bucketSize; // a new bucket of the library is empty, which would delay the first call
	let limit = callsPerSecond;
	let adjustedAt = Number.NEGATIVE_INFINITY;
	let queue: Promise<unknown> = Promise.resolve();
	const canAdjust = () => now() - adjustedAt >= RECOVERY_MS;
	const setRate = (rate: number) => {
		bucket.tokensPerInterval = rate;
		adjustedAt = now();
	};
	return {
		async acquire(call) {
			const { signal } = call;
			if (bucket.tokensPerInterval < limit && canAdjust()) setRate(Math.min(limit, bucket.tokensPerInterval * 2));
			// A call that was aborted in the queue takes no token.
			const turn = queue.then(() => (signal?.aborted ? undefined : bucket.removeTokens(1)));
			queue = turn;
			await untilAborted(
				() => turn,
				signal,
				() => abortedError(call),
			);
		},
		backOff() {
			if (!canAdjust()) return; // several calls in flight that report too many calls count as one report
			setRate(Math.max(Math.min(1, limit), bucket.tokensPerInterval / 2));
			bucket.content = 0;
		},
		limitTo(lower) {
			limit = lower;
			bucket.bucketSize = bucketSizeFor(lower);
			bucket.tokensPerInterval = Math.min(bucket.tokensPerInterval, lower);
			bucket.content = Math.min(bucket.content, bucket.bucketSize);
		},
	};
}

function bucketSizeFor(callsPerSecond: number): number {
	return Math.max(1, Math.min(MAX_BURST, callsPerSecond));
}
