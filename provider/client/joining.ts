import DataLoader from "dataloader";
import { isImError, toAccountError } from "../errors";
import { createBatchScheduler } from "./batch-window";
import { type RetryContext, retryAccountErrors } from "./retry";

/** The most accounts in one call. Source: portrait_get, https://cloud.tencent.com/document/product/269/1639 */
export const MAX_ACCOUNTS_PER_CALL = 100;

/** The most calls of a kind in flight at a time. */
const MAX_CALLS_IN_FLIGHT = 4;

/** What is joined, and how a call is made. */
export interface BatcherOptions<Request, Answer> {
	/** The command that errors name. */
	readonly command: string;
	/** The account that a request is about. */
	readonly accountOf: (request: Request) => string;
	/** Makes one call for at most 100 requests. Gives an answer, or an error, for each, in their order. */
	readonly call: (requests: readonly Request[]) => Promise<readonly (Answer | Error)[]>;
	readonly retry: RetryContext;
}

/**
 * Joins requests about single accounts into calls of many. Those asked for while others wait or are under way go out
 * together, and one that is alone goes out at once.
 * An account that failed by itself for a passing reason is asked for again; the failure of a whole call is every request's.
 *
 * Errors: any `ImError`, named after the request's account.
 */
export function createBatcher<Request, Answer>(
	options: BatcherOptions<Request, Answer>,
): (request: Request) => Promise<Answer> {
	const window = createBatchScheduler({ maxSize: MAX_ACCOUNTS_PER_CALL, maxInFlight: MAX_CALLS_IN_FLIGHT });
	const loader = new DataLoader<Request, Answer>(
		(requests) => window.run(requests.length, () => callBatch(requests, options)),
		{ cache: false, maxBatchSize: MAX_ACCOUNTS_PER_CALL, batchScheduleFn: window.schedule },
	);
	const load = (request: Request) => {
		const answer = loader.load(request);
		window.onEnqueue();
		return answer;
	};
	return (request) => retryAccountErrors(options.retry, () => load(request));
}

async function callBatch<Request, Answer>(
	requests: readonly Request[],
	{ command, accountOf, call }: BatcherOptions<Request, Answer>,
): Promise<readonly (Answer | Error)[]> {
	try {
		return await call(requests);
	} catch (error) {
		if (!isImError(error)) throw error;
		return requests.map((request) => toAccountError(error, command, accountOf(request)));
	}
}
