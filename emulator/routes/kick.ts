import type { JsonObject } from "../json";
import { refuse } from "../refusal";
import { isId } from "./account-id";
import type { Answer, RouteContext } from "./route";

/**
 * Logs one account out, named by `UserID` or by the older `Identifier`, and ends its UserSigs signed so far: an admin
 * that is kicked may call again with a new one.
 *
 * Limits: a UserSig knows whole seconds, so that one of the second of the kick still counts.
 * Errors: 70402 no id; 70107 the account does not exist.
 * Source: kick, https://trtc.io/document/34957
 */
export function kick({ world, plan }: RouteContext, body: JsonObject): Answer {
	const account = body.UserID ?? body.Identifier;
	if (!isId(account)) return refuse(70402);
	const refusal = plan.accounts.get(account);
	if (refusal !== undefined) return refusal;
	if (world.store.tags(account) === undefined) return refuse(70107);
	if (plan.lost !== "all") world.sessions.kick(account);
	return {};
}
