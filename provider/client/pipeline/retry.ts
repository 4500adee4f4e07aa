import { setTimeout as systemSleep } from "node:timers/promises";
import { ImError } from "../../errors/im-error";
import type { Middleware } from "../transport";

/** Bounds of the retries of one call. */
export interface RetryPolicy {
	/** Maximum number of attempts after the first one. */
	readonly maxRetries: number;
	/** Ceiling of the first wait in milliseconds; it doubles with each attempt. */
	readonly baseDelayMs: number;
	/** Ceiling of every wait in milliseconds. */
	readonly maxDelayMs: number;
	/** No retry starts later than this after the first attempt, in milliseconds. */
	readonly maxTotalMs: number;
}

/** At most six attempts, all started within 30 seconds. */
export const DEFAULT_RETRY: RetryPolicy = { maxRetries: 5, baseDelayMs: 250, maxDelayMs: 5000, maxTotalMs: 30_000 };

/** Policy, randomness and time of retries. */
export interface RetryContext {
	readonly policy: RetryPolicy;
	/** Random number from 0 to 1. */
	readonly random: () => number;
	/** Clock in milliseconds. */
	readonly now: () => number;
	/** Waits; rejects when the signal is aborted. @defaultValue the timer of Node.js */
	readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/**
 * Repeats a call whose error is retryable. Every write can be repeated: `portrait_set` and the imports are upserts,
 * creating a robot is idempotent, and deleting a deleted account is reported as such.
 */
export function retry(context: RetryContext): Middleware {
	return (next) => (call) => withRetries(context, () => next(call), { signal: call.signal });
}

/**
 * Repeats work about one account while the service refuses this account with a retryable code inside an OK response,
 * which {@link retry} does not see.
 */
export function retryAccountErrors<T>(context: RetryContext, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
	const isRetryable = ({ kind, retryable }: ImError) => kind === "account" && retryable;
	return withRetries(context, work, { isRetryable, signal });
}

/** Which errors are retried, and until when. */
export interface RetryOptions {
	/** @defaultValue errors that are `retryable` */
	readonly isRetryable?: (error: ImError) => boolean;
	/** Ends the wait between attempts, and all further attempts. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Runs work until it succeeds, the policy is exhausted or the signal is aborted.
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
	const canRetry = (error: unknown, attempt: number): error is ImError =>
		error instanceof ImError && isRetryable(error) && attempt < policy.maxRetries && now() < deadline;
	for (let attempt = 0; ; attempt += 1) {
		try {
			return await work();
		} catch (error) {
			if (!canRetry(error, attempt)) throw error;
			await sleep(nextDelayMs(error, attempt, context), signal).catch(() => undefined);
			if (signal?.aborted) throw error;
		}
	}
}

/**
 * Returns the wait before the next attempt in milliseconds: exponential back-off, half of it random, so that calls that
 * failed together are not repeated together. A `Retry-After` raises the wait, up to the ceiling of the policy.
 */
export function nextDelayMs(error: ImError, attempt: number, { policy, random }: Omit<RetryContext, "now">): number {
	const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** attempt);
	const requestedMs = error.kind === "http" ? Math.min(error.retryAfterMs ?? 0, policy.maxDelayMs) : 0;
	return Math.max(requestedMs, ceilingMs * (0.5 + random() / 2));
}

function systemTimer(ms: number, signal?: AbortSignal): Promise<unknown> {
	return systemSleep(ms, undefined, { signal });
}
