import { ImError } from "../errors/im-error";
import { MAX_ACCOUNTS_PER_CALL } from "../model/limits";
import { type ProfileReadRequest, type ProfileReadResult, readBatch } from "./batched-reads";
import { callBatch } from "./batching";
import { isRetryableAccountError, nextDelayMs, type RetryContext, systemTimer } from "./pipeline/retry";
import type { ProfileReads } from "./reads";

/** Reads the profiles of many accounts that are all known in advance. */
export interface BulkReader {
	/** Reads tags of accounts, in calls of up to 100 accounts. The results arrive in any order. */
	readAll<Request extends ProfileReadRequest>(
		requests: readonly Request[],
		listener: BulkListener<Request, ProfileReadResult>,
	): Promise<void>;
}

/** Receives the results of a bulk read, so that the results do not have to be in memory together. */
export interface BulkListener<Request, Result> {
	/** Called once for each request. */
	readonly onResult: (request: Request, result: Result | ImError) => void;
	/** Called after each call that was made for a batch of requests. */
	readonly onCall?: (() => void) | undefined;
}

/** Dependencies of {@link createBulkReader}. */
export interface BulkReaderOptions {
	readonly retry: RetryContext;
	/** Returns the number of calls that may be in flight. */
	readonly maxCallsInFlight: () => number;
}

/**
 * Creates a bulk reader. Each call requests every tag that at least one of its accounts needs. Accounts that the service
 * refuses with a retryable error code are read again.
 */
export function createBulkReader(reads: ProfileReads, options: BulkReaderOptions): BulkReader {
	return {
		async readAll(requests, listener) {
			let next = 0;
			let running = 0;
			await new Promise<void>((resolve, reject) => {
				const start = () => {
					while (next < requests.length && running < options.maxCallsInFlight()) {
						const batch = requests.slice(next, next + MAX_ACCOUNTS_PER_CALL);
						next += batch.length;
						running += 1;
						readWithRetries(reads, { ...options, batch, ...listener }).then(() => {
							running -= 1;
							start();
						}, reject);
					}
					if (running === 0) resolve();
				};
				start();
			});
		},
	};
}

interface BatchRead<Request> extends BulkReaderOptions, BulkListener<Request, ProfileReadResult> {
	readonly batch: readonly Request[];
}

async function readWithRetries<Request extends ProfileReadRequest>(
	reads: ProfileReads,
	{ batch, retry, onResult, onCall }: BatchRead<Request>,
): Promise<void> {
	const { policy, now, sleep = systemTimer } = retry;
	const deadline = now() + policy.maxTotalMs;
	let pending = batch;
	for (let attempt = 0; pending.length > 0; attempt += 1) {
		const isLast = attempt >= policy.maxRetries || now() >= deadline;
		const results = await callBatch(pending, {
			command: "portrait_get",
			accountOf: ({ account }) => account,
			call: (requests) => readBatch(reads, requests),
		});
		onCall?.();
		const mayRetry = (result: ProfileReadResult | Error | undefined): result is ImError =>
			!isLast && result instanceof ImError && isRetryableAccountError(result);
		for (const [index, request] of pending.entries()) {
			const result = results[index];
			if (!mayRetry(result)) report(request, result, onResult);
		}
		pending = pending.filter((_, index) => mayRetry(results[index]));
		const refusal = results.find(mayRetry);
		if (refusal !== undefined) await sleep(nextDelayMs(refusal, attempt, retry));
	}
}

function report<Request>(
	request: Request,
	result: ProfileReadResult | Error | undefined,
	onResult: BulkListener<Request, ProfileReadResult>["onResult"],
): void {
	if (result instanceof Error && !(result instanceof ImError)) throw result;
	if (result !== undefined) onResult(request, result);
}
