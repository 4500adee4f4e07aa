import { ConsecutiveBreaker, circuitBreaker as createBreaker, handleWhen, isBrokenCircuitError } from "cockatiel";
import { apiError, circuitError, ImError, isRateLimited, protocolError } from "../../errors/im-error";
import { isPlainObject } from "../../util/core";
import type { Middleware, Transport } from "../transport";
import type { ActionResponse } from "../wire";
import { type RateLimiter, rateLimit } from "./rate-limit";
import { type RetryContext, retry } from "./retry";
import { type Signer, userSig } from "./user-sig";

/** The parts of a pipeline that are different for each connection. */
export interface PipelineOptions {
	readonly retry: RetryContext;
	readonly circuit: CircuitBreakerOptions;
	readonly limiter: RateLimiter;
	readonly signer: Signer;
}

/**
 * Creates the transport of a connection by wrapping all middleware around `http`, the transport that sends HTTP
 * requests.
 */
export function createPipeline(http: Transport, options: PipelineOptions): Transport {
	/** The middleware in order, outermost first. */
	const middleware: readonly Middleware[] = [
		retry(options.retry), // outermost, so that each attempt passes through all other middleware
		circuitBreaker(options.circuit), // inside retry, to count each attempt; outside rateLimit, so that a call that is not sent takes no token
		rateLimit(options.limiter), // counts each attempt as a call; backs off after status 429 and code 60007
		userSig(options.signer), // signs after the rate-limit wait; renews an expired UserSig without taking a second token
		envelope, // innermost: converts ErrorCode to the error on which the other middleware decide
	];
	return middleware.reduceRight((next, wrap) => wrap(next), http);
}

/** Number of failures and delay of a circuit breaker. */
export interface CircuitBreakerOptions {
	/** Number of consecutive failures that open the circuit. */
	readonly failures: number;
	/** Time in milliseconds after which an open circuit lets one call through as a probe. */
	readonly halfOpenAfterMs: number;
}

/**
 * Default options of the circuit breaker. The number of failures is higher than the maximum number of attempts of one
 * call, so that a single call cannot open the circuit.
 */
export const DEFAULT_CIRCUIT_BREAKER: CircuitBreakerOptions = { failures: 20, halfOpenAfterMs: 10_000 };

/**
 * Creates middleware that fails calls immediately while the service is down. Without this middleware, each of a
 * thousand profiles would wait for all retries. Errors about one account, about content or about the rate limit do not
 * count as failures.
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
 * Wraps a transport so that a call throws an error when the service refuses the call. The service reports a refusal in
 * the body of a response that has the HTTP status 200.
 *
 * According to the source, every response has an `ActionStatus`. In practice, some responses lack it, so that
 * `ErrorCode` alone decides about them.
 *
 * Source: REST overview, https://trtc.io/document/34620
 *
 * @throws {@link ImError} `api` when `ErrorCode` is not 0, `protocol` when `ErrorCode` is missing, or when
 * `ActionStatus` contradicts it
 */
export function envelope(next: Transport): Transport {
	return async (call) => {
		const response = await next(call);
		if (!isActionResponse(response)) throw protocolError(call, "the response has no ErrorCode");
		const { ActionStatus = "OK", ErrorCode, ErrorInfo } = response;
		if (ErrorCode !== 0) throw apiError(call, ErrorCode, ErrorInfo);
		if (ActionStatus !== "OK") throw protocolError(call, "ErrorCode is 0 but ActionStatus is not OK");
		return response;
	};
}

function isActionResponse(response: unknown): response is ActionResponse {
	return isPlainObject(response) && Number.isInteger(response.ErrorCode);
}
