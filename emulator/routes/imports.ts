import { isJsonObject, type JsonObject } from "../json";
import { isRefusal, MAX_ACCOUNTS, type Refusal, refuse } from "../refusal";
import type { EmulatorState } from "../state";
import { parseTagValue, type TagValue } from "../tags";
import { isImportable, isRobot } from "./accounts";
import { type ResponseBody, type RouteContext, writeTags } from "./context";

/** The codes of a command for texts that it does not take. */
export interface TextCodes {
	readonly notText: number;
	readonly tooLong: number;
}

/**
 * The tags to write for the texts that a call makes an account with. Absent or empty ones are none.
 *
 * Errors: `notText` and `tooLong` as the command has them; 80001 or 40005 for a sensitive word.
 */
export function parseProfileFields(
	world: EmulatorState,
	given: JsonObject,
	codes: TextCodes,
): Readonly<Record<string, TagValue>> | Refusal {
	const tags: Record<string, TagValue> = {};
	for (const [tag, value] of Object.entries(given)) {
		if (value === undefined || value === "") continue;
		const checked = checkText(world, { tag, value, codes });
		if (isRefusal(checked)) return checked;
		tags[tag] = checked;
	}
	return tags;
}

interface Text {
	readonly tag: string;
	readonly value: unknown;
	readonly codes: TextCodes;
}

function checkText(world: EmulatorState, { tag, value, codes }: Text): TagValue | Refusal {
	if (typeof value !== "string") return refuse(codes.notText);
	const checked = parseTagValue(tag, value, world);
	return isRefusal(checked) && checked.refusedWith === 40601 ? refuse(codes.tooLong) : checked;
}

/** One account to import, as the body says it. */
export interface Import {
	readonly account: unknown;
	readonly nick: unknown;
	readonly faceUrl: unknown;
}

/** The import that an object with `UserID` (or the older `Identifier`), `Nick` and `FaceUrl` asks for. */
export function parseImport(entry: JsonObject): Import {
	return { account: entry.UserID ?? entry.Identifier, nick: entry.Nick, faceUrl: entry.FaceUrl };
}

const REIMPORT_AFTER_MS = 90 * 24 * 3600 * 1000;

/**
 * Makes an account, or updates the nick and avatar of one that exists. Absent or empty, they stay as they are.
 *
 * Errors: 70402 an id that may not be imported, or a nick or avatar that is no text; 40601 too long; 80001 or 40005 a
 * sensitive word; 70399 deleted less than 90 days ago; 70398 too many accounts.
 * Source: account_import, https://trtc.io/document/34953, and multiaccount_import, https://trtc.io/document/34954
 */
export function importAccount(context: RouteContext, { account, nick, faceUrl }: Import): Refusal | undefined {
	if (!isImportable(account)) return refuse(70402);
	const given = { Tag_Profile_IM_Nick: nick, Tag_Profile_IM_Image: faceUrl };
	const tags = parseProfileFields(context.world, given, { notText: 70402, tooLong: 40601 });
	const refusal = isRefusal(tags) ? tags : checkAccount(context, account);
	if (isRefusal(tags) || refusal !== undefined) return refusal;
	const { store, quirks } = context.world;
	const isIgnored = store.tags(account) !== undefined && quirks.repeatImport === "ignored";
	if (!isIgnored) writeTags(context, account, tags);
	return undefined;
}

function checkAccount({ world, plan }: RouteContext, account: string): Refusal | undefined {
	const { store, quirks, settings } = world;
	const refusal = plan.accounts.get(account);
	if (refusal !== undefined) return refusal;
	if (store.tags(account) !== undefined) return undefined;
	const isFresh = settings.now() - (store.removedAt(account) ?? -Infinity) < REIMPORT_AFTER_MS;
	if (isFresh && quirks.reimport === "refused") return refuse(70399);
	return isFull(world) ? refuse(70398) : undefined;
}

/** Whether the app has as many accounts as it may. Robots have a limit of their own. */
function isFull({ store, settings }: EmulatorState): boolean {
	if (!Number.isFinite(settings.maxAccounts)) return false; // counting is slow
	return store.accounts().filter((account) => !isRobot(account)).length >= settings.maxAccounts;
}

/**
 * Imports one account, named by `UserID` or by the older `Identifier`.
 *
 * Errors: those of `importAccount`, for the call.
 * Source: account_import, https://trtc.io/document/34953
 */
export function accountImport(context: RouteContext, body: JsonObject): ResponseBody {
	return importAccount(context, parseImport(body)) ?? {};
}

/**
 * Imports up to 100 accounts: `AccountList: [{ UserID, Nick?, FaceUrl? }]` or the older `Accounts: ["id"]`.
 *
 * Shape: `FailAccounts` is always there and lists the ids that were refused; the others were imported.
 * Errors: 70402 a list that is missing, empty, malformed or longer than 100.
 * Source: multiaccount_import, https://trtc.io/document/34954
 */
export function multiaccountImport(context: RouteContext, body: JsonObject): ResponseBody {
	const imports = parseImports(body);
	if (imports === undefined) return refuse(70402);
	const failed = imports.filter((entry) => importAccount(context, entry) !== undefined);
	return { FailAccounts: failed.map((entry) => entry.account) };
}

function parseImports({ AccountList, Accounts }: JsonObject): readonly Import[] | undefined {
	const list: unknown = AccountList ?? Accounts;
	if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ACCOUNTS) return undefined;
	const imports = list.map((entry) => parseImport(isJsonObject(entry) ? entry : { UserID: entry }));
	return imports.every((entry) => typeof entry.account === "string") ? imports : undefined;
}
