import { parseTagValue } from "../check-value";
import { isJsonObject, type JsonObject } from "../json";
import { isRefusal, type Refusal, refuse } from "../refusal";
import type { Tags, TagValue } from "../values";
import { writeTags } from "./access";
import type { Answer, RouteContext } from "./route";

interface Item {
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
export function portraitSet(context: RouteContext, body: JsonObject): Answer {
	const account = body.From_Account;
	const items = itemsOf(body.ProfileItem);
	if (account === undefined || items === undefined) return refuse(40001);
	if (typeof account !== "string") return refuse(60015);
	const refusal = checkCall(context, account, items);
	if (refusal !== undefined) return refusal;
	const checked = checkItems(context, items);
	const isWritten = checked.refusal === undefined || context.world.answers.invalidItem === "items-before";
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

function itemsOf(value: unknown): readonly Item[] | undefined {
	if (!Array.isArray(value) || value.length === 0) return undefined;
	const items = value.flatMap((item): Item[] =>
		isJsonObject(item) && typeof item.Tag === "string" && item.Value !== undefined
			? [{ tag: item.Tag, value: item.Value }]
			: [],
	);
	return items.length === value.length ? items : undefined;
}

function checkCall({ world, plan }: RouteContext, account: string, items: readonly Item[]): Refusal | undefined {
	const refusal = plan.accounts.get(account);
	if (refusal !== undefined) return refusal;
	const isRepeated = new Set(items.map((item) => item.tag)).size < items.length;
	if (isRepeated && world.answers.duplicateTags === "refused") return refuse(40001);
	return world.store.tags(account) === undefined ? refuse(40003) : undefined;
}

interface Checked {
	readonly valid: readonly (readonly [string, TagValue])[];
	readonly refusal?: Refusal;
}

function checkItems(context: RouteContext, items: readonly Item[]): Checked {
	const results = items.map((item) => [item.tag, checkItem(context, item)] as const);
	const failed = results.findIndex(([, result]) => isRefusal(result));
	const before = failed === -1 ? results : results.slice(0, failed);
	const valid = before.flatMap(([tag, result]) => (isRefusal(result) ? [] : [[tag, result] as const]));
	const refusal = results[failed]?.[1];
	return isRefusal(refusal) ? { valid, refusal } : { valid };
}

function checkItem({ world, plan }: RouteContext, { tag, value }: Item): TagValue | Refusal {
	const code = plan.values.get(tag);
	return code === undefined ? parseTagValue(tag, value, world) : refuse(code);
}
