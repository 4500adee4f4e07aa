import type { JsonObject } from "../json";
import type { Platforms } from "../options";
import { isRefusal, type Refusal, refuse } from "../refusal";
import { isId } from "./accounts";
import { orderItems, type ResponseBody, type RouteContext, readTags } from "./context";

/**
 * Logs one account out, named by `UserID` or by the older `Identifier`, and ends its UserSigs signed so far: an admin
 * that is kicked may call again with a new one.
 *
 * Limits: a UserSig knows whole seconds, so that one of the second of the kick still counts.
 * Errors: 70402 no id; 70107 the account does not exist.
 * Source: kick, https://trtc.io/document/34957
 */
export function kick({ world, plan }: RouteContext, body: JsonObject): ResponseBody {
	const account = body.UserID ?? body.Identifier;
	if (!isId(account)) return refuse(70402);
	const refusal = plan.accounts.get(account);
	if (refusal !== undefined) return refusal;
	if (world.store.tags(account) === undefined) return refuse(70107);
	if (plan.lost !== "all") world.sessions.kick(account);
	return {};
}

/** The most accounts in one call. Source: query_online_status, https://trtc.io/document/35477 */
export const MAX_QUERIED = 500;

/**
 * Says which of up to 500 accounts are online.
 *
 * Shape: `QueryResult` and `ErrorList` are always there. `Detail` is there only when `IsNeedDetail` is 1, for an account
 * that is on some platform. An account asked twice is answered once.
 * Errors: 90001 no account; 90003 a malformed list; 90011 over 500 accounts; for one account, 70107, and when all
 * failed, the first one's code for the call.
 * Source: query_online_status, https://trtc.io/document/35477
 */
export function queryOnlineStatus(context: RouteContext, body: JsonObject): ResponseBody {
	const accounts = accountsOf(body.To_Account);
	if (isRefusal(accounts)) return accounts;
	const asked = orderItems(context, accounts).map((account) => ({ account, refusal: refusalOf(context, account) }));
	const found = asked.filter(({ refusal }) => refusal === undefined);
	const failed = asked.flatMap(({ account, refusal }) => (refusal === undefined ? [] : [{ account, refusal }]));
	const answer = {
		QueryResult: found.map(({ account }) => resultOf(account, context.world.sessions.of(account), body.IsNeedDetail)),
		ErrorList: failed.map(({ account, refusal }) => ({ To_Account: account, ErrorCode: refusal.refusedWith })),
	};
	const [first] = found.length === 0 ? failed : [];
	return first === undefined ? answer : refuse(first.refusal.refusedWith, first.refusal.info, answer);
}

function accountsOf(value: unknown): readonly string[] | Refusal {
	if (value === undefined) return refuse(90001);
	if (!Array.isArray(value)) return refuse(90003);
	if (value.length === 0) return refuse(90001);
	if (value.length > MAX_QUERIED) return refuse(90011);
	return value.every((account) => typeof account === "string") ? [...new Set(value)] : refuse(90003);
}

function refusalOf(context: RouteContext, account: string): Refusal | undefined {
	const exists = readTags(context, account) !== undefined;
	return context.plan.accounts.get(account) ?? (exists ? undefined : refuse(70107));
}

function resultOf(account: string, platforms: Platforms, isNeedDetail: unknown): JsonObject {
	const states = Object.values(platforms);
	const away = states.length === 0 ? "Offline" : "PushOnline";
	const result = { To_Account: account, Status: states.includes("Online") ? "Online" : away };
	if (isNeedDetail !== 1 || states.length === 0) return result;
	return { ...result, Detail: Object.entries(platforms).map(([Platform, Status]) => ({ Platform, Status })) };
}
