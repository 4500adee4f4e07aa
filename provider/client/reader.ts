import { isImError } from "../errors";
import { createBatcher } from "./joining";
import type { ProfileReads } from "./reads";
import type { RetryContext } from "./retry";
import { type ProfileReadResult, readWithBisection } from "./split";

/** Reads single accounts, joined into calls of many. */
export interface ProfileReader {
	/**
	 * Reads tags of one account. Reads that are asked for while others are under way go out together.
	 *
	 * Shape: the items, and the tags that the service refused to read, each with its error. `tags` is never empty.
	 * Errors: any `ImError`; `account` 40003 when the account is not in the service.
	 */
	read(account: string, tags: readonly string[]): Promise<ProfileReadResult>;
}

interface ProfileReadRequest {
	readonly account: string;
	readonly tags: readonly string[];
}

/** One reader for each app in a process. A call asks for the union of the tags that its accounts need. */
export function createProfileReader(reads: ProfileReads, retry: RetryContext): ProfileReader {
	const read = createBatcher<ProfileReadRequest, ProfileReadResult>({
		command: "portrait_get",
		accountOf: ({ account }) => account,
		call: (keys) => readBatch(reads, keys),
		retry,
	});
	return { read: (account, tags) => read({ account, tags }) };
}

async function readBatch(
	reads: ProfileReads,
	keys: readonly ProfileReadRequest[],
): Promise<(ProfileReadResult | Error)[]> {
	const accounts = [...new Set(keys.map(({ account }) => account))];
	const tags = [...new Set(keys.flatMap((key) => key.tags))];
	const answers = await readWithBisection(reads, accounts, tags);
	return keys.map((key) => selectResult(key, answers.get(key.account)));
}

/** What of an account's answer belongs to one read: the union of a call can ask for more. */
function selectResult(
	{ account, tags }: ProfileReadRequest,
	answer: ProfileReadResult | Error | undefined,
): ProfileReadResult | Error {
	if (answer === undefined) return new Error(`portrait_get ${account}: no answer was kept for the account`);
	if (isImError(answer) || answer instanceof Error) return answer;
	const { items, refused } = answer;
	if (refused.size === 0 && items.every(({ Tag }) => tags.includes(Tag))) return answer;
	return {
		items: items.filter(({ Tag }) => tags.includes(Tag)),
		refused: new Map([...refused].filter(([tag]) => tags.includes(tag))),
	};
}
