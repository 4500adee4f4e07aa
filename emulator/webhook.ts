import { createHash } from "node:crypto";
import { stringifyLossless } from "./json";
import type { Tags } from "./tags";

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

/** One event, and what became of it. */
export interface Delivery extends ProfileEvent {
	/** `delivered` when the receiver answered 200, `failed` when it did not: nothing is sent a second time. */
	readonly outcome: "sending" | "delivered" | "failed";
	/** Why it failed, for example `answered 302` or `no answer within 2000 ms`. */
	readonly reason?: string;
	/** Units: milliseconds of the emulator's clock. */
	readonly at: number;
}

/** The events that were sent. */
export interface Webhook {
	/** Every event since the start or the last reset, oldest first. */
	readonly deliveries: readonly Delivery[];
	/** Resolves once no event is on its way: within two seconds of the last one. */
	idle(): Promise<void>;
}

/** {@link Webhook}, as the service uses it. */
export interface WebhookSender extends Webhook {
	/** Sends an event, if there is anywhere to send it. Never throws, and waits for nothing. */
	send(event: ProfileEvent): void;
	/** Gives up what is on its way, and forgets all events. */
	clear(): void;
}

/** What a sender needs to know of its app. */
export interface WebhookApp {
	readonly webhook: WebhookOptions | undefined;
	readonly sdkAppId: number;
	readonly now: () => number;
}

/** How long the receiver has to answer. Source: webhook overview, https://trtc.io/document/34354 */
export const TIMEOUT_MS = 2000;

/** How many events are kept; older ones are forgotten. */
export const MAX_DELIVERIES = 100_000;

/**
 * A sender of webhook events, which holds back nobody: each event goes out at once, in a request of its own.
 *
 * Limits: `timeoutMs` for an answer; nothing is sent again, and no redirect is followed.
 */
export function createWebhook({ webhook, sdkAppId, now }: WebhookApp, timeoutMs = TIMEOUT_MS): WebhookSender {
	const deliveries: Delivery[] = [];
	const pending = new Map<AbortController, Promise<void>>();
	return {
		deliveries,
		send(event) {
			if (webhook === undefined) return;
			const delivery: Delivery = { ...event, outcome: "sending", at: now() };
			if (deliveries.length >= MAX_DELIVERIES) deliveries.shift();
			deliveries.push(delivery);
			const abortController = new AbortController();
			const request = webhookRequest(webhook, sdkAppId, { event, at: delivery.at });
			const timer = setTimeout(() => abortController.abort(`no answer within ${timeoutMs} ms`), timeoutMs);
			const sent = post(request, abortController.signal).then((reason) => {
				clearTimeout(timer);
				Object.assign(delivery, reason === undefined ? { outcome: "delivered" } : { outcome: "failed", reason });
				pending.delete(abortController);
			});
			pending.set(abortController, sent);
		},
		async idle() {
			while (pending.size > 0) await Promise.all(pending.values());
		},
		clear() {
			for (const abortController of pending.keys()) abortController.abort("given up");
			deliveries.length = 0;
		},
	};
}

/** Posts a request and gives why it failed; nothing when it was answered 200. */
async function post({ url, body }: WebhookRequest, signal: AbortSignal): Promise<string | undefined> {
	const headers = { "content-type": "application/json" };
	try {
		const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
		await answer.arrayBuffer(); // so that the connection is used again
		return answer.status === 200 ? undefined : `answered ${answer.status}`;
	} catch (error) {
		return signal.aborted ? String(signal.reason) : reasonOf(error);
	}
}

function reasonOf(error: unknown): string {
	const cause = error instanceof Error ? error.cause : undefined;
	const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
	return typeof code === "string" ? code : "no answer";
}
