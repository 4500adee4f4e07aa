import { ConsecutiveBreaker, circuitBreaker as createBreaker, handleWhen, isBrokenCircuitError } from "cockatiel";
import { apiError, circuitError, ImError, isRateLimited, protocolError } from "../../errors/im-error";
import { isPlainObject } from "../../util";
import type { Middleware, Transport } from "../transport";
import type { ActionResponse } from "../wire";
import { type RateLimiter, rateLimit } from "./rate-limit";
import { type RetryContext, retry } from "./retry";
import { type Signer, userSig } from "./user-sig";

/** Parts of a pipeline that differ between connections. */
export interface PipelineOptions {
	readonly retry: RetryContext;
	readonly circuit: CircuitBreakerOptions;
	readonly limiter: RateLimiter;
	readonly signer: Signer;
}

/** Creates the transport that every call of a connection goes through, over one that sends HTTP requests. */
export function createPipeline(http: Transport, options: PipelineOptions): Transport {
	/** Outermost first. */
	const middleware: readonly Middleware[] = [
		retry(options.retry), // outermost: each attempt passes everything below
		circuitBreaker(options.circuit), // inside retry, so that it counts attempts; outside rateLimit, so that a call that is not made takes no token
		rateLimit(options.limiter), // each attempt counts as a call; it sees status 429 and code 60007
		userSig(options.signer), // signs after the wait for the rate; renews an expired UserSig without a second token
		envelope, // innermost: turns ErrorCode into the error that all of the above decide on
	];
	return middleware.reduceRight((next, wrap) => wrap(next), http);
}

/** Bounds of a circuit breaker. */
export interface CircuitBreakerOptions {
	/** Number of consecutive failures that open the circuit. */
	readonly failures: number;
	/** Time in milliseconds after which one call is let through as a probe. */
	readonly halfOpenAfterMs: number;
}

/** One call makes fewer attempts than this, so that it cannot open the circuit alone. */
export const DEFAULT_CIRCUIT_BREAKER: CircuitBreakerOptions = { failures: 20, halfOpenAfterMs: 10_000 };

/**
 * Fails calls at once while the service is down, so that a thousand profiles do not each wait for all attempts. Errors about
 * one account, content or the rate do not count as failures.
 *
 * @throws {@link ImError} `network` with `CIRCUIT_OPEN`, not retryable, while the circuit is open
 */
export function circuitBreaker({ failures, halfOpenAfterMs }: CircuitBreakerOptions): Middleware {
	const breaker = createBreaker(
		handleWhen((error) => error instanceof ImError && error.retryable && !isRateLimited(error)),
		{ halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(failures) },
	);
	return (next) => async (call) => {
		try {
			return await breaker.execute(() => next(call));
		} catch (error) {
			throw isBrokenCircuitError(error) ? circuitError(call, failures) : error;
		}
	};
}

/**
 * Turns a refusal into an error: the service reports it inside HTTP 200.
 *
 * Source: REST overview, https://trtc.io/document/34620
 *
 * @throws {@link ImError} `api` where `ErrorCode` is not 0, `protocol` where the response is not the documented envelope
 */
export function envelope(next: Transport): Transport {
	return async (call) => {
		const response = await next(call);
		if (!isActionResponse(response)) throw protocolError(call, "the response has no ActionStatus and ErrorCode");
		if (response.ErrorCode !== 0) throw apiError(call, response.ErrorCode, response.ErrorInfo);
		if (response.ActionStatus !== "OK") throw protocolError(call, "ErrorCode is 0 and ActionStatus is not OK");
		return response;
	};
}

function isActionResponse(response: unknown): response is ActionResponse {
	if (!isPlainObject(response)) return false;
	return typeof response.ActionStatus === "string" && Number.isInteger(response.ErrorCode);
}
