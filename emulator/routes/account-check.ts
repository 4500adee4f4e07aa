import type { JsonObject } from "../json";
import { isRefusal } from "../refusal";
import { readTags } from "./access";
import { userIdsOf } from "./account-id";
import { orderItems } from "./in-order";
import type { Answer, RouteContext } from "./route";

/**
 * Says for up to 100 accounts whether they exist.
 *
 * Shape: `ResultItem` in the order asked; a missing account is no error, its `AccountStatus` is `NotImported`.
 * Errors: 70402 a list that is missing, empty, malformed or longer than 100.
 * Source: account_check, https://trtc.io/document/34956
 */
export function accountCheck(context: RouteContext, body: JsonObject): Answer {
	const ids = userIdsOf(body.CheckItem);
	return isRefusal(ids) ? ids : { ResultItem: orderItems(context, ids).map((id) => checkOne(context, id)) };
}

function checkOne(context: RouteContext, account: string): JsonObject {
	const refusal = context.plan.accounts.get(account);
	if (refusal !== undefined) return { UserID: account, ResultCode: refusal.refusedWith, ResultInfo: refusal.info };
	const AccountStatus = readTags(context, account) === undefined ? "NotImported" : "Imported";
	return { UserID: account, ResultCode: 0, ResultInfo: "", AccountStatus };
}
