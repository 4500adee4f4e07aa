import { MAX_ACCOUNT_BYTES, MAX_ACCOUNTS_PER_CALL, ROBOT_PREFIX } from "../../provider/model/limits";
import { isJsonObject, type JsonObject } from "../json";
import { Refusal } from "../refusal";
import { orderItems, type ResponseBody, type RouteContext, readTags } from "./context";

/**
 * Reports for each of up to 100 accounts whether it exists. `ResultItem` contains the accounts in the order of the
 * request. A missing account is not an error; its `AccountStatus` is `NotImported`.
 *
 * @throws Refusal with 70402 if the list is missing, empty, malformed or longer than 100.
 * Source: account_check, https://trtc.io/document/34956
 */
export function accountCheck(context: RouteContext, body: JsonObject): ResponseBody {
	const ids = parseUserIds(body.CheckItem);
	return { ResultItem: orderItems(context, ids).map((id) => checkAccount(context, id)) };
}

function checkAccount(context: RouteContext, account: string): JsonObject {
	const refusal = context.effects.accountRefusals.get(account);
	if (refusal !== undefined) return toResultItem(account, refusal);
	const AccountStatus = readTags(context, account) === undefined ? "NotImported" : "Imported";
	return { ...toResultItem(account), AccountStatus };
}

/**
 * Deletes up to 100 accounts and their profiles. `ResultItem` contains the accounts in the order of the request. The
 * item of a missing account has the code 70107.
 *
 * @throws Refusal with 71000 if deletion is disabled; 70402 if the list is missing, empty, malformed or longer than
 * 100.
 * Source: account_delete, https://trtc.io/document/34955
 */
export function accountDelete(context: RouteContext, body: JsonObject): ResponseBody {
	if (context.state.quirks.deletion === "refused") throw new Refusal(71000);
	const ids = parseUserIds(body.DeleteItem);
	return { ResultItem: orderItems(context, ids).map((id) => deleteAccount(context, id)) };
}

function deleteAccount({ state, effects }: RouteContext, account: string): JsonObject {
	const exists = state.store.tags(account) !== undefined;
	const refusal = effects.accountRefusals.get(account) ?? (exists ? undefined : new Refusal(70107));
	if (refusal === undefined && effects.lostTags !== "all") {
		state.store.remove(account);
		state.sessions.logOut(account);
	}
	return toResultItem(account, refusal);
}

function toResultItem(account: string, refusal?: Refusal): JsonObject {
	return { UserID: account, ResultCode: refusal?.errorCode ?? 0, ResultInfo: refusal?.message ?? "" };
}

function parseUserIds(value: unknown): readonly string[] {
	if (!Array.isArray(value) || value.length === 0 || value.length > MAX_ACCOUNTS_PER_CALL) throw new Refusal(70402);
	const ids = value.map((item): unknown => (isJsonObject(item) ? item.UserID : undefined));
	if (!ids.every(isId)) throw new Refusal(70402);
	return ids;
}

const reservedPrefixes: readonly string[] = ["@TLS#", "@TIM#", "@TGS#", "@TOA#", ROBOT_PREFIX];

/**
 * Whether a value is a UserID with which `account_import` can create an account: 1 to 32 printable ASCII characters
 * without a reserved prefix.
 */
export function isImportable(account: unknown): account is string {
	return isUserId(account) && !reservedPrefixes.some((prefix) => account.startsWith(prefix));
}

/**
 * Whether a value is a valid UserID of a robot: the robot prefix and at least one more character, in total at most 32
 * printable ASCII characters.
 */
export function isRobotId(account: unknown): account is string {
	return isUserId(account) && isRobot(account) && account.length > ROBOT_PREFIX.length;
}

/** Whether a UserID starts with the robot prefix. */
export function isRobot(account: string): boolean {
	return account.startsWith(ROBOT_PREFIX);
}

/** Whether a value is a non-empty string. */
export function isId(id: unknown): id is string {
	return typeof id === "string" && id !== "";
}

/** Whether a value is a UserID as the service allows it: 1 to 32 printable ASCII characters. */
export function isUserId(account: unknown): account is string {
	return typeof account === "string" && account.length <= MAX_ACCOUNT_BYTES && /^[\x20-\x7e]+$/.test(account);
}
