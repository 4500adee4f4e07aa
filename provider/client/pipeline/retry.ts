import { setTimeout as systemSleep } from "node:timers/promises";
import { ImError } from "../../errors/im-error";
import type { Middleware } from "../transport";

/** Limits and delays of the retries of one call. */
export interface RetryPolicy {
	/** Maximum number of attempts after the first attempt. */
	readonly maxRetries: number;
	/** Upper limit of the delay before the first retry, in milliseconds. The limit doubles with each further retry. */
	readonly baseDelayMs: number;
	/** Upper limit of the delay before any retry, in milliseconds. */
	readonly maxDelayMs: number;
	/** Time since the start of the first attempt, in milliseconds, after which no retry starts. */
	readonly maxTotalMs: number;
}

/** Default retry policy: at most six attempts, all started within 30 seconds. */
export const DEFAULT_RETRY: RetryPolicy = { maxRetries: 5, baseDelayMs: 250, maxDelayMs: 5000, maxTotalMs: 30_000 };

/** Policy, random number generator and clock of retries. */
export interface RetryContext {
	readonly policy: RetryPolicy;
	/** Returns a random number from 0 to 1. */
	readonly random: () => number;
	/** Returns the time in milliseconds. */
	readonly now: () => number;
	/** Waits for `ms` milliseconds. The promise rejects when the signal is aborted. @defaultValue the timer of Node.js */
	readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/**
 * Creates middleware that retries a call that failed with a retryable error. Every write is safe to retry:
 * `portrait_set` sets the same values again; `account_import`, `multiaccount_import` and `create_robot` do not change
 * what already exists; a second deletion reports that the account does not exist.
 */
export function retry(context: RetryContext): Middleware {
	return (next) => (call) => withRetries(context, () => next(call), { signal: call.signal });
}

/**
 * Repeats `work`, which is about one account, while the service refuses this account with a retryable error code in a
 * successful response. {@link retry} does not handle this case, because the call itself succeeds.
 */
export function retryAccountErrors<T>(context: RetryContext, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
	return withRetries(context, work, { isRetryable: isRetryableAccountError, signal });
}

/** Whether an error is about one account, in a successful response, and may not occur again. */
export function isRetryableAccountError({ kind, retryable }: ImError): boolean {
	return kind === "account" && retryable;
}

/** Options of {@link withRetries}: which errors are retried, and a signal that ends the retries. */
export interface RetryOptions {
	/** Returns whether `work` is repeated after an error. @defaultValue the property `retryable` of the error */
	readonly isRetryable?: (error: ImError) => boolean;
	/** Aborting the signal ends the delay between attempts and prevents further attempts. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` repeatedly until it succeeds, the limits of the policy are reached, or the signal is aborted.
 *
 * @throws the error of the last attempt
 */
export async function withRetries<T>(
	context: RetryContext,
	work: () => Promise<T>,
	{ isRetryable = ({ retryable }) => retryable, signal }: RetryOptions = {},
): Promise<T> {
	const { policy, now, sleep = systemTimer } = context;
	const deadline = now() + policy.maxTotalMs;
	for (let attempt = 0; ; attempt += 1) {
		try {
			return await work();
		} catch (error) {
			const isExhausted = attempt >= policy.maxRetries || now() >= deadline;
			if (isExhausted || !shouldRetry(error, isRetryable)) throw error;
			await sleep(nextDelayMs(error, attempt, context), signal).catch(() => undefined);
			if (signal?.aborted) throw error;
		}
	}
}

function shouldRetry(error: unknown, isRetryable: (error: ImError) => boolean): error is ImError {
	return error instanceof ImError && isRetryable(error);
}

/**
 * Returns the delay before the next attempt in milliseconds. The delay grows exponentially with the number of attempts.
 * Half of the delay is random, so that calls that failed at the same time are not retried at the same time. A
 * `Retry-After` header increases the delay, up to `maxDelayMs`.
 */
export function nextDelayMs(error: ImError, attempt: number, { policy, random }: Omit<RetryContext, "now">): number {
	const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** attempt);
	const requestedMs = error.kind === "http" ? Math.min(error.retryAfterMs ?? 0, policy.maxDelayMs) : 0;
	return Math.max(requestedMs, ceilingMs * (0.5 + random() / 2));
}

/** Waits for `ms` milliseconds. The promise rejects when the signal is aborted. */
export function systemTimer(ms: number, signal?: AbortSignal): Promise<unknown> {
	return systemSleep(ms, undefined, { signal });
}
