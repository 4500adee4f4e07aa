import { ConsecutiveBreaker, circuitBreaker as createBreaker, handleWhen, isBrokenCircuitError } from "cockatiel";
import { apiError, circuitError, ImError, isRateLimited, protocolError } from "../../errors/im-error";
import type { Transport } from "../transport";
import type { ActionResponse } from "../wire";

/**
 * Turns an answer that is a refusal into an error: the service reports those inside HTTP 200.
 *
 * Errors: `api` where `ErrorCode` is not 0; `protocol` where the answer is not the documented envelope.
 * Source: REST overview, https://trtc.io/document/34620
 */
export function envelope(transport: Transport): Transport {
	return async (call) => {
		const answer = await transport(call);
		if (!isActionResponse(answer)) throw protocolError(call, "the answer has no ActionStatus and ErrorCode");
		if (answer.ErrorCode !== 0) throw apiError(call, answer.ErrorCode, answer.ErrorInfo);
		if (answer.ActionStatus !== "OK") throw protocolError(call, "ErrorCode is 0 and ActionStatus is not OK");
		return answer;
	};
}

function isActionResponse(answer: unknown): answer is ActionResponse {
	if (typeof answer !== "object" || answer === null) return false;
	const { ActionStatus, ErrorCode } = answer as Partial<ActionResponse>;
	return typeof ActionStatus === "string" && Number.isInteger(ErrorCode);
}

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
		handleWhen((error) => error instanceof ImError && error.retryable && !isRateLimited(error)),
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
