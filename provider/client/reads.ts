import { accountError, ImError, isAccountMissing, protocolError } from "../errors/im-error";
import type { ProfileItem } from "../model/types";
import { isPlainObject } from "../util/core";
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

/** The tags of one account in a response, or the error that the response reports for this account. */
export type AccountItems = readonly ProfileItem[] | ImError;

/** Methods that make the API calls that read profiles. */
export interface ProfileReads {
	/**
	 * Reads tags of at most 100 accounts in one call.
	 *
	 * Returns one entry for each account. A tag that was never set may be absent or have its zero value. The entry is an
	 * `account` error if the read of this account failed (40003: the account does not exist), and a `protocol` error if
	 * the response does not include the account.
	 *
	 * Source: portrait_get, https://cloud.tencent.com/document/product/269/1639
	 *
	 * @throws {@link ImError} when the whole call fails
	 */
	portraitGet(accounts: readonly string[], tags: readonly string[]): Promise<ReadonlyMap<string, AccountItems>>;
}

const NOT_INCLUDED = "the response does not include the account";

/** Placeholder UserIDs that a response contains for accounts that do not exist. Source: tim-js-sdk 2.27.6. */
const MISSING_ACCOUNT_IDS: readonly string[] = ["@TLS#NOT_FOUND", ""];

/** Creates the methods that read profiles. The methods send their API calls through the transport. */
export function createProfileReads(transport: Transport): ProfileReads {
	return {
		async portraitGet(accounts, tags) {
			const body: PortraitGetRequest = { To_Account: accounts, TagList: tags };
			const call: ApiCall = { service: "profile", command: "portrait_get", accounts, body };
			const response = await transport(call);
			if (!isPortraitGetResponse(response)) throw protocolError(call, "UserProfileItem is not a list of accounts");
			return matchAccounts(accounts, response.UserProfileItem, call);
		},
	};
}

/**
 * Returns the result of each account. Results are found by UserID, never by position. Accounts without a result count
 * as missing on the service if the response contains at least as many placeholders as there are such accounts.
 */
function matchAccounts(accounts: readonly string[], answered: readonly UserProfileItem[], call: ApiCall) {
	const [placeholders, named] = partition(answered);
	const byAccount = new Map(named.map((item) => [item.To_Account, item]));
	if (byAccount.size < named.length) throw protocolError(call, "UserProfileItem lists an account twice");
	const unmatched = accounts.filter((account) => !byAccount.has(account));
	const codeOfMissing = placeholders.length >= unmatched.length ? sharedCode(placeholders) : undefined;
	return new Map(accounts.map((account) => [account, toItems(account, byAccount.get(account), codeOfMissing)]));
}

/**
 * Converts the result of one account to its tags or its error. `codeOfMissing` is the error code of accounts that the
 * response does not list; it is undefined if the response contains no such code.
 */
function toItems(account: string, item: UserProfileItem | undefined, codeOfMissing: number | undefined): AccountItems {
	const single = { command: "portrait_get", accounts: [account] };
	const code = item?.ResultCode ?? codeOfMissing;
	if (code === undefined) return protocolError(single, NOT_INCLUDED);
	if (code !== 0) return accountError("portrait_get", account, code);
	const items = item?.ProfileItem ?? [];
	return isProfileItems(items)
		? items
		: protocolError(single, "ProfileItem is not a list of distinct tags with values");
}

function partition(answered: readonly UserProfileItem[]) {
	const isPlaceholder = (item: UserProfileItem) => MISSING_ACCOUNT_IDS.includes(item.To_Account);
	return [answered.filter(isPlaceholder), answered.filter((item) => !isPlaceholder(item))] as const;
}

function sharedCode(items: readonly UserProfileItem[]): number | undefined {
	const codes = new Set(items.map((item) => item.ResultCode));
	return codes.size === 1 && !codes.has(0) ? [...codes][0] : undefined;
}

function isPortraitGetResponse(response: unknown): response is PortraitGetResponse {
	const items = (response as Partial<PortraitGetResponse>).UserProfileItem;
	return Array.isArray(items) && items.every(isUserProfileItem);
}

function isUserProfileItem(item: unknown): item is UserProfileItem {
	return isPlainObject(item) && typeof item.To_Account === "string" && typeof item.ResultCode === "number";
}

function isProfileItems(items: unknown): items is readonly ProfileItem[] {
	if (!Array.isArray(items) || !items.every(isProfileItem)) return false;
	return new Set(items.map((item) => item.Tag)).size === items.length;
}

function isProfileItem(item: unknown): item is ProfileItem {
	if (!isPlainObject(item)) return false;
	const { Tag, Value } = item;
	const isValue = typeof Value === "string" || typeof Value === "bigint" || Number.isSafeInteger(Value);
	return typeof Tag === "string" && isValue;
}

/** Methods that make the API calls that read accounts and robots. */
export interface AccountReads {
	/**
	 * Checks at most 100 accounts. Returns one entry for each account: whether the account exists, or the error of this
	 * account. Rate limit: 100 calls per second for each app.
	 *
	 * Source: account_check, https://trtc.io/document/34956
	 *
	 * @throws {@link ImError} when the whole call fails
	 */
	accountCheck(accounts: readonly string[]): Promise<ReadonlyMap<string, boolean | ImError>>;
	/**
	 * Returns the UserIDs of all robots of the app, at most 20.
	 *
	 * Source: get_all_robots, https://trtc.io/document/55280
	 *
	 * @throws {@link ImError} when the call fails
	 */
	getAllRobots(): Promise<readonly string[]>;
}

/** Creates the methods that read accounts and robots. The methods send their API calls through the transport. */
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
			const response = await transport(call);
			if (!isRobotList(response)) throw protocolError(call, "Robot_Account is not a list of accounts");
			return response.Robot_Account;
		},
	};
}

/**
 * Converts the result of `account_check` for one account: returns whether the account exists, or the error. According
 * to the documentation, a missing account has the status `NotImported` and the code 0. The error code for a missing
 * account is treated in the same way.
 */
function toExistence(account: string, result: AccountResult | ImError): boolean | ImError {
	if (result instanceof ImError) return isAccountMissing(result) ? false : result;
	if (result.AccountStatus === "Imported") return true;
	if (result.AccountStatus === "NotImported") return false;
	const call = { command: "account_check", accounts: [account] };
	return protocolError(call, "AccountStatus is neither Imported nor NotImported");
}

function isRobotList(response: unknown): response is GetAllRobotsResponse {
	const accounts = (response as Partial<GetAllRobotsResponse>).Robot_Account;
	return Array.isArray(accounts) && accounts.every((account) => typeof account === "string");
}

/**
 * Parses a response that has a `ResultItem` for each account. Items are found by UserID, never by position. Returns one
 * entry for each account of the call. The entry is an `account` error if its result code is not 0, and a `protocol`
 * error if the response does not include the account.
 *
 * @throws {@link ImError} `protocol` when the response has no list of accounts, or lists an account twice
 */
export function parseAccountResults(call: ApiCall, response: unknown): ReadonlyMap<string, AccountResult | ImError> {
	if (!isResultsResponse(response)) throw protocolError(call, "ResultItem is not a list of accounts");
	const byAccount = new Map(response.ResultItem.map((item) => [item.UserID, item]));
	if (byAccount.size < response.ResultItem.length) throw protocolError(call, "ResultItem lists an account twice");
	return new Map(call.accounts.map((account) => [account, toResult(call.command, account, byAccount.get(account))]));
}

function toResult(command: string, account: string, item: AccountResult | undefined): AccountResult | ImError {
	if (item === undefined) return protocolError({ command, accounts: [account] }, NOT_INCLUDED);
	return item.ResultCode === 0 ? item : accountError(command, account, item.ResultCode);
}

function isResultsResponse(response: unknown): response is AccountResultsResponse {
	const items = (response as Partial<AccountResultsResponse>).ResultItem;
	return Array.isArray(items) && items.every(isAccountResult);
}

function isAccountResult(item: unknown): item is AccountResult {
	return isPlainObject(item) && typeof item.UserID === "string" && typeof item.ResultCode === "number";
}
