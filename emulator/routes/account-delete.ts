import type { JsonObject } from "../json";
import { isRefusal, refuse } from "../refusal";
import { userIdsOf } from "./account-id";
import { orderItems } from "./in-order";
import type { Answer, RouteContext } from "./route";

/**
 * Deletes up to 100 accounts with their profiles.
 *
 * Shape: `ResultItem` in the order asked; a missing account is the item's 70107.
 * Errors: 71000 deletion is switched off; 70402 a list that is missing, empty, malformed or longer than 100.
 * Source: account_delete, https://trtc.io/document/34955
 */
export function accountDelete(context: RouteContext, body: JsonObject): Answer {
	if (context.world.answers.deletion === "refused") return refuse(71000);
	const ids = userIdsOf(body.DeleteItem);
	return isRefusal(ids) ? ids : { ResultItem: orderItems(context, ids).map((id) => deleteOne(context, id)) };
}

function deleteOne({ world, plan }: RouteContext, account: string): JsonObject {
	const exists = world.store.tags(account) !== undefined;
	const refusal = plan.accounts.get(account) ?? (exists ? undefined : refuse(70107));
	if (refusal === undefined && plan.lost !== "all") {
		world.store.remove(account);
		world.sessions.logOut(account);
	}
	return { UserID: account, ResultCode: refusal?.refusedWith ?? 0, ResultInfo: refusal?.info ?? "" };
}
