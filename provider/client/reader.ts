import DataLoader from "dataloader";
import { errorOfAccount, type ImError, isImError } from "../errors";
import { batchWindow } from "./batch-window";
import type { Reads } from "./reads";
import { type RetryContext, retrying } from "./retry";
import { type AccountAnswer, readSplitting } from "./split";

/** Reads single accounts, joined into calls of many. */
export interface ProfileReader {
	/**
	 * Reads tags of one account. Reads that are asked for while others are under way go out together.
	 *
	 * Shape: the items, and the tags that the service refused to read, each with its error. `tags` is never empty.
	 * Errors: any `ImError`; `account` 40003 when the account is not in the service.
	 */
	read(account: string, tags: readonly string[]): Promise<AccountAnswer>;
}

/** The most accounts in one call. Source: portrait_get, https://cloud.tencent.com/document/product/269/1639 */
export const MAX_ACCOUNTS_PER_CALL = 100;

/** Calls that may be in flight before further reads wait and join. */
const MAX_CALLS_IN_FLIGHT = 4;

interface ReadKey {
	readonly account: string;
	readonly tags: readonly string[];
}

/**
 * One reader for each app in a process. A call asks for the union of the tags that its accounts need. An account that
 * failed by itself for a passing reason is read again.
 */
export function createReader(reads: Reads, retry: RetryContext): ProfileReader {
	const window = batchWindow(MAX_CALLS_IN_FLIGHT);
	const loader = new DataLoader<ReadKey, AccountAnswer>((keys) => window.track(() => readBatch(reads, keys)), {
		cache: false,
		maxBatchSize: MAX_ACCOUNTS_PER_CALL,
		batchScheduleFn: window.schedule,
	});
	const isPassing = (error: ImError) => error.kind === "account" && error.retryable;
	return { read: (account, tags) => retrying(retry, isPassing, () => loader.load({ account, tags })) };
}

async function readBatch(reads: Reads, keys: readonly ReadKey[]): Promise<(AccountAnswer | Error)[]> {
	const accounts = [...new Set(keys.map(({ account }) => account))];
	const tags = [...new Set(keys.flatMap((key) => key.tags))];
	try {
		const answers = await readSplitting(reads, accounts, tags);
		return keys.map((key) => answerFor(key, answers.get(key.account)));
	} catch (error) {
		if (!isImError(error)) throw error;
		return keys.map(({ account }) => errorOfAccount(error, "portrait_get", account));
	}
}

/** What of an account's answer belongs to one read: the union of a call can ask for more. */
function answerFor({ account, tags }: ReadKey, answer: AccountAnswer | Error | undefined): AccountAnswer | Error {
	if (answer === undefined) return new Error(`portrait_get ${account}: no answer was kept for the account`);
	if (isImError(answer) || answer instanceof Error) return answer;
	return {
		items: answer.items.filter(({ Tag }) => tags.includes(Tag)),
		refused: new Map([...answer.refused].filter(([tag]) => tags.includes(tag))),
	};
}
