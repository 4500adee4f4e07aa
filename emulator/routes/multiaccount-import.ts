import { isJsonObject, type JsonObject } from "../json";
import { MAX_ACCOUNTS, refuse } from "../refusal";
import { type Import, importAccount, parseImport } from "./import";
import type { Answer, RouteContext } from "./route";

/**
 * Imports up to 100 accounts: `AccountList: [{ UserID, Nick?, FaceUrl? }]` or the older `Accounts: ["id"]`.
 *
 * Shape: `FailAccounts` is always there and lists the ids that were refused; the others were imported.
 * Errors: 70402 a list that is missing, empty, malformed or longer than 100.
 * Source: multiaccount_import, https://trtc.io/document/34954
 */
export function multiaccountImport(context: RouteContext, body: JsonObject): Answer {
	const imports = importsOf(body);
	if (imports === undefined) return refuse(70402);
	const failed = imports.filter((entry) => importAccount(context, entry) !== undefined);
	return { FailAccounts: failed.map((entry) => entry.account) };
}

function importsOf({ AccountList, Accounts }: JsonObject): readonly Import[] | undefined {
	const list: unknown = AccountList ?? Accounts;
	if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ACCOUNTS) return undefined;
	const imports = list.map((entry) => parseImport(isJsonObject(entry) ? entry : { UserID: entry }));
	return imports.every((entry) => typeof entry.account === "string") ? imports : undefined;
}
