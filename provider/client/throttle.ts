import { TokenBucket } from "limiter";
import type { Transport } from "./transport";

/** Most calls that may go out at once after a pause. Small, so that the rate stays even. */
const MAX_BURST = 5;

/**
 * Holds calls back so that no command goes above the rate, first come, first served. Each command has a bucket of its
 * own, as the service counts.
 *
 * Units: calls a second. Source of the limits: https://trtc.io/document/34419
 */
export function withThrottle(transport: Transport, callsPerSecond: number): Transport {
	const buckets = new Map<string, TokenBucket>();
	return async (call) => {
		const bucket = buckets.get(call.command) ?? createBucket(callsPerSecond);
		buckets.set(call.command, bucket);
		await bucket.removeTokens(1);
		return transport(call);
	};
}

function createBucket(callsPerSecond: number): TokenBucket {
	const bucketSize = Math.max(1, Math.min(MAX_BURST, callsPerSecond));
	const bucket = new TokenBucket({ bucketSize, tokensPerInterval: callsPerSecond, interval: "second" });
	bucket.content = bucketSize; // the library starts empty, and a lone call would wait
	return bucket;
}
