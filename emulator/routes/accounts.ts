import { isJsonObject, type JsonObject } from "../json";
import { isRefusal, MAX_ACCOUNTS, type Refusal, refuse } from "../refusal";
import { orderItems, type ResponseBody, type RouteContext, readTags } from "./context";

/** The longest account id, in bytes. Source: limits, https://www.tencentcloud.com/document/product/1047/34381 */
export const MAX_ACCOUNT_BYTES = 32;

/** What the id of every robot starts with. Source: create_robot, https://trtc.io/document/55281 */
export const ROBOT_PREFIX = "@RBT#";

const reservedPrefixes: readonly string[] = ["@TLS#", "@TIM#", "@TGS#", "@TOA#", ROBOT_PREFIX];

/** Whether an id may be imported: 1 to 32 printable ASCII characters, and no prefix that the service keeps for itself. */
export function isImportable(account: unknown): account is string {
	return isPrintable(account) && !reservedPrefixes.some((prefix) => account.startsWith(prefix));
}

/** Whether an id may be a robot's: up to 32 printable ASCII characters, the prefix and at least one more. */
export function isRobotId(account: unknown): account is string {
	return isPrintable(account) && isRobot(account) && account.length > ROBOT_PREFIX.length;
}

/** Whether a value can be an id at all: a text that is not empty. */
export function isId(id: unknown): id is string {
	return typeof id === "string" && id !== "";
}

/** Whether an account is a robot: its id alone says so. */
export function isRobot(account: string): boolean {
	return account.startsWith(ROBOT_PREFIX);
}

/**
 * The ids of a list such as `CheckItem: [{ UserID }]`.
 *
 * Errors: 70402 for a list that is missing, empty, malformed or longer than 100.
 */
export function userIdsOf(value: unknown): readonly string[] | Refusal {
	if (!Array.isArray(value) || value.length === 0 || value.length > MAX_ACCOUNTS) return refuse(70402);
	const ids = value.map((item): unknown => (isJsonObject(item) ? item.UserID : undefined));
	return ids.every(isId) ? ids : refuse(70402);
}

function isPrintable(account: unknown): account is string {
	return typeof account === "string" && account.length <= MAX_ACCOUNT_BYTES && /^[\x20-\x7e]+$/.test(account);
}

/**
 * Says for up to 100 accounts whether they exist.
 *
 * Shape: `ResultItem` in the order asked; a missing account is no error, its `AccountStatus` is `NotImported`.
 * Errors: 70402 a list that is missing, empty, malformed or longer than 100.
 * Source: account_check, https://trtc.io/document/34956
 */
export function accountCheck(context: RouteContext, body: JsonObject): ResponseBody {
	const ids = userIdsOf(body.CheckItem);
	return isRefusal(ids) ? ids : { ResultItem: orderItems(context, ids).map((id) => checkOne(context, id)) };
}

function checkOne(context: RouteContext, account: string): JsonObject {
	const refusal = context.plan.accounts.get(account);
	if (refusal !== undefined) return { UserID: account, ResultCode: refusal.refusedWith, ResultInfo: refusal.info };
	const AccountStatus = readTags(context, account) === undefined ? "NotImported" : "Imported";
	return { UserID: account, ResultCode: 0, ResultInfo: "", AccountStatus };
}

/**
 * Deletes up to 100 accounts with their profiles.
 *
 * Shape: `ResultItem` in the order asked; a missing account is the item's 70107.
 * Errors: 71000 deletion is switched off; 70402 a list that is missing, empty, malformed or longer than 100.
 * Source: account_delete, https://trtc.io/document/34955
 */
export function accountDelete(context: RouteContext, body: JsonObject): ResponseBody {
	if (context.world.quirks.deletion === "refused") return refuse(71000);
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
