import { MAX_ACCOUNTS_PER_CALL } from "../../provider/model/limits";
import { isJsonObject, type JsonObject } from "../json";
import type { Quirks } from "../quirks";
import { Refusal } from "../refusal";
import { parseTagValue, type TagRule, type Tags, type TagValue } from "../tags";
import { orderItems, type ResponseBody, type RouteContext, readTags, writeTags } from "./context";

/** The placeholder for the UserID of a missing account. Source: the official web SDK, tim-js-sdk 2.27.6. */
const PLACEHOLDER = "@TLS#NOT_FOUND";

/** The tags of one account, or the refusal if the account could not be read. */
interface ReadResult {
	readonly account: string;
	readonly refusal?: Refusal;
	readonly tags: Tags;
}

/**
 * Reads tags of up to 100 accounts. The response has an item for each account, in the order of the request; the item of
 * an account that could not be read has no `ProfileItem`. `Fail_Account` is present only if an account could not be
 * read. A repeated account or tag appears once in the response.
 *
 * @throws Refusal with 40002 if the body has no account; 40001 if the body is malformed or has over 100 accounts; 60015
 * if an account is not a string; 40009 if a tag is unknown. A missing account does not cause a refusal; its item has
 * the code 40003.
 * Source: portrait_get, https://trtc.io/document/34917
 */
export function portraitGet(context: RouteContext, body: JsonObject): ResponseBody {
	const accounts = parseAccounts(body.To_Account);
	const tags = parseTags(context, body.TagList);
	const { quirks } = context.state;
	const results = accounts.map((account) => readAccount(context, account));
	if (quirks.allMissing === "whole-call" && results.every(isMissing)) throw new Refusal(40003);
	const failed = results.filter((result) => result.refusal !== undefined);
	const failAccount = failed.map((result) => toAnsweredId(result, quirks.failAccount));
	return {
		UserProfileItem: orderItems(context, results).map((result) => toUserProfileItem(context, result, tags)),
		...(failed.length === 0 ? {} : { Fail_Account: failAccount }),
	};
}

function parseAccounts(value: unknown): readonly string[] {
	if (value === undefined) throw new Refusal(40002);
	if (!Array.isArray(value)) throw new Refusal(40001);
	if (value.length === 0) throw new Refusal(40002);
	if (value.length > MAX_ACCOUNTS_PER_CALL) throw new Refusal(40001);
	if (!value.every((account) => typeof account === "string")) throw new Refusal(60015);
	return [...new Set(value)];
}

function parseTags({ state }: RouteContext, value: unknown): readonly string[] {
	if (!Array.isArray(value) || value.length === 0) throw new Refusal(40001);
	if (!value.every((tag) => typeof tag === "string")) throw new Refusal(40001);
	const unknown = value.find((tag) => !state.rules.has(tag));
	if (unknown !== undefined) throw new Refusal(40009, `emulator: tag ${unknown} does not exist`);
	return [...new Set(value)];
}

function readAccount(context: RouteContext, account: string): ReadResult {
	const tags = readTags(context, account);
	const refusal = context.effects.accountRefusals.get(account) ?? (tags === undefined ? new Refusal(40003) : undefined);
	return refusal === undefined ? { account, tags: tags ?? {} } : { account, refusal, tags: {} };
}

function isMissing({ refusal }: ReadResult): boolean {
	return refusal?.errorCode === 40003;
}

function toAnsweredId(result: ReadResult, choice: "asked-id" | "placeholder"): string {
	return choice === "placeholder" && isMissing(result) ? PLACEHOLDER : result.account;
}

function toUserProfileItem(context: RouteContext, result: ReadResult, tags: readonly string[]): JsonObject {
	const { quirks } = context.state;
	const { refusal } = result;
	if (refusal !== undefined) {
		const To_Account = toAnsweredId(result, quirks.missingAccount);
		return { To_Account, ResultCode: refusal.errorCode, ResultInfo: refusal.message };
	}
	const items = tags.flatMap((tag) => toProfileItems(context, tag, result.tags));
	const isOmitted = items.length === 0 && quirks.emptyProfile === "no-key";
	const profile = isOmitted ? {} : { ProfileItem: orderItems(context, items) };
	return { To_Account: result.account, ...profile, ResultCode: 0, ResultInfo: "" };
}

/** Returns a list with the response item of a tag, or an empty list if the response omits the tag. */
function toProfileItems({ state }: RouteContext, tag: string, tags: Tags): readonly JsonObject[] {
	const { rules, quirks } = state;
	const rule = rules.get(tag);
	if (rule === undefined) return [];
	const stored = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
	const isSet = stored !== undefined && (quirks.zeroValues === "kept" || !isZero(stored, rule));
	const value = isSet ? stored : unsetValue(rule, quirks);
	return value === undefined ? [] : [{ Tag: tag, Value: toAnsweredValue(value, rule, quirks) }];
}

function isZero(value: TagValue, rule: TagRule): boolean {
	return rule.type !== "enum" && value === rule.zero;
}

function unsetValue(rule: TagRule, quirks: Quirks): TagValue | undefined {
	return quirks.unsetTags === "omitted" ? undefined : (rule.zero ?? quirks.allowTypeDefault);
}

function toAnsweredValue(value: TagValue, rule: TagRule, { numbers }: Quirks): TagValue {
	if (rule.type !== "uint" || typeof value === "string" || numbers === "number") return value;
	return typeof value === "number" ? String(value) : value.uint64;
}

interface ItemToWrite {
	readonly tag: string;
	readonly value: unknown;
}

/**
 * Writes tags of one account; its other tags keep their values. The limits of texts are in UTF-8 bytes. `""` and `0`
 * are stored like other values; the quirk `zeroValues` decides how `portrait_get` returns them. Sends a webhook event
 * with the written tags.
 *
 * @throws Refusal with 40001 if the body is malformed or has no item; 60015 if the account is not a string; 40003 if
 * the account does not exist; 40009, 40610, 40601, 40605, 80001 or 40005 for the first invalid item. A refused call
 * writes nothing, unless the quirk `invalidItem` is `items-before`.
 * Source: portrait_set, https://trtc.io/document/34916
 */
export function portraitSet(context: RouteContext, body: JsonObject): ResponseBody {
	const account = body.From_Account;
	const items = parseItems(body.ProfileItem);
	if (account === undefined) throw new Refusal(40001);
	if (typeof account !== "string") throw new Refusal(60015);
	checkCall(context, account, items);
	const valid: [string, TagValue][] = [];
	try {
		for (const item of items) valid.push([item.tag, parseItem(context, item)]);
	} catch (error) {
		if (context.state.quirks.invalidItem === "items-before") write(context, account, valid);
		throw error;
	}
	write(context, account, valid);
	return {};
}

function parseItems(value: unknown): readonly ItemToWrite[] {
	if (!Array.isArray(value) || value.length === 0) throw new Refusal(40001);
	return value.map((item) => {
		if (!isJsonObject(item) || typeof item.Tag !== "string" || item.Value === undefined) throw new Refusal(40001);
		return { tag: item.Tag, value: item.Value };
	});
}

function checkCall({ state, effects }: RouteContext, account: string, items: readonly ItemToWrite[]): void {
	const refusal = effects.accountRefusals.get(account);
	if (refusal !== undefined) throw refusal;
	const hasDuplicates = new Set(items.map((item) => item.tag)).size < items.length;
	if (hasDuplicates && state.quirks.duplicateTags === "refused") throw new Refusal(40001);
	if (state.store.tags(account) === undefined) throw new Refusal(40003);
}

function parseItem({ state, effects }: RouteContext, { tag, value }: ItemToWrite): TagValue {
	const code = effects.valueCodes.get(tag);
	if (code !== undefined) throw new Refusal(code);
	return parseTagValue(tag, value, state);
}

/** Writes tags and sends a webhook event with the stored tags, including tags whose values did not change. */
function write(context: RouteContext, account: string, tags: readonly (readonly [string, TagValue])[]): void {
	if (tags.length === 0) return;
	const items = writeTags(context, account, Object.fromEntries(tags));
	if (Object.keys(items).length === 0) return;
	const { state, caller } = context;
	state.webhook.send({ account, operator: caller.identifier, platform: "RESTAPI", clientIp: caller.ip, items });
}
