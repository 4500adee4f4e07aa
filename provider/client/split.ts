import { accountError, apiError, type ImError, isAccountMissing, isImError } from "../errors";
import type { AccountItems, Reads } from "./reads";
import type { ProfileItem } from "./wire";

/** What is known of one account after a read. */
export interface AccountAnswer {
	readonly items: readonly ProfileItem[];
	/** Tags that the service refused to read for this account's call. */
	readonly refused: ReadonlyMap<string, ImError>;
}

/** Answers by account; an error where one account failed. */
export type Answers = ReadonlyMap<string, AccountAnswer | ImError>;

/** Codes by which one tag spoils a whole call: no such tag, no read permission. Source: https://trtc.io/document/34348 */
const TAG_CODES: readonly (number | undefined)[] = [40007, 40009];

/**
 * Reads, and where a call fails as a whole because of one account or one tag, halves it until the culprit stands alone;
 * the others get their answer.
 *
 * Errors: any `ImError` that neither a single account nor a single tag explains.
 */
export async function readSplitting(
	reads: Reads,
	accounts: readonly string[],
	tags: readonly string[],
): Promise<Answers> {
	try {
		return mapValues(await reads.portraitGet(accounts, tags), asAnswer);
	} catch (error) {
		if (!isImError(error)) throw error;
		if (TAG_CODES.includes(error.errorCode)) return splitTags(reads, { accounts, tags, error });
		if (isAccountMissing(error)) return splitAccounts(reads, { accounts, tags, error });
		throw error;
	}
}

interface FailedCall {
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
	readonly error: ImError;
}

async function splitTags(reads: Reads, { accounts, tags, error }: FailedCall): Promise<Answers> {
	const [only, ...others] = tags;
	if (only !== undefined && others.length === 0) {
		return new Map(accounts.map((account) => [account, refusedTag(account, only, error)]));
	}
	const [left, right] = halves(tags);
	const leftAnswers = await readSplitting(reads, accounts, left);
	const rightAnswers = await readSplitting(reads, accounts, right);
	return mapValues(leftAnswers, (answer, account) => merge(answer, rightAnswers.get(account) ?? answer));
}

async function splitAccounts(reads: Reads, { accounts, tags, error }: FailedCall): Promise<Answers> {
	const [only, ...others] = accounts;
	if (only !== undefined && others.length === 0) {
		return new Map([[only, accountError("portrait_get", only, error.errorCode ?? 0)]]);
	}
	const [left, right] = halves(accounts);
	return new Map([...(await readSplitting(reads, left, tags)), ...(await readSplitting(reads, right, tags))]);
}

function refusedTag(account: string, tag: string, { errorCode = 0 }: ImError): AccountAnswer {
	const error = apiError({ command: "portrait_get", accounts: [account] }, errorCode);
	return { items: [], refused: new Map([[tag, error]]) };
}

function merge(a: AccountAnswer | ImError, b: AccountAnswer | ImError): AccountAnswer | ImError {
	if (isImError(a)) return a;
	if (isImError(b)) return b;
	return { items: [...a.items, ...b.items], refused: new Map([...a.refused, ...b.refused]) };
}

function asAnswer(items: AccountItems): AccountAnswer | ImError {
	return isImError(items) ? items : { items: items as readonly ProfileItem[], refused: new Map() };
}

function halves<T>(list: readonly T[]): readonly [readonly T[], readonly T[]] {
	const middle = Math.ceil(list.length / 2);
	return [list.slice(0, middle), list.slice(middle)];
}

function mapValues<V, W>(map: ReadonlyMap<string, V>, change: (value: V, key: string) => W): ReadonlyMap<string, W> {
	return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}
