import {
	retry as createRetry,
	DelegateBackoff,
	handleWhen,
	type IRetryBackoffContext,
	type RetryPolicy as Policy,
} from "cockatiel";
import { ImError } from "../../errors/im-error";
import type { Transport } from "../transport";

/** How often and how long a call is made again. */
export interface RetryPolicy {
	/** Most attempts after the first. */
	readonly maxRetries: number;
	/** Ceiling of the first wait, in milliseconds; it doubles with each attempt. */
	readonly baseDelayMs: number;
	/** Ceiling of any wait, in milliseconds. */
	readonly maxDelayMs: number;
	/** No attempt begins when so many milliseconds have gone by since the first. */
	readonly maxTotalMs: number;
}

/** The policy in use: at most six attempts, none of which begins after half a minute. */
export const DEFAULT_RETRY: RetryPolicy = { maxRetries: 5, baseDelayMs: 250, maxDelayMs: 5000, maxTotalMs: 30_000 };

/** What the decision about a wait depends on. */
export interface RetryContext {
	readonly policy: RetryPolicy;
	/** Chance, from 0 to 1. */
	readonly random: () => number;
	/** Clock, in milliseconds. */
	readonly now: () => number;
}

/**
 * How long to wait before a call is made again, in milliseconds. Half of the wait is left to chance, so that callers
 * that failed together do not return together. A server's own Retry-After is the least, up to the policy's ceiling.
 */
export function nextDelayMs(error: ImError, attempt: number, { policy, random }: Omit<RetryContext, "now">): number {
	const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** attempt);
	const asked = error.kind === "http" ? Math.min(error.retryAfterMs ?? 0, policy.maxDelayMs) : 0;
	return Math.max(asked, ceiling * (0.5 + random() / 2));
}

/**
 * Runs something again, after a wait, while it fails with an error that `isCurable` says time can cure. Most work succeeds
 * at once and needs no policy: one is made when some has failed, which counts as its first attempt.
 */
export function withRetries<T>(
	context: RetryContext,
	isRetryable: (error: ImError) => boolean,
	work: () => Promise<T>,
): Promise<T> {
	const end = context.now() + context.policy.maxTotalMs;
	return work().catch((error: unknown) => {
		if (!(error instanceof ImError) || !isRetryable(error)) throw error;
		const isWorthwhile = (later: unknown) => later instanceof ImError && isRetryable(later) && context.now() < end;
		return policyOf(context, isWorthwhile).execute(({ attempt }) => (attempt === 0 ? Promise.reject(error) : work()));
	});
}

/**
 * Does something about one account again while the service answers, for that account alone, with what time can cure: a
 * refusal that stands in an answer which is OK as a whole, so that {@link retry} does not see it.
 */
export function retryAccountErrors<T>(context: RetryContext, work: () => Promise<T>): Promise<T> {
	return withRetries(context, ({ kind, retryable }) => kind === "account" && retryable, work);
}

function policyOf(context: RetryContext, isWorthwhile: (error: unknown) => boolean): Policy {
	return createRetry(handleWhen(isWorthwhile), {
		maxAttempts: context.policy.maxRetries,
		backoff: new DelegateBackoff((attempt: IRetryBackoffContext<unknown>) => delayOf(attempt, context)),
	});
}

/**
 * Makes a call again where its error says that it can succeed. Every write may be repeated: `portrait_set` and the imports
 * are upserts, a robot exists once, and what a first deletion removed is missing in the second.
 */
export function retry(transport: Transport, context: RetryContext): Transport {
	return (call) =>
		withRetries(
			context,
			(error) => error.retryable,
			() => transport(call),
		);
}

function delayOf({ attempt, result }: IRetryBackoffContext<unknown>, context: RetryContext): number {
	if (!("error" in result) || !(result.error instanceof ImError)) return 0;
	return nextDelayMs(result.error, attempt - 1, context);
}
