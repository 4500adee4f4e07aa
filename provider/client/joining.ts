import DataLoader from "dataloader";
import { errorOfAccount, isImError } from "../errors";
import { batchWindow } from "./batch-window";
import { type RetryContext, retryingAccount } from "./retry";

/** The most accounts in one call. Source: portrait_get, https://cloud.tencent.com/document/product/269/1639 */
export const MAX_ACCOUNTS_PER_CALL = 100;

/** The most calls of a kind in flight at a time. */
const MAX_CALLS_IN_FLIGHT = 4;

/** What is joined, and how a call is made. */
export interface JoinOptions<Request, Answer> {
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
export function joining<Request, Answer>(options: JoinOptions<Request, Answer>): (request: Request) => Promise<Answer> {
	const window = batchWindow({ maxSize: MAX_ACCOUNTS_PER_CALL, maxInFlight: MAX_CALLS_IN_FLIGHT });
	const loader = new DataLoader<Request, Answer>(
		(requests) => window.track(requests.length, () => callFor(requests, options)),
		{ cache: false, maxBatchSize: MAX_ACCOUNTS_PER_CALL, batchScheduleFn: window.open },
	);
	const load = (request: Request) => {
		const answer = loader.load(request);
		window.join();
		return answer;
	};
	return (request) => retryingAccount(options.retry, () => load(request));
}

async function callFor<Request, Answer>(
	requests: readonly Request[],
	{ command, accountOf, call }: JoinOptions<Request, Answer>,
): Promise<readonly (Answer | Error)[]> {
	try {
		return await call(requests);
	} catch (error) {
		if (!isImError(error)) throw error;
		return requests.map((request) => errorOfAccount(error, command, accountOf(request)));
	}
}
