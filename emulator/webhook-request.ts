import { createHash } from "node:crypto";
import { stringifyLossless } from "./json";
import type { Tags } from "./values";

/** Where an app's webhook events go, and how they are signed. */
export interface WebhookOptions {
	/** An http or https URL; the service's parameters are appended to its query. */
	readonly url: string;
	/** The key of the signature. @default none, and events without a signature */
	readonly token?: string;
}

/** What a change of a profile was made with. Source: webhook overview, https://trtc.io/document/34354 */
export type Platform = "Android" | "iOS" | "iPad" | "macOS" | "RESTAPI" | "Unknown" | "Web" | "Windows";

/** Every {@link Platform}. */
export const platforms = [
	"RESTAPI",
	"Web",
	"Android",
	"iOS",
	"Windows",
	"macOS",
	"iPad",
	"Unknown",
] as const satisfies readonly Platform[];

/** A change of a profile, as a webhook event tells it. */
export interface ProfileEvent {
	/** Whose profile changed. */
	readonly account: string;
	/** Who changed it. */
	readonly operator: string;
	/** What it was changed with. */
	readonly platform: Platform;
	/** The IP address that it was changed from. */
	readonly clientIp: string;
	/** The tags that were written, with their values. */
	readonly items: Tags;
}

/** An HTTP request to an app's webhook. */
export interface WebhookRequest {
	readonly url: string;
	readonly body: string;
}

const COMMAND = "Profile.CallbackPortraitSet";

/**
 * Checks where events are to go.
 *
 * Errors: `Error` with one line, which repeats neither the URL nor the token.
 */
export function checkWebhook({ url, token }: WebhookOptions): void {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
		throw new Error("webhook.url: is no http or https URL");
	if (parsed.username !== "" || parsed.password !== "")
		throw new Error("webhook.url: must not hold a name or password");
	if (token === "") throw new Error("webhook.token: is empty");
}

/**
 * The request that tells of a change at a time, in milliseconds since 1970.
 *
 * Source: webhook after a profile is updated, https://trtc.io/document/48733
 */
export function webhookRequest(
	{ url, token }: WebhookOptions,
	sdkAppId: number,
	{ event, at }: { readonly event: ProfileEvent; readonly at: number },
): WebhookRequest {
	const to = new URL(url);
	const query = {
		SdkAppid: String(sdkAppId),
		CallbackCommand: COMMAND,
		contenttype: "json",
		ClientIP: event.clientIp,
		OptPlatform: event.platform,
		...(token === undefined ? {} : signatureOf(token, Math.floor(at / 1000))),
	};
	for (const [name, value] of Object.entries(query)) to.searchParams.append(name, value);
	return { url: to.href, body: bodyOf(event, at) };
}

/** The signed part of a query. Source: webhook overview, https://trtc.io/document/34354 */
function signatureOf(token: string, seconds: number): Readonly<Record<"Sign" | "RequestTime", string>> {
	const Sign = createHash("sha256").update(`${token}${seconds}`).digest("hex");
	return { Sign, RequestTime: String(seconds) };
}

function bodyOf({ operator, account, items }: ProfileEvent, at: number): string {
	return stringifyLossless({
		CallbackCommand: COMMAND,
		Operator_Account: operator,
		From_Account: account,
		EventTime: Math.floor(at),
		ProfileItem: Object.entries(items).map(([Tag, Value]) => ({ Tag, Value })),
	});
}
