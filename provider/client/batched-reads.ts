import { type ApiError, accountError, apiError, errorCodeOf, ImError, isAccountMissing } from "../errors/im-error";
import type { ProfileItem } from "../model/types";
import { createBatcher } from "./batching";
import type { RetryContext } from "./pipeline/retry";
import type { AccountItems, AccountReads, ProfileReads } from "./reads";

/** What is known of one account after a read. */
export interface ProfileReadResult {
	readonly items: readonly ProfileItem[];
	/** Tags that the service refused to read for this account's call. */
	readonly refused: ReadonlyMap<string, ApiError>;
}

/** Answers by account; an error where one account failed. */
export type ProfileReadResults = ReadonlyMap<string, ProfileReadResult | ImError>;

/** Codes by which one tag spoils a whole call: no such tag, no read permission. Source: https://trtc.io/document/34348 */
const SINGLE_TAG_CODES: readonly number[] = [40007, 40009];

/**
 * Reads, and where a call fails as a whole because of one account or one tag, halves it until the culprit stands alone;
 * the others get their answer.
 *
 * Errors: any `ImError` that neither a single account nor a single tag explains.
 */
export async function readWithBisection(
	reads: ProfileReads,
	accounts: readonly string[],
	tags: readonly string[],
): Promise<ProfileReadResults> {
	try {
		return mapValues(await reads.portraitGet(accounts, tags), toProfileReadResult);
	} catch (error) {
		const errorCode = errorCodeOf(error);
		if (errorCode === undefined) throw error;
		if (SINGLE_TAG_CODES.includes(errorCode)) return bisectTags(reads, { accounts, tags, errorCode });
		if (isAccountMissing(error)) return bisectAccounts(reads, { accounts, tags, errorCode });
		throw error;
	}
}

interface FailedCall {
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
	readonly errorCode: number;
}

async function bisectTags(reads: ProfileReads, { accounts, tags, errorCode }: FailedCall): Promise<ProfileReadResults> {
	const [only, ...others] = tags;
	if (only !== undefined && others.length === 0) {
		return new Map(accounts.map((account) => [account, refusedTag(account, only, errorCode)]));
	}
	const [left, right] = halves(tags);
	const leftAnswers = await readWithBisection(reads, accounts, left);
	const rightAnswers = await readWithBisection(reads, accounts, right);
	return mapValues(leftAnswers, (answer, account) => merge(answer, rightAnswers.get(account) ?? answer));
}

async function bisectAccounts(
	reads: ProfileReads,
	{ accounts, tags, errorCode }: FailedCall,
): Promise<ProfileReadResults> {
	const [only, ...others] = accounts;
	if (only !== undefined && others.length === 0) {
		return new Map([[only, accountError("portrait_get", only, errorCode)]]);
	}
	const [left, right] = halves(accounts);
	return new Map([...(await readWithBisection(reads, left, tags)), ...(await readWithBisection(reads, right, tags))]);
}

function refusedTag(account: string, tag: string, errorCode: number): ProfileReadResult {
	const error = apiError({ command: "portrait_get", accounts: [account] }, errorCode);
	return { items: [], refused: new Map([[tag, error]]) };
}

function merge(a: ProfileReadResult | ImError, b: ProfileReadResult | ImError): ProfileReadResult | ImError {
	if (a instanceof ImError) return a;
	if (b instanceof ImError) return b;
	return { items: [...a.items, ...b.items], refused: new Map([...a.refused, ...b.refused]) };
}

function toProfileReadResult(items: AccountItems): ProfileReadResult | ImError {
	return items instanceof ImError ? items : { items: items as readonly ProfileItem[], refused: new Map() };
}

function halves<T>(list: readonly T[]): readonly [readonly T[], readonly T[]] {
	const middle = Math.ceil(list.length / 2);
	return [list.slice(0, middle), list.slice(middle)];
}

function mapValues<V, W>(map: ReadonlyMap<string, V>, change: (value: V, key: string) => W): ReadonlyMap<string, W> {
	return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}

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
	if (answer instanceof ImError || answer instanceof Error) return answer;
	const { items, refused } = answer;
	if (refused.size === 0 && items.every(({ Tag }) => tags.includes(Tag))) return answer;
	return {
		items: items.filter(({ Tag }) => tags.includes(Tag)),
		refused: new Map([...refused].filter(([tag]) => tags.includes(tag))),
	};
}

/** Says of single accounts whether they exist, joined into calls of many. Errors: any `ImError`. */
export type AccountChecker = (account: string) => Promise<boolean>;

/** One checker for each app in a process. */
export function createAccountChecker(reads: Pick<AccountReads, "accountCheck">, retry: RetryContext): AccountChecker {
	return createBatcher<string, boolean>({
		command: "account_check",
		accountOf: (account) => account,
		async call(accounts) {
			const answers = await reads.accountCheck([...new Set(accounts)]);
			return accounts.map((account) => answers.get(account) ?? noAnswer(account));
		},
		retry,
	});
}

function noAnswer(account: string): Error {
	return new Error(`account_check ${account}: no answer was kept for the account`);
}
