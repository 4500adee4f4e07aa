import { createHash, timingSafeEqual } from "node:crypto";

/** What a webhook call is held against. */
export interface WebhookAuth {
	/** The app whose calls count. */
	readonly sdkAppId: number;
	/** The token of the console's webhook authentication; without one the signature is not looked at. */
	readonly token: string | undefined;
	/** How far the time of a call may be from ours, in seconds, either way. */
	readonly windowSeconds: number;
	/** Clock, in milliseconds. */
	readonly now: () => number;
}

/** Why a call is refused. */
export type RejectionReason = "foreign app" | "bad signature" | "outside the time window";

/** The query of a webhook call, of which nothing is known yet. */
export type Query = Readonly<Record<string, unknown>>;

/**
 * Why a webhook call is refused; nothing when it may come in. Only the query is signed, never the body.
 *
 * Source: webhook overview, https://trtc.io/document/34354
 */
export function rejectionReason(
	query: Query,
	{ sdkAppId, token, windowSeconds, now }: WebhookAuth,
): RejectionReason | undefined {
	if (!isEqual(textOf(query.SdkAppid), String(sdkAppId))) return "foreign app";
	if (token === undefined) return undefined;
	const requestTime = textOf(query.RequestTime);
	if (!isEqual(textOf(query.Sign), sign(token, requestTime))) return "bad signature";
	const isNear = /^\d{1,12}$/.test(requestTime) && Math.abs(now() / 1000 - Number(requestTime)) <= windowSeconds;
	return isNear ? undefined : "outside the time window";
}

/** The signature of a call that was made at a time, in Unix seconds. Source: https://trtc.io/document/34354 */
export function sign(token: string, requestTime: string): string {
	return createHash("sha256")
		.update(token + requestTime)
		.digest("hex");
}

/** Compares in constant time, whatever the lengths. */
function isEqual(a: string, b: string): boolean {
	return timingSafeEqual(digestOf(a), digestOf(b));
}

function digestOf(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}

/** A parameter that was given once; one given twice is none. */
function textOf(value: unknown): string {
	return typeof value === "string" ? value : "";
}
