import { accountError, ImError, isAccountMissing, protocolError } from "../errors/im-error";
import type { ProfileItem } from "../model/types";
import type { ApiCall, Transport } from "./transport";
import type {
	AccountCheckRequest,
	AccountResult,
	AccountResultsResponse,
	GetAllRobotsResponse,
	PortraitGetRequest,
	PortraitGetResponse,
	UserProfileItem,
} from "./wire";

/** What one account's part of an answer says: its items, or why there are none. */
export type AccountItems = readonly ProfileItem[] | ImError;

/** The calls that change nothing. */
export interface ProfileReads {
	/**
	 * Reads tags of several accounts in one call.
	 *
	 * Shape: an entry for each account asked. A tag never set can be absent, or come with its zero value.
	 * Limits: the vendor advises at most 100 accounts for a call; the caller keeps to it.
	 * Errors: any `ImError` when the call fails as a whole; an entry is an `account` error where one account failed (40003:
	 * not imported), or a `protocol` error where the answer leaves the account out.
	 * Source: portrait_get, https://cloud.tencent.com/document/product/269/1639
	 */
	portraitGet(accounts: readonly string[], tags: readonly string[]): Promise<ReadonlyMap<string, AccountItems>>;
}

/** What a missing account can be called in an answer. Seen in tim-js-sdk 2.27.6. */
const MISSING_ACCOUNT_IDS: readonly string[] = ["@TLS#NOT_FOUND", ""];

/** The reading half of the client. */
export function createProfileReads(transport: Transport): ProfileReads {
	return {
		async portraitGet(accounts, tags) {
			const body: PortraitGetRequest = { To_Account: accounts, TagList: tags };
			const call: ApiCall = { service: "profile", command: "portrait_get", accounts, body };
			const answer = await transport(call);
			if (!isPortraitGetResponse(answer)) throw protocolError(call, "UserProfileItem is not a list of accounts");
			return matchAccounts(accounts, answer.UserProfileItem, call);
		},
	};
}

/** Accounts are matched by id and never by position; what no id matches must be named by a placeholder. */
function matchAccounts(accounts: readonly string[], answered: readonly UserProfileItem[], call: ApiCall) {
	const [placeholders, named] = partition(answered);
	const byAccount = new Map(named.map((item) => [item.To_Account, item]));
	if (byAccount.size < named.length) throw protocolError(call, "UserProfileItem has an account twice");
	const unmatched = accounts.filter((account) => !byAccount.has(account));
	const failure = placeholders.length >= unmatched.length ? sharedCode(placeholders) : undefined;
	return new Map(accounts.map((account) => [account, toItems(account, byAccount.get(account), { failure, call })]));
}

interface MatchContext {
	/** The code of the accounts that only a placeholder names; none where the answer does not tell. */
	readonly failure: number | undefined;
	readonly call: ApiCall;
}

function toItems(
	account: string,
	item: UserProfileItem | undefined,
	{ failure, call: { command } }: MatchContext,
): AccountItems {
	const single = { command, accounts: [account] };
	const code = item?.ResultCode ?? failure;
	if (code === undefined) return protocolError(single, "the answer leaves the account out");
	if (code !== 0) return accountError(command, account, code);
	const items = item?.ProfileItem ?? [];
	return isProfileItems(items)
		? items
		: protocolError(single, "ProfileItem is not a list of tags and values, each once");
}

function partition(answered: readonly UserProfileItem[]) {
	const isPlaceholder = (item: UserProfileItem) => MISSING_ACCOUNT_IDS.includes(item.To_Account);
	return [answered.filter(isPlaceholder), answered.filter((item) => !isPlaceholder(item))] as const;
}

function sharedCode(items: readonly UserProfileItem[]): number | undefined {
	const codes = new Set(items.map((item) => item.ResultCode));
	return codes.size === 1 && !codes.has(0) ? [...codes][0] : undefined;
}

function isPortraitGetResponse(answer: unknown): answer is PortraitGetResponse {
	const items = (answer as Partial<PortraitGetResponse>).UserProfileItem;
	return Array.isArray(items) && items.every(isUserProfileItem);
}

function isUserProfileItem(item: unknown): item is UserProfileItem {
	if (typeof item !== "object" || item === null) return false;
	const { To_Account, ResultCode } = item as Partial<UserProfileItem>;
	return typeof To_Account === "string" && typeof ResultCode === "number";
}

function isProfileItems(items: unknown): items is readonly ProfileItem[] {
	if (!Array.isArray(items) || !items.every(isProfileItem)) return false;
	return new Set(items.map((item) => item.Tag)).size === items.length;
}

function isProfileItem(item: unknown): item is ProfileItem {
	if (typeof item !== "object" || item === null) return false;
	const { Tag, Value } = item as Partial<ProfileItem>;
	return (
		typeof Tag === "string" && (typeof Value === "string" || typeof Value === "bigint" || Number.isSafeInteger(Value))
	);
}

/**
 * What an answer with a `ResultItem` for each account says, matched by id and never by position.
 *
 * Shape: an entry for each account of the call. One is an `account` error where its code is not 0, and a `protocol` error
 * where the answer leaves the account out.
 * Errors: `protocol` when the answer has no list of accounts, or one of them twice.
 */
export function parseAccountResults(call: ApiCall, answer: unknown): ReadonlyMap<string, AccountResult | ImError> {
	if (!isResultsResponse(answer)) throw protocolError(call, "ResultItem is not a list of accounts");
	const byAccount = new Map(answer.ResultItem.map((item) => [item.UserID, item]));
	if (byAccount.size < answer.ResultItem.length) throw protocolError(call, "ResultItem has an account twice");
	return new Map(call.accounts.map((account) => [account, resultOf(call.command, account, byAccount.get(account))]));
}

function resultOf(command: string, account: string, item: AccountResult | undefined): AccountResult | ImError {
	if (item === undefined) return protocolError({ command, accounts: [account] }, "the answer leaves the account out");
	return item.ResultCode === 0 ? item : accountError(command, account, item.ResultCode);
}

function isResultsResponse(answer: unknown): answer is AccountResultsResponse {
	const items = (answer as Partial<AccountResultsResponse>).ResultItem;
	return Array.isArray(items) && items.every(isAccountResult);
}

function isAccountResult(item: unknown): item is AccountResult {
	if (typeof item !== "object" || item === null) return false;
	const { UserID, ResultCode } = item as Partial<AccountResult>;
	return typeof UserID === "string" && typeof ResultCode === "number";
}

/** The calls about accounts that change nothing. */
export interface AccountReads {
	/**
	 * Says for several accounts whether they exist.
	 *
	 * Shape: an entry for each account asked; an error where one account failed.
	 * Limits: at most 100 accounts; the caller keeps to it. 100 calls a second for an app.
	 * Errors: any `ImError` when the call fails as a whole.
	 * Source: account_check, https://trtc.io/document/34956
	 */
	accountCheck(accounts: readonly string[]): Promise<ReadonlyMap<string, boolean | ImError>>;
	/**
	 * The accounts of all robots of the app.
	 *
	 * Limits: an app has at most 20.
	 * Errors: any `ImError`.
	 * Source: get_all_robots, https://trtc.io/document/55280
	 */
	getAllRobots(): Promise<readonly string[]>;
}

/** The reading half of the client, for accounts and robots. */
export function createAccountReads(transport: Transport): AccountReads {
	return {
		async accountCheck(accounts) {
			const body: AccountCheckRequest = { CheckItem: accounts.map((account) => ({ UserID: account })) };
			const call: ApiCall = { service: "im_open_login_svc", command: "account_check", accounts, body };
			const results = parseAccountResults(call, await transport(call));
			return new Map([...results].map(([account, result]) => [account, toExistence(account, result)]));
		},

		async getAllRobots() {
			const call: ApiCall = { service: "openim_robot_http_svc", command: "get_all_robots", accounts: [], body: {} };
			const answer = await transport(call);
			if (!isRobots(answer)) throw protocolError(call, "Robot_Account is not a list of accounts");
			return answer.Robot_Account;
		},
	};
}

/** A missing account is documented as `NotImported` with code 0; the code of a missing account says the same. */
function toExistence(account: string, result: AccountResult | ImError): boolean | ImError {
	if (result instanceof ImError) return isAccountMissing(result) ? false : result;
	if (result.AccountStatus === "Imported") return true;
	if (result.AccountStatus === "NotImported") return false;
	return protocolError(
		{ command: "account_check", accounts: [account] },
		"AccountStatus is neither Imported nor NotImported",
	);
}

function isRobots(answer: unknown): answer is GetAllRobotsResponse {
	const accounts = (answer as Partial<GetAllRobotsResponse>).Robot_Account;
	return Array.isArray(accounts) && accounts.every((account) => typeof account === "string");
}
