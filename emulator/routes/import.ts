import type { JsonObject } from "../json";
import { isRefusal, type Refusal, refuse } from "../refusal";
import type { EmulatorState } from "../world";
import { writeTags } from "./access";
import { isImportable, isRobot } from "./account-id";
import { parseProfileFields } from "./given-profile";
import type { RouteContext } from "./route";

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
	const { store, answers } = context.world;
	const isIgnored = store.tags(account) !== undefined && answers.repeatImport === "ignored";
	if (!isIgnored) writeTags(context, account, tags);
	return undefined;
}

function checkAccount({ world, plan }: RouteContext, account: string): Refusal | undefined {
	const { store, answers, settings } = world;
	const refusal = plan.accounts.get(account);
	if (refusal !== undefined) return refusal;
	if (store.tags(account) !== undefined) return undefined;
	const isFresh = settings.now() - (store.removedAt(account) ?? -Infinity) < REIMPORT_AFTER_MS;
	if (isFresh && answers.reimport === "refused") return refuse(70399);
	return isFull(world) ? refuse(70398) : undefined;
}

/** Whether the app has as many accounts as it may. Robots have a limit of their own. */
function isFull({ store, settings }: EmulatorState): boolean {
	if (!Number.isFinite(settings.maxAccounts)) return false; // counting is slow
	return store.accounts().filter((account) => !isRobot(account)).length >= settings.maxAccounts;
}
