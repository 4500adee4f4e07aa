import type { Answers } from "../answers";
import type { JsonObject } from "../json";
import { isRefusal, MAX_ACCOUNTS, type Refusal, refuse } from "../refusal";
import type { TagRule } from "../tag-rules";
import { digitsOf, type Tags, type TagValue } from "../values";
import { readTags } from "./access";
import { orderItems } from "./in-order";
import type { Answer, RouteContext } from "./route";

/** The id that stands for an account that does not exist. Seen in the official web SDK, tim-js-sdk 2.27.6. */
export const NOT_FOUND = "@TLS#NOT_FOUND";

interface Item {
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
export function portraitGet(context: RouteContext, body: JsonObject): Answer {
	const accounts = accountsOf(body.To_Account);
	if (isRefusal(accounts)) return accounts;
	const tags = tagsOf(context, body.TagList);
	if (isRefusal(tags)) return tags;
	const { answers } = context.world;
	const items = accounts.map((account) => itemOf(context, account));
	if (answers.allMissing === "whole-call" && items.every(isMissing)) return refuse(40003);
	const failed = items.filter((item) => item.refusal !== undefined);
	return {
		UserProfileItem: orderItems(context, items).map((item) => answerItem(context, item, tags)),
		...(failed.length === 0 ? {} : { Fail_Account: failed.map((item) => idIn(answers.failAccount, item)) }),
	};
}

function accountsOf(value: unknown): readonly string[] | Refusal {
	if (value === undefined) return refuse(40002);
	if (!Array.isArray(value)) return refuse(40001);
	if (value.length === 0) return refuse(40002);
	if (value.length > MAX_ACCOUNTS) return refuse(40001);
	if (!value.every((account) => typeof account === "string")) return refuse(60015);
	return [...new Set(value)];
}

function tagsOf({ world }: RouteContext, value: unknown): readonly string[] | Refusal {
	if (!Array.isArray(value) || value.length === 0) return refuse(40001);
	if (!value.every((tag) => typeof tag === "string")) return refuse(40001);
	const unknown = value.find((tag) => !world.rules.has(tag));
	return unknown === undefined ? [...new Set(value)] : refuse(40009, `emulator: tag ${unknown} does not exist`);
}

function itemOf(context: RouteContext, account: string): Item {
	const tags = readTags(context, account);
	const refusal = context.plan.accounts.get(account) ?? (tags === undefined ? refuse(40003) : undefined);
	return refusal === undefined ? { account, tags: tags ?? {} } : { account, refusal, tags: {} };
}

function idIn(choice: "asked-id" | "placeholder", item: Item): string {
	return choice === "placeholder" && isMissing(item) ? NOT_FOUND : item.account;
}

function isMissing({ refusal }: Item): boolean {
	return refusal?.refusedWith === 40003;
}

function answerItem(context: RouteContext, item: Item, tags: readonly string[]): JsonObject {
	const { answers } = context.world;
	const { account, refusal } = item;
	if (refusal !== undefined) {
		const { refusedWith: ResultCode, info: ResultInfo } = refusal;
		return { To_Account: idIn(answers.missingAccount, item), ResultCode, ResultInfo };
	}
	const found = tags.flatMap((tag) => itemsOf(context, tag, item.tags));
	const isLeftOut = found.length === 0 && answers.emptyProfile === "no-key";
	const profile = isLeftOut ? {} : { ProfileItem: orderItems(context, found) };
	return { To_Account: account, ...profile, ResultCode: 0, ResultInfo: "" };
}

function itemsOf({ world }: RouteContext, tag: string, tags: Tags): readonly JsonObject[] {
	const stored = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
	const rule = world.rules.get(tag);
	if (rule === undefined) return [];
	const isSet = stored !== undefined && (world.answers.zeroValues === "kept" || !isEmpty(rule, stored));
	const value = isSet ? stored : unsetValue(rule, world.answers);
	return value === undefined ? [] : [{ Tag: tag, Value: spelled(value, rule, world.answers) }];
}

/** Whether a stored value counts as never set: no text, or the number 0. */
function isEmpty(rule: TagRule, value: TagValue): boolean {
	return rule.type !== "enum" && value === rule.zero;
}

function unsetValue(rule: TagRule, answers: Answers): TagValue | undefined {
	if (answers.unsetTags === "omitted") return undefined;
	return rule.zero ?? answers.allowTypeDefault;
}

function spelled(value: TagValue, rule: TagRule, { numbers }: Answers): TagValue {
	if (rule.type !== "uint" || typeof value === "string") return value;
	return numbers === "digits" ? digitsOf(value) : value;
}
