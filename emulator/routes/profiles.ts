import { isJsonObject, type JsonObject } from "../json";
import type { Quirks } from "../quirks";
import { isRefusal, MAX_ACCOUNTS, type Refusal, refuse } from "../refusal";
import { digitsOf, parseTagValue, type TagRule, type Tags, type TagValue } from "../tags";
import { orderItems, type ResponseBody, type RouteContext, readTags, writeTags } from "./context";

/** The id that stands for an account that does not exist. Seen in the official web SDK, tim-js-sdk 2.27.6. */
export const NOT_FOUND = "@TLS#NOT_FOUND";

interface ReadResult {
	readonly account: string;
	/** Why the item failed. */
	readonly refusal?: Refusal;
	readonly tags: Tags;
}

/**
 * Reads some tags of up to 100 accounts.
 *
 * Shape: an item for each account, in the order asked; a failed one has no `ProfileItem`. `Fail_Account` is there only
 * when something failed. An account or tag asked twice is answered once.
 * Errors: 40002 no account; 40001 a malformed body or over 100 accounts; 60015 an account is no string; 40009 an
 * unknown tag; for one account, 40003.
 * Source: portrait_get, https://trtc.io/document/34917
 */
export function portraitGet(context: RouteContext, body: JsonObject): ResponseBody {
	const accounts = parseAccounts(body.To_Account);
	if (isRefusal(accounts)) return accounts;
	const tags = parseTags(context, body.TagList);
	if (isRefusal(tags)) return tags;
	const { quirks } = context.world;
	const items = accounts.map((account) => readAccount(context, account));
	if (quirks.allMissing === "whole-call" && items.every(isMissing)) return refuse(40003);
	const failed = items.filter((item) => item.refusal !== undefined);
	return {
		UserProfileItem: orderItems(context, items).map((item) => answerItem(context, item, tags)),
		...(failed.length === 0 ? {} : { Fail_Account: failed.map((item) => idIn(quirks.failAccount, item)) }),
	};
}

function parseAccounts(value: unknown): readonly string[] | Refusal {
	if (value === undefined) return refuse(40002);
	if (!Array.isArray(value)) return refuse(40001);
	if (value.length === 0) return refuse(40002);
	if (value.length > MAX_ACCOUNTS) return refuse(40001);
	if (!value.every((account) => typeof account === "string")) return refuse(60015);
	return [...new Set(value)];
}

function parseTags({ world }: RouteContext, value: unknown): readonly string[] | Refusal {
	if (!Array.isArray(value) || value.length === 0) return refuse(40001);
	if (!value.every((tag) => typeof tag === "string")) return refuse(40001);
	const unknown = value.find((tag) => !world.rules.has(tag));
	return unknown === undefined ? [...new Set(value)] : refuse(40009, `emulator: tag ${unknown} does not exist`);
}

function readAccount(context: RouteContext, account: string): ReadResult {
	const tags = readTags(context, account);
	const refusal = context.plan.accounts.get(account) ?? (tags === undefined ? refuse(40003) : undefined);
	return refusal === undefined ? { account, tags: tags ?? {} } : { account, refusal, tags: {} };
}

function idIn(choice: "asked-id" | "placeholder", item: ReadResult): string {
	return choice === "placeholder" && isMissing(item) ? NOT_FOUND : item.account;
}

function isMissing({ refusal }: ReadResult): boolean {
	return refusal?.refusedWith === 40003;
}

function answerItem(context: RouteContext, item: ReadResult, tags: readonly string[]): JsonObject {
	const { quirks } = context.world;
	const { account, refusal } = item;
	if (refusal !== undefined) {
		const { refusedWith: ResultCode, info: ResultInfo } = refusal;
		return { To_Account: idIn(quirks.missingAccount, item), ResultCode, ResultInfo };
	}
	const found = tags.flatMap((tag) => toProfileItems(context, tag, item.tags));
	const isLeftOut = found.length === 0 && quirks.emptyProfile === "no-key";
	const profile = isLeftOut ? {} : { ProfileItem: orderItems(context, found) };
	return { To_Account: account, ...profile, ResultCode: 0, ResultInfo: "" };
}

function toProfileItems({ world }: RouteContext, tag: string, tags: Tags): readonly JsonObject[] {
	const stored = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
	const rule = world.rules.get(tag);
	if (rule === undefined) return [];
	const isSet = stored !== undefined && (world.quirks.zeroValues === "kept" || !isEmpty(rule, stored));
	const value = isSet ? stored : unsetValue(rule, world.quirks);
	return value === undefined ? [] : [{ Tag: tag, Value: spelled(value, rule, world.quirks) }];
}

/** Whether a stored value counts as never set: no text, or the number 0. */
function isEmpty(rule: TagRule, value: TagValue): boolean {
	return rule.type !== "enum" && value === rule.zero;
}

function unsetValue(rule: TagRule, quirks: Quirks): TagValue | undefined {
	if (quirks.unsetTags === "omitted") return undefined;
	return rule.zero ?? quirks.allowTypeDefault;
}

function spelled(value: TagValue, rule: TagRule, { numbers }: Quirks): TagValue {
	if (rule.type !== "uint" || typeof value === "string") return value;
	return numbers === "digits" ? digitsOf(value) : value;
}

interface ItemToWrite {
	readonly tag: string;
	readonly value: unknown;
}

/**
 * Writes some tags of one account; the others stay as they are.
 *
 * Limits: text in UTF-8 bytes. `""` and `0` are values like others; how they read back is a switch.
 * Errors: 40001 a malformed body, or no item; 60015 the account is no string; 40003 it does not exist; then the first
 * invalid item's 40009, 40610, 40601, 40605, 80001 or 40005. With an error nothing is written, unless the switch
 * `invalidItem` says otherwise.
 * An event for what was written goes to the app's webhook.
 * Source: portrait_set, https://trtc.io/document/34916
 */
export function portraitSet(context: RouteContext, body: JsonObject): ResponseBody {
	const account = body.From_Account;
	const items = parseItems(body.ProfileItem);
	if (account === undefined || items === undefined) return refuse(40001);
	if (typeof account !== "string") return refuse(60015);
	const refusal = checkCall(context, account, items);
	if (refusal !== undefined) return refusal;
	const checked = checkItems(context, items);
	const isWritten = checked.refusal === undefined || context.world.quirks.invalidItem === "items-before";
	if (isWritten && checked.valid.length > 0) write(context, account, Object.fromEntries(checked.valid));
	return checked.refusal ?? {};
}

/** Writes tags, and tells the app's webhook of those written: of equal values too, of lost ones not. */
function write(context: RouteContext, account: string, tags: Tags): void {
	const { world, caller } = context;
	const items = writeTags(context, account, tags);
	if (Object.keys(items).length === 0) return;
	world.webhook.send({ account, operator: caller.identifier, platform: "RESTAPI", clientIp: caller.ip, items });
}

function parseItems(value: unknown): readonly ItemToWrite[] | undefined {
	if (!Array.isArray(value) || value.length === 0) return undefined;
	const items = value.flatMap((item): ItemToWrite[] =>
		isJsonObject(item) && typeof item.Tag === "string" && item.Value !== undefined
			? [{ tag: item.Tag, value: item.Value }]
			: [],
	);
	return items.length === value.length ? items : undefined;
}

function checkCall({ world, plan }: RouteContext, account: string, items: readonly ItemToWrite[]): Refusal | undefined {
	const refusal = plan.accounts.get(account);
	if (refusal !== undefined) return refusal;
	const isRepeated = new Set(items.map((item) => item.tag)).size < items.length;
	if (isRepeated && world.quirks.duplicateTags === "refused") return refuse(40001);
	return world.store.tags(account) === undefined ? refuse(40003) : undefined;
}

interface Checked {
	readonly valid: readonly (readonly [string, TagValue])[];
	readonly refusal?: Refusal;
}

function checkItems(context: RouteContext, items: readonly ItemToWrite[]): Checked {
	const results = items.map((item) => [item.tag, checkItem(context, item)] as const);
	const failed = results.findIndex(([, result]) => isRefusal(result));
	const before = failed === -1 ? results : results.slice(0, failed);
	const valid = before.flatMap(([tag, result]) => (isRefusal(result) ? [] : [[tag, result] as const]));
	const refusal = results[failed]?.[1];
	return isRefusal(refusal) ? { valid, refusal } : { valid };
}

function checkItem({ world, plan }: RouteContext, { tag, value }: ItemToWrite): TagValue | Refusal {
	const code = plan.values.get(tag);
	return code === undefined ? parseTagValue(tag, value, world) : refuse(code);
}
