import { type ApiError, accountError, apiError, errorCodeOf, ImError, isAccountMissing } from "../errors/im-error";
import type { ProfileItem } from "../model/types";
import { createBatcher } from "./batching";
import type { RetryContext } from "./pipeline/retry";
import type { AccountItems, AccountReads, ProfileReads } from "./reads";

/** Reads the profiles of accounts, one account for each request. Concurrent requests are batched into one call. */
export interface ProfileReader {
	/**
	 * Reads tags of one account. `tags` must not be empty.
	 *
	 * @throws {@link ImError} `account` 40003 when the account does not exist
	 */
	read(account: string, tags: readonly string[], signal?: AbortSignal): Promise<ProfileReadResult>;
}

/** Result of reading tags of one account. */
export interface ProfileReadResult {
	/** The requested tags with their live values. A tag that was never set may be absent. */
	readonly items: readonly ProfileItem[];
	/** Errors of the tags that the service refused to read, keyed by tag. */
	readonly refused: ReadonlyMap<string, ApiError>;
}

/** An account, and the tags to read of it. `tags` must not be empty. */
export interface ProfileReadRequest {
	readonly account: string;
	readonly tags: readonly string[];
}

/** Creates a profile reader. Each API call requests every tag that at least one of its batched reads needs. */
export function createProfileReader(reads: ProfileReads, retry: RetryContext): ProfileReader {
	const read = createBatcher<ProfileReadRequest, ProfileReadResult>({
		command: "portrait_get",
		accountOf: ({ account }) => account,
		call: (requests) => readBatch(reads, requests),
		retry,
	});
	return { read: (account, tags, signal) => read({ account, tags }, signal) };
}

/**
 * Reads the tags of several accounts, at most 100, in one call. Returns a result or an error for each request.
 *
 * @throws {@link ImError} if the whole call fails
 */
export async function readBatch(
	reads: ProfileReads,
	requests: readonly ProfileReadRequest[],
): Promise<readonly (ProfileReadResult | Error)[]> {
	const accounts = [...new Set(requests.map(({ account }) => account))];
	const tags = [...new Set(requests.flatMap((request) => request.tags))];
	const results = await readWithBisection(reads, accounts, tags);
	return requests.map((request) => selectResult(request, results.get(request.account)));
}

/** Returns the result of reading an account, reduced to the tags that one request needs. */
function selectResult(
	{ account, tags }: ProfileReadRequest,
	result: ProfileReadResult | ImError | undefined,
): ProfileReadResult | Error {
	if (result === undefined)
		return new Error(`portrait_get ${account}: the response contains no result for this account`);
	if (result instanceof ImError) return result;
	const { items, refused } = result;
	const needed = new Set(tags);
	if (refused.size === 0 && items.every(({ Tag }) => needed.has(Tag))) return result;
	return {
		items: items.filter(({ Tag }) => needed.has(Tag)),
		refused: new Map([...refused].filter(([tag]) => needed.has(tag))),
	};
}

/**
 * Results of reading several profiles, keyed by UserID. The value is an error if the profile of that account could not
 * be read.
 */
export type ProfileReadResults = ReadonlyMap<string, ProfileReadResult | ImError>;

/**
 * Error codes of a call that fails as a whole because of one tag: no read permission (40007), tag does not exist
 * (40009). Source: https://trtc.io/document/34348
 */
const SINGLE_TAG_CODES: readonly number[] = [40007, 40009];

/**
 * The maximum number of calls of one read that are refused because of a tag before lists of tags are no longer split.
 * Enough to find 30 refused tags among 60. Without a limit, a state with many unknown tags would take a call for each.
 */
const MAX_SPLIT_CALLS = 100;

/** The number of calls of one read that the service has refused because of a tag. */
interface RefusedCalls {
	count: number;
}

/**
 * Reads tags of several accounts. If a call fails because of one tag or one account, the list of tags or accounts is
 * repeatedly split in half, until a call is about only that tag or account. All other tags and accounts are still read.
 * After {@link MAX_SPLIT_CALLS} calls that failed because of a tag, every tag of a further such call is refused.
 *
 * @throws {@link ImError} if the call fails for a reason other than one tag or one account
 */
export async function readWithBisection(
	reads: ProfileReads,
	accounts: readonly string[],
	tags: readonly string[],
	refusedCalls: RefusedCalls = { count: 0 },
): Promise<ProfileReadResults> {
	try {
		return mapValues(await reads.portraitGet(accounts, tags), toProfileReadResult);
	} catch (error) {
		const errorCode = errorCodeOf(error);
		if (errorCode === undefined) throw error;
		if (SINGLE_TAG_CODES.includes(errorCode)) return bisectTags(reads, { accounts, tags, errorCode, refusedCalls });
		if (isAccountMissing(error)) return bisectAccounts(reads, { accounts, tags, errorCode, refusedCalls });
		throw error;
	}
}

interface FailedCall {
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
	readonly errorCode: number;
	readonly refusedCalls: RefusedCalls;
}

async function bisectTags(
	reads: ProfileReads,
	{ accounts, tags, errorCode, refusedCalls }: FailedCall,
): Promise<ProfileReadResults> {
	refusedCalls.count += 1;
	if (tags.length <= 1 || refusedCalls.count > MAX_SPLIT_CALLS) {
		return new Map(accounts.map((account) => [account, refusedTags(account, tags, errorCode)]));
	}
	const [left, right] = halves(tags);
	const leftResults = await readWithBisection(reads, accounts, left, refusedCalls);
	const rightResults = await readWithBisection(reads, accounts, right, refusedCalls);
	return mapValues(leftResults, (result, account) => merge(result, rightResults.get(account) ?? result));
}

async function bisectAccounts(
	reads: ProfileReads,
	{ accounts, tags, errorCode, refusedCalls }: FailedCall,
): Promise<ProfileReadResults> {
	const [only, ...others] = accounts;
	if (only !== undefined && others.length === 0) {
		return new Map([[only, accountError("portrait_get", only, errorCode)]]);
	}
	const [left, right] = halves(accounts);
	return new Map([
		...(await readWithBisection(reads, left, tags, refusedCalls)),
		...(await readWithBisection(reads, right, tags, refusedCalls)),
	]);
}

function refusedTags(account: string, tags: readonly string[], errorCode: number): ProfileReadResult {
	const error = apiError({ command: "portrait_get", accounts: [account] }, errorCode);
	return { items: [], refused: new Map(tags.map((tag) => [tag, error])) };
}

function merge(a: ProfileReadResult | ImError, b: ProfileReadResult | ImError): ProfileReadResult | ImError {
	if (a instanceof ImError) return a;
	if (b instanceof ImError) return b;
	return { items: [...a.items, ...b.items], refused: new Map([...a.refused, ...b.refused]) };
}

function toProfileReadResult(items: AccountItems): ProfileReadResult | ImError {
	return items instanceof ImError ? items : { items, refused: new Map() };
}

function halves<T>(list: readonly T[]): readonly [readonly T[], readonly T[]] {
	const middle = Math.ceil(list.length / 2);
	return [list.slice(0, middle), list.slice(middle)];
}

function mapValues<V, W>(map: ReadonlyMap<string, V>, toValue: (value: V, key: string) => W): ReadonlyMap<string, W> {
	return new Map([...map].map(([key, value]) => [key, toValue(value, key)]));
}

/**
 * Returns whether an account exists. Concurrent checks of several accounts are batched into one call.
 *
 * @throws {@link ImError} if the check of this account fails
 */
export type AccountChecker = (account: string, signal?: AbortSignal) => Promise<boolean>;

/** Creates an {@link AccountChecker} that batches up to 100 accounts into one `account_check` call. */
export function createAccountChecker(reads: Pick<AccountReads, "accountCheck">, retry: RetryContext): AccountChecker {
	return createBatcher<string, boolean>({
		command: "account_check",
		accountOf: (account) => account,
		async call(accounts) {
			const results = await reads.accountCheck([...new Set(accounts)]);
			return accounts.map(
				(account) =>
					results.get(account) ??
					new Error(`account_check ${account}: the response contains no result for this account`),
			);
		},
		retry,
	});
}
