import type { JsonObject } from "../json";
import type { Platforms } from "../options";
import { Refusal } from "../refusal";
import { isId } from "./accounts";
import { orderItems, type ResponseBody, type RouteContext, readTags } from "./context";

/**
 * The maximum number of accounts in one call of `query_online_status`. Source: query_online_status,
 * https://trtc.io/document/35477
 */
const MAX_QUERIED = 500;

/**
 * Returns the online status of up to 500 accounts. `QueryResult` and `ErrorList` are always present. `Detail` is
 * present only if `IsNeedDetail` is 1 and the account has a status on a platform. A repeated account appears once in
 * the response. A missing account has the code 70107 in `ErrorList`. If every account fails, the whole call fails with
 * the code of the first account.
 *
 * @throws Refusal with 90001 if the body has no account; 90003 if the list is malformed; 90011 if there are over 500
 * accounts; the code of the first account if every account fails.
 * Source: query_online_status, https://trtc.io/document/35477
 */
export function queryOnlineStatus(context: RouteContext, body: JsonObject): ResponseBody {
	const results = orderItems(context, parseAccounts(body.To_Account)).map((account) => {
		const refusal = context.effects.accountRefusals.get(account) ?? checkExists(context, account);
		return { account, refusal };
	});
	const found = results.filter(({ refusal }) => refusal === undefined);
	const failed = results.flatMap(({ account, refusal }) => (refusal === undefined ? [] : [{ account, refusal }]));
	const answer = {
		QueryResult: found.map(({ account }) => {
			return toQueryResult(account, context.state.sessions.platformsOf(account), body.IsNeedDetail === 1);
		}),
		ErrorList: failed.map(({ account, refusal }) => ({ To_Account: account, ErrorCode: refusal.errorCode })),
	};
	const [first] = failed;
	if (found.length > 0 || first === undefined) return answer;
	throw new Refusal(first.refusal.errorCode, first.refusal.message, answer);
}

function parseAccounts(value: unknown): readonly string[] {
	if (value === undefined) throw new Refusal(90001);
	if (!Array.isArray(value)) throw new Refusal(90003);
	if (value.length === 0) throw new Refusal(90001);
	if (value.length > MAX_QUERIED) throw new Refusal(90011);
	if (!value.every((account) => typeof account === "string")) throw new Refusal(90003);
	return [...new Set(value)];
}

function checkExists(context: RouteContext, account: string): Refusal | undefined {
	return readTags(context, account) === undefined ? new Refusal(70107) : undefined;
}

function toQueryResult(account: string, platforms: Platforms, withDetail: boolean): JsonObject {
	const statuses = Object.values(platforms);
	const notOnline = statuses.length === 0 ? "Offline" : "PushOnline";
	const result = { To_Account: account, Status: statuses.includes("Online") ? "Online" : notOnline };
	if (!withDetail || statuses.length === 0) return result;
	return { ...result, Detail: Object.entries(platforms).map(([Platform, Status]) => ({ Platform, Status })) };
}

/**
 * Logs out the account that the body names in `UserID`, or in the older key `Identifier`, and invalidates the UserSigs
 * that were signed earlier for this account. A kicked admin can call again with a new UserSig. The time in a UserSig is
 * in whole seconds, so a UserSig that was signed in the second of the kick stays valid.
 *
 * @throws Refusal with 70402 if the UserID is missing; 70107 if the account does not exist.
 * Source: kick, https://trtc.io/document/34957
 */
export function kick({ state, effects }: RouteContext, body: JsonObject): ResponseBody {
	const account = body.UserID ?? body.Identifier;
	if (!isId(account)) throw new Refusal(70402);
	const refusal = effects.accountRefusals.get(account);
	if (refusal !== undefined) throw refusal;
	if (state.store.tags(account) === undefined) throw new Refusal(70107);
	if (effects.lostTags !== "all") state.sessions.kick(account);
	return {};
}
