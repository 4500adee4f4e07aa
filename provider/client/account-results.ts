import { accountError, type ImError, protocolError } from "../errors";
import type { ApiCall } from "./transport";
import type { AccountResult, AccountResultsResponse } from "./wire";

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
