import { accountError, ImError, isAccountMissing, protocolError } from "../errors/im-error";
import type { ProfileItem } from "../model/types";
import { isPlainObject } from "../util";
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

/** The tags of one account in a response, or its error. */
export type AccountItems = readonly ProfileItem[] | ImError;

/** Calls that read profiles. */
export interface ProfileReads {
	/**
	 * Reads tags of at most 100 accounts in one call.
	 *
	 * The result has an entry for each account. A tag that was never set may be absent or have its zero value. An entry is an
	 * `account` error where one account failed (40003: it does not exist), and a `protocol` error where the response does not
	 * include the account.
	 *
	 * Source: portrait_get, https://cloud.tencent.com/document/product/269/1639
	 *
	 * @throws {@link ImError} when the whole call fails
	 */
	portraitGet(accounts: readonly string[], tags: readonly string[]): Promise<ReadonlyMap<string, AccountItems>>;
}

const NOT_INCLUDED = "the response does not include the account";

/** Ids of accounts that do not exist, as seen in tim-js-sdk 2.27.6. */
const MISSING_ACCOUNT_IDS: readonly string[] = ["@TLS#NOT_FOUND", ""];

/** Creates the calls that read profiles. */
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
 * Matches accounts by id, never by position. Accounts without a match are missing, if the response has a placeholder for each
 * of them.
 */
function matchAccounts(accounts: readonly string[], answered: readonly UserProfileItem[], call: ApiCall) {
	const [placeholders, named] = partition(answered);
	const byAccount = new Map(named.map((item) => [item.To_Account, item]));
	if (byAccount.size < named.length) throw protocolError(call, "UserProfileItem lists an account twice");
	const unmatched = accounts.filter((account) => !byAccount.has(account));
	const codeOfMissing = placeholders.length >= unmatched.length ? sharedCode(placeholders) : undefined;
	return new Map(accounts.map((account) => [account, toItems(account, byAccount.get(account), codeOfMissing)]));
}

/** `codeOfMissing` is undefined where the response does not tell the code of accounts that it does not name. */
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

/** Calls that read accounts and robots. */
export interface AccountReads {
	/**
	 * Returns for each of at most 100 accounts whether it exists, or its error. Limit: 100 calls per second for an app.
	 *
	 * Source: account_check, https://trtc.io/document/34956
	 *
	 * @throws {@link ImError} when the whole call fails
	 */
	accountCheck(accounts: readonly string[]): Promise<ReadonlyMap<string, boolean | ImError>>;
	/**
	 * Returns the accounts of all robots of the app, at most 20.
	 *
	 * Source: get_all_robots, https://trtc.io/document/55280
	 *
	 * @throws {@link ImError}
	 */
	getAllRobots(): Promise<readonly string[]>;
}

/** Creates the calls that read accounts and robots. */
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

/** An account that does not exist is documented as `NotImported` with code 0; its own error code means the same. */
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
 * Parses a response with a `ResultItem` for each account, matched by id, never by position. The result has an entry for each
 * account of the call: an `account` error where its code is not 0, a `protocol` error where the response does not include it.
 *
 * @throws {@link ImError} `protocol` when the response has no list of accounts, or lists one twice
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
