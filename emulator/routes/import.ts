import { checkValue } from "../check-value";
import type { JsonObject } from "../json";
import { isRefusal, type Refusal, refuse } from "../refusal";
import type { TagValue } from "../values";
import { writeTags } from "./access";
import { isImportable } from "./account-id";
import type { RouteContext } from "./route";

/** One account to import, as the body says it. */
export interface Import {
	readonly account: unknown;
	readonly nick: unknown;
	readonly faceUrl: unknown;
}

/** The import that an object with `UserID` (or the older `Identifier`), `Nick` and `FaceUrl` asks for. */
export function importOf(entry: JsonObject): Import {
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
	const tags = profileOf(context, { Tag_Profile_IM_Nick: nick, Tag_Profile_IM_Image: faceUrl });
	const refusal = isRefusal(tags) ? tags : checkAccount(context, account);
	if (isRefusal(tags) || refusal !== undefined) return refusal;
	const { store, answers } = context.world;
	const isIgnored = store.tags(account) !== undefined && answers.repeatImport === "ignored";
	if (!isIgnored) writeTags(context, account, tags);
	return undefined;
}

function profileOf({ world }: RouteContext, given: JsonObject): Record<string, TagValue> | Refusal {
	const tags: Record<string, TagValue> = {};
	for (const [tag, value] of Object.entries(given)) {
		if (value === undefined || value === "") continue;
		const checked = typeof value === "string" ? checkValue(tag, value, world) : refuse(70402);
		if (isRefusal(checked)) return checked;
		tags[tag] = checked;
	}
	return tags;
}

function checkAccount({ world, plan }: RouteContext, account: string): Refusal | undefined {
	const { store, answers, settings } = world;
	const refusal = plan.accounts.get(account);
	if (refusal !== undefined) return refusal;
	if (store.tags(account) !== undefined) return undefined;
	const isFresh = settings.now() - (store.removedAt(account) ?? -Infinity) < REIMPORT_AFTER_MS;
	if (isFresh && answers.reimport === "refused") return refuse(70399);
	const isLimited = Number.isFinite(settings.maxAccounts); // counting is slow
	return isLimited && store.accounts().length >= settings.maxAccounts ? refuse(70398) : undefined;
}
