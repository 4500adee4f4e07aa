import { isPlainObject } from "../../provider/util";
import type { ProfileEvent } from "../events";
import type { Query } from "./admit";

/** The command of the webhook that this is about. Source: https://trtc.io/document/48733 */
export const PORTRAIT_SET = "Profile.CallbackPortraitSet";

/** What a webhook call is about. */
export type WebhookMessage =
	| { readonly kind: "event"; readonly event: ProfileEvent }
	| { readonly kind: "ignored" }
	| { readonly kind: "malformed" };

/** What tells our own writes from those of others, and the time of an event that names none. */
export interface ParseContext {
	/** Admin accounts that only this package signs with. */
	readonly ours: readonly string[];
	/** Clock, in milliseconds. */
	readonly now: () => number;
}

/**
 * Reads a webhook call. Values are dropped here: a tag may hold a secret. A write is ours when one of our identifiers
 * made it over REST; the same account in a client program is somebody else.
 *
 * Source: after a profile is updated, https://trtc.io/document/48733
 */
export function parseWebhook(query: Query, body: string, { ours, now }: ParseContext): WebhookMessage {
	const parsed = parsedObject(body);
	if (parsed === undefined) return { kind: "malformed" };
	if ((parsed.CallbackCommand ?? query.CallbackCommand) !== PORTRAIT_SET) return { kind: "ignored" };
	const { From_Account: account, Operator_Account: operator, ProfileItem: items } = parsed;
	const tags = tagsOf(items);
	if (!isName(account) || !isName(operator) || tags === undefined) return { kind: "malformed" };
	const platform = isName(query.OptPlatform) ? { platform: query.OptPlatform } : {};
	const isOurs = ours.includes(operator) && query.OptPlatform === "RESTAPI";
	const time = timeOf(parsed.EventTime, now);
	return { kind: "event", event: { version: 1, time, account, operator, ...platform, tags, ours: isOurs } };
}

function parsedObject(body: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return isPlainObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function tagsOf(items: unknown): readonly string[] | undefined {
	if (!Array.isArray(items)) return undefined;
	const tags = items.map((item: unknown) => (item as { readonly Tag?: unknown } | null)?.Tag);
	return tags.every(isName) ? [...new Set(tags)] : undefined;
}

/** Whether a value can be the name of an account, a platform or a tag: none that is documented is longer. */
function isName(value: unknown): value is string {
	return typeof value === "string" && value.length > 0 && value.length <= 128;
}

/** EventTime is in milliseconds. One that is no time of this age is replaced by the time of arrival. */
function timeOf(eventTime: unknown, now: () => number): string {
	const isTime = typeof eventTime === "number" && eventTime > 1e12 && eventTime < 1e13;
	return new Date(isTime ? eventTime : now()).toISOString();
}
