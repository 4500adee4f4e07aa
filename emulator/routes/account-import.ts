import type { JsonObject } from "../json";
import { importAccount, parseImport } from "./import";
import type { Answer, RouteContext } from "./route";

/**
 * Imports one account, named by `UserID` or by the older `Identifier`.
 *
 * Errors: those of `importAccount`, for the call.
 * Source: account_import, https://trtc.io/document/34953
 */
export function accountImport(context: RouteContext, body: JsonObject): Answer {
	return importAccount(context, parseImport(body)) ?? {};
}
