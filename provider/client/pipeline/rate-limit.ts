import { TokenBucket } from "limiter";
import { isRateLimited } from "../../errors/im-error";
import type { Transport } from "../transport";

/** Most calls that may go out at once after a pause. Small, so that the rate stays even. */
const MAX_BURST = 5;

/** How long a lowered rate stays before it doubles again, in milliseconds. */
const RECOVERY_MS = 5000;

/** Commands whose documented limit is 100 calls a second, where that of the others is 200. Source: https://trtc.io/document/34956 */
const HALF_RATE_COMMANDS: readonly string[] = ["account_check", "account_delete", "multiaccount_import"];

/** How fast calls may go. */
export interface RateLimitOptions {
	/** Most calls of one command in a second; half of it for a command whose documented limit is half. */
	readonly callsPerSecond: number;
	/** Clock, in milliseconds. */
	readonly now: () => number;
}

/**
 * Holds calls back so that no command goes above the rate, first come, first served. Each command has a bucket of its
 * own, as the service counts. An answer that there are too many calls halves the rate of its command for a while.
 *
 * Source of the limits: https://trtc.io/document/34419
 */
export function rateLimit(transport: Transport, options: RateLimitOptions): Transport {
	const limiters = new Map<string, RateLimiter>();
	return async (call) => {
		const pace = limiters.get(call.command) ?? createRateLimiter(paceOf(call.command, options));
		limiters.set(call.command, pace);
		await pace.acquire();
		try {
			return await transport(call);
		} catch (error) {
			if (isRateLimited(error)) pace.backOff();
			throw error;
		}
	};
}

function paceOf(command: string, { callsPerSecond, now }: RateLimitOptions): RateLimitOptions {
	return { callsPerSecond: HALF_RATE_COMMANDS.includes(command) ? callsPerSecond / 2 : callsPerSecond, now };
}

interface RateLimiter {
	acquire(): Promise<unknown>;
	backOff(): void;
}

/** The pace of one command: a bucket whose rate falls by half when it was too fast, and comes back in steps. */
function createRateLimiter({ callsPerSecond, now }: RateLimitOptions): RateLimiter {
	const bucketSize = Math.max(1, Math.min(MAX_BURST, callsPerSecond));
	const bucket = new TokenBucket({ bucketSize, tokensPerInterval: callsPerSecond, interval: "second" });
	bucket.content = bucketSize; // the library starts empty, and a lone call would wait
	let loweredAt = Number.NEGATIVE_INFINITY;
	const canAdjust = () => now() - loweredAt >= RECOVERY_MS;
	return {
		acquire() {
			if (bucket.tokensPerInterval < callsPerSecond && canAdjust()) {
				bucket.tokensPerInterval = Math.min(callsPerSecond, bucket.tokensPerInterval * 2);
				loweredAt = now();
			}
			return bucket.removeTokens(1);
		},
		backOff() {
			if (!canAdjust()) return; // the calls that were under way together count as one warning
			bucket.tokensPerInterval = Math.max(Math.min(1, callsPerSecond), bucket.tokensPerInterval / 2);
			bucket.content = 0;
			loweredAt = now();
		},
	};
}
