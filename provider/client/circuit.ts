import { ConsecutiveBreaker, circuitBreaker as createBreaker, handleWhen, isBrokenCircuitError } from "cockatiel";
import { circuitError, isImError, isRateLimited } from "../errors";
import type { Transport } from "./transport";

/** When the service counts as down. */
export interface CircuitBreakerOptions {
	/** So many calls in a row failed, with no success between them. */
	readonly failures: number;
	/** After so many milliseconds one call is let through to see. */
	readonly halfOpenAfterMs: number;
}

/** The policy in use. One call alone makes fewer attempts than this. */
export const DEFAULT_CIRCUIT_BREAKER: CircuitBreakerOptions = { failures: 20, halfOpenAfterMs: 10_000 };

/**
 * Fails calls at once while the service is down, so that a thousand profiles do not each wait out every attempt. Refusals
 * that speak of one account, of content or of the rate do not count.
 *
 * Errors: `network`, not retryable, while the circuit is open.
 */
export function circuitBreaker(transport: Transport, { failures, halfOpenAfterMs }: CircuitBreakerOptions): Transport {
	const policy = createBreaker(
		handleWhen((error) => isImError(error) && error.retryable && !isRateLimited(error)),
		{ halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(failures) },
	);
	return async (call) => {
		try {
			return await policy.execute(() => transport(call));
		} catch (error) {
			throw isBrokenCircuitError(error) ? circuitError(call, failures) : error;
		}
	};
}
