import { TokenBucket } from "limiter";
import { abortedError, isRateLimited } from "../../errors/im-error";
import { HALF_RATE_COMMANDS } from "../../model/limits";
import { getOrCreate, untilAborted } from "../../util";
import type { ApiCall, Middleware } from "../transport";

/** Maximum number of calls sent at once after a pause. It is small, so that the rate stays even. */
const MAX_BURST = 5;

/** Time after which a lowered rate doubles again, in milliseconds. */
const RECOVERY_MS = 5000;

/**
 * Delays calls so that no command exceeds its rate. A response that says "too many calls" halves the rate of its command for
 * a while.
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

/** Grants the calls of an app, first come, first served. Each command has a bucket of its own, as the service counts. */
export interface RateLimiter {
	/**
	 * Waits until the call may be sent.
	 *
	 * @throws {@link ImError} `network` with `ABORTED` when the signal of the call is aborted first
	 */
	acquire(call: ApiCall): Promise<void>;
	/** Halves the rate of a command. */
	backOff(command: string): void;
	/** Lowers the rate of every command, if it is higher. */
	limitTo(callsPerSecond: number): void;
}

/** Rate and clock of a limiter. */
export interface RateLimitOptions {
	/** Maximum calls of one command in a second; half of it for commands whose documented limit is half. */
	readonly callsPerSecond: number;
	/** Clock in milliseconds. */
	readonly now: () => number;
}

/** Limiters by app, endpoint and share of the rate. */
export type RateLimiters = Map<string, RateLimiter>;

/** Returns the limiter of a key. It is shared by all connections of the key, at the lowest rate that any of them asks for. */
export function getRateLimiter(limiters: RateLimiters, key: string, options: RateLimitOptions): RateLimiter {
	const limiter = getOrCreate(limiters, key, () => createRateLimiter(options));
	limiter.limitTo(options.callsPerSecond);
	return limiter;
}

/** Creates a limiter with full buckets. */
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
	bucket.content = bucketSize; // the library starts with an empty bucket, which would delay the first call
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
			// An aborted call takes no token when its turn comes.
			const turn = queue.then(() => (signal?.aborted ? undefined : bucket.removeTokens(1)));
			queue = turn;
			await untilAborted(
				() => turn,
				signal,
				() => abortedError(call),
			);
		},
		backOff() {
			if (!canAdjust()) return; // the calls that were in flight together count as one warning
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
