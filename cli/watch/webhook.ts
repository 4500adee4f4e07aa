import { createHash, timingSafeEqual } from "node:crypto";
import { isPlainObject } from "../../provider/util/core";
import type { RecordedEvent } from "../profile-events";

/** Settings to authenticate webhook calls. */
export interface WebhookAuth {
	/** The app (SDKAppID) whose webhook calls are accepted. */
	readonly sdkAppId: number;
	/** Webhook token from the console. If undefined, signatures are not checked. */
	readonly token: string | undefined;
	/**
	 * Maximum difference between the time in a webhook call and this machine's clock, in seconds, in either direction.
	 */
	readonly windowSeconds: number;
	/** Returns the current time in milliseconds, as `Date.now` does. */
	readonly now: () => number;
}

/**
 * The reason why a webhook call is rejected. The response to `GET /health` contains the number of calls for each
 * reason.
 */
export type RejectionReason = "foreign app" | "bad signature" | "outside the time window";

/** A parsed webhook call: an event, a webhook of another kind or without a changed tag, or an invalid body. */
export type WebhookMessage =
	| { readonly kind: "event"; readonly event: RecordedEvent }
	| { readonly kind: "ignored" }
	| { readonly kind: "malformed" };

/** The context of {@link parseWebhook}. */
export interface ParseContext {
	/** Admin accounts that only this package uses to sign its calls. */
	readonly ours: readonly string[];
	/** Returns the current time in milliseconds, as `Date.now` does. */
	readonly now: () => number;
}

/** The webhook command that is recorded. Source: https://trtc.io/document/48733 */
const PORTRAIT_SET = "Profile.CallbackPortraitSet";

/** Maximum length of an account ID, a platform or a tag in a webhook call. Every documented limit is lower. */
const MAX_NAME_LENGTH = 128;

/** Maximum number of tags of an event. A profile has fewer tags. */
const MAX_TAGS = 100;

/** The character that the parser of a query returns for bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * Checks the query parameters of a webhook call: the app, and, if a token is set, the signature and the time. The
 * service does not sign the body. Returns the reason to reject the call, or `undefined` if the call is accepted.
 *
 * @see webhook overview, https://trtc.io/document/34354
 */
export function rejectionReason(
	query: URLSearchParams,
	{ sdkAppId, token, windowSeconds, now }: WebhookAuth,
): RejectionReason | undefined {
	if (!isEqual(parameter(query, "SdkAppid"), String(sdkAppId))) return "foreign app";
	if (token === undefined) return undefined;
	const requestTime = parameter(query, "RequestTime");
	if (!isEqual(parameter(query, "Sign"), sign(token, requestTime))) return "bad signature";
	const isNear = /^\d{1,12}$/.test(requestTime) && Math.abs(now() / 1000 - Number(requestTime)) <= windowSeconds;
	return isNear ? undefined : "outside the time window";
}

/**
 * Returns the expected signature of a webhook call. `requestTime` is the time in the call, in Unix seconds. Source:
 * https://trtc.io/document/34354
 */
export function sign(token: string, requestTime: string): string {
	return createHash("sha256")
		.update(token + requestTime)
		.digest("hex");
}

/**
 * Parses a webhook call. Omits the changed values, because they may be secret. An event is `ours` if an account in
 * `ours` made the change in a REST call. A change by the same account in a client program is not `ours`.
 *
 * @see after a profile is updated, https://trtc.io/document/48733
 */
export function parseWebhook(query: URLSearchParams, body: string, { ours, now }: ParseContext): WebhookMessage {
	const parsed = parseObject(body);
	if (parsed === undefined) return { kind: "malformed" };
	const command = parsed.CallbackCommand ?? parameter(query, "CallbackCommand");
	if (command !== PORTRAIT_SET) return { kind: "ignored" };
	const { From_Account: account, Operator_Account: operator, ProfileItem: items } = parsed;
	const tags = parseTags(items);
	const platform = parameter(query, "OptPlatform");
	if (!isName(account) || !isName(operator) || tags === undefined) return { kind: "malformed" };
	if (platform.includes(REPLACEMENT)) return { kind: "malformed" };
	if (tags.length === 0) return { kind: "ignored" };
	const { time, sentTime } = parseTime(parsed.EventTime, now());
	const event: RecordedEvent = {
		version: 1,
		time,
		account,
		operator,
		...(isName(platform) && { platform }),
		...(sentTime !== time && { sentTime }),
		tags,
		ours: ours.includes(operator) && platform === "RESTAPI",
	};
	return { kind: "event", event };
}

/** Returns a query parameter, or the empty text if it is missing or occurs more than once. */
function parameter(query: URLSearchParams, name: string): string {
	const [value = "", ...others] = query.getAll(name);
	return others.length === 0 ? value : "";
}

/** Compares two texts in constant time, even if their lengths differ. */
function isEqual(a: string, b: string): boolean {
	return timingSafeEqual(hash(a), hash(b));
}

function hash(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return isPlainObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function parseTags(items: unknown): readonly string[] | undefined {
	if (!Array.isArray(items)) return undefined;
	const tags = items.map((item: unknown) => (item as { readonly Tag?: unknown } | null)?.Tag);
	if (tags.length > MAX_TAGS || !tags.every(isName)) return undefined;
	return [...new Set(tags)];
}

function isName(value: unknown): value is string {
	return typeof value === "string" && value.length > 0 && value.length <= MAX_NAME_LENGTH;
}

/**
 * Converts an EventTime in milliseconds to ISO 8601. Uses the time of arrival if the EventTime is later or implausible.
 * The sent time is always the EventTime, so that an event which the service sends twice is a duplicate.
 */
function parseTime(eventTime: unknown, now: number): { readonly time: string; readonly sentTime: string } {
	const arrival = new Date(now).toISOString();
	if (typeof eventTime !== "number" || eventTime <= MIN_TIME_MS) return { time: arrival, sentTime: arrival };
	if (eventTime > MAX_TIME_MS) return { time: arrival, sentTime: String(eventTime) };
	const sentTime = new Date(eventTime).toISOString();
	return { time: eventTime > now ? arrival : sentTime, sentTime };
}

/** The lowest plausible EventTime, in 2001. A lower number is a time in another unit. */
const MIN_TIME_MS = 1e12;

/** The highest number that is a time. Source: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_TIME_MS = 8.64e15;
