import { TokenBucket } from "limiter";
import { isRateLimited } from "../errors";
import type { Transport } from "./transport";

/** Most calls that may go out at once after a pause. Small, so that the rate stays even. */
const MAX_BURST = 5;

/** How long a lowered rate stays before it doubles again, in milliseconds. */
const RECOVERY_MS = 5000;

/** Commands whose documented limit is 100 calls a second, where that of the others is 200. Source: https://trtc.io/document/34956 */
const HALF_AS_OFTEN: readonly string[] = ["account_check", "account_delete", "multiaccount_import"];

/** How fast calls may go. */
export interface ThrottleOptions {
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
export function withThrottle(transport: Transport, options: ThrottleOptions): Transport {
	const paces = new Map<string, Pace>();
	return async (call) => {
		const pace = paces.get(call.command) ?? createPace(paceOf(call.command, options));
		paces.set(call.command, pace);
		await pace.takeTurn();
		try {
			return await transport(call);
		} catch (error) {
			if (isRateLimited(error)) pace.slowDown();
			throw error;
		}
	};
}

function paceOf(command: string, { callsPerSecond, now }: ThrottleOptions): ThrottleOptions {
	return { callsPerSecond: HALF_AS_OFTEN.includes(command) ? callsPerSecond / 2 : callsPerSecond, now };
}

interface Pace {
	takeTurn(): Promise<unknown>;
	slowDown(): void;
}

/** The pace of one command: a bucket whose rate falls by half when it was too fast, and comes back in steps. */
function createPace({ callsPerSecond, now }: ThrottleOptions): Pace {
	const bucketSize = Math.max(1, Math.min(MAX_BURST, callsPerSecond));
	const bucket = new TokenBucket({ bucketSize, tokensPerInterval: callsPerSecond, interval: "second" });
	bucket.content = bucketSize; // the library starts empty, and a lone call would wait
	let loweredAt = Number.NEGATIVE_INFINITY;
	const mayChange = () => now() - loweredAt >= RECOVERY_MS;
	return {
		takeTurn() {
			if (bucket.tokensPerInterval < callsPerSecond && mayChange()) {
				bucket.tokensPerInterval = Math.min(callsPerSecond, bucket.tokensPerInterval * 2);
				loweredAt = now();
			}
			return bucket.removeTokens(1);
		},
		slowDown() {
			if (!mayChange()) return; // the calls that were under way together count as one warning
			bucket.tokensPerInterval = Math.max(Math.min(1, callsPerSecond), bucket.tokensPerInterval / 2);
			bucket.content = 0;
			loweredAt = now();
		},
	};
}
