import { MAX_ACCOUNTS_PER_CALL } from "../../provider/model/limits";
import { isJsonObject, type JsonObject } from "../json";
import { catchRefusal, Refusal } from "../refusal";
import type { EmulatorState } from "../state";
import { parseTagValue, type Tags, type ValueCodes } from "../tags";
import { isImportable, isRobot } from "./accounts";
import { type ResponseBody, type RouteContext, writeTags } from "./context";

/**
 * Creates or updates the account that the body names in `UserID`, or in the older key `Identifier`.
 *
 * @throws Refusal for the same reasons as {@link importAccount}.
 * Source: account_import, https://trtc.io/document/34953
 */
export function accountImport(context: RouteContext, body: JsonObject): ResponseBody {
	importAccount(context, parseImport(body));
	return {};
}

/**
 * Creates or updates up to 100 accounts. The body lists them as `AccountList: [{ UserID, Nick?, FaceUrl? }]`, or in the
 * older form `Accounts: ["id"]`. The response always contains `FailAccounts`, the UserIDs of the accounts that were
 * refused. All other accounts were created or updated.
 *
 * @throws Refusal with 70402 if the list is missing, empty, malformed or longer than 100.
 * Source: multiaccount_import, https://trtc.io/document/34954
 */
export function multiaccountImport(context: RouteContext, body: JsonObject): ResponseBody {
	const failed = parseImports(body).filter((entry) => {
		return catchRefusal(() => importAccount(context, entry)) !== undefined;
	});
	return { FailAccounts: failed.map((entry) => entry.account) };
}

/** An account to create or update. Its values have not been validated. */
interface Import {
	readonly account: unknown;
	readonly nick: unknown;
	readonly faceUrl: unknown;
}

function parseImport(entry: JsonObject): Import {
	return { account: entry.UserID ?? entry.Identifier, nick: entry.Nick, faceUrl: entry.FaceUrl };
}

function parseImports({ AccountList, Accounts }: JsonObject): readonly Import[] {
	const list: unknown = AccountList ?? Accounts;
	if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ACCOUNTS_PER_CALL) throw new Refusal(70402);
	const imports = list.map((entry) => parseImport(isJsonObject(entry) ? entry : { UserID: entry }));
	if (!imports.every((entry) => typeof entry.account === "string")) throw new Refusal(70402);
	return imports;
}

/**
 * Creates an account, or updates the nick and the avatar of an existing account. An absent or empty nick or avatar is
 * not written.
 *
 * @throws Refusal with 70402 if the UserID is invalid, or the nick or avatar is not a string; 40601 if a text is too
 * long; 80001 or 40005 if a text contains a sensitive word; 70399 if the account was deleted less than 90 days ago;
 * 70398 if the app has too many accounts.
 * Source: account_import, https://trtc.io/document/34953, and multiaccount_import, https://trtc.io/document/34954
 */
function importAccount(context: RouteContext, { account, nick, faceUrl }: Import): void {
	if (!isImportable(account)) throw new Refusal(70402);
	const given = { Tag_Profile_IM_Nick: nick, Tag_Profile_IM_Image: faceUrl };
	const tags = parseProfileFields(context.state, given, { wrongType: 70402, tooLong: 40601 });
	checkAccount(context, account);
	const { store, quirks } = context.state;
	const isIgnored = store.tags(account) !== undefined && quirks.repeatImport === "ignored";
	if (!isIgnored) writeTags(context, account, tags);
}

/**
 * Returns the tags for the text fields of a call that creates an account or a robot. Absent and empty fields are
 * skipped.
 *
 * @throws Refusal with one of `codes` if a value is invalid; 80001 or 40005 if a value contains a sensitive word.
 */
export function parseProfileFields(state: EmulatorState, given: JsonObject, codes: ValueCodes): Tags {
	const present = Object.entries(given).filter(([, value]) => value !== undefined && value !== "");
	return Object.fromEntries(present.map(([tag, value]) => [tag, parseTagValue(tag, value, state, codes)]));
}

/** How long after its deletion an account cannot be created again: 90 days. The documentation says three months. */
const REIMPORT_AFTER_MS = 90 * 24 * 3600 * 1000;

function checkAccount({ state, effects }: RouteContext, account: string): void {
	const { store, quirks, settings } = state;
	const refusal = effects.accountRefusals.get(account);
	if (refusal !== undefined) throw refusal;
	if (store.tags(account) !== undefined) return;
	const isRecentlyDeleted = settings.now() - (store.removedAt(account) ?? -Infinity) < REIMPORT_AFTER_MS;
	if (isRecentlyDeleted && quirks.reimport === "refused") throw new Refusal(70399);
	if (isFull(state)) throw new Refusal(70398);
}

/** Whether the app has its maximum number of accounts. Robots are not counted; they have a separate limit. */
function isFull({ store, settings }: EmulatorState): boolean {
	if (!Number.isFinite(settings.maxAccounts)) return false; // avoids the slow count
	return store.accounts().filter((account) => !isRobot(account)).length >= settings.maxAccounts;
}
