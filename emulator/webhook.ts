import { createHash } from "node:crypto";
import { stringifyLossless } from "./json";
import type { Tags } from "./tags";

/** The receiver of an app's webhook events, and the secret token with which the events are signed. */
export interface WebhookOptions {
	/** The http or https URL of the receiver. The parameters of an event are appended to the query of the URL. */
	readonly url: string;
	/**
	 * The secret token with which the events are signed.
	 *
	 * @defaultValue events are not signed
	 */
	readonly token?: string;
}

/**
 * The platform of the client that changed a profile.
 *
 * @see https://trtc.io/document/34354
 */
export type Platform = "Android" | "iOS" | "iPad" | "macOS" | "RESTAPI" | "Unknown" | "Web" | "Windows";

/** All values of {@link Platform}. */
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

/** A profile change that a webhook event reports. */
export interface ProfileEvent {
	/** The UserID of the account whose profile was changed. */
	readonly account: string;
	/** The UserID of the account that made the change. */
	readonly operator: string;
	/** The platform of the client that made the change. */
	readonly platform: Platform;
	/** The IP address of the client that made the change. */
	readonly clientIp: string;
	/** The tags that were written, with their values. */
	readonly items: Tags;
}

/** A webhook event and the outcome of its delivery. */
export interface Delivery extends ProfileEvent {
	/**
	 * `sending` until the request ends; then `delivered` if the receiver responded with status 200, otherwise `failed`. A
	 * failed event is not sent again.
	 */
	readonly outcome: "sending" | "delivered" | "failed";
	/** The reason of a failed delivery, for example `status 302` or `no response within 2000 ms`. */
	readonly reason?: string;
	/** The time of the event, in milliseconds of the emulator's clock. */
	readonly at: number;
}

/** The webhook events of an emulator. */
export interface Webhook {
	/** Every webhook event since the start or the last reset, oldest first. */
	readonly deliveries: readonly Delivery[];
	/** Resolves when no event is being sent. This takes at most two seconds, the time-out of an event. */
	idle(): Promise<void>;
}

/** The operations of {@link Webhook}, and further operations that only the emulator uses. */
export interface WebhookSender extends Webhook {
	/** Starts to send an event if the app has a webhook. Does not throw and does not wait for the response. */
	send(event: ProfileEvent): void;
	/** Aborts the requests that have not ended, and clears the deliveries. */
	clear(): void;
}

/** The settings of an app that a webhook sender needs. */
export interface WebhookApp {
	readonly webhook: WebhookOptions | undefined;
	readonly sdkAppId: number;
	readonly now: () => number;
}

/** How long the receiver may take to respond. Source: webhook overview, https://trtc.io/document/34354 */
export const TIMEOUT_MS = 2000;

/** The maximum number of deliveries that are kept. The oldest deliveries are dropped. */
const MAX_DELIVERIES = 100_000;

const COMMAND = "Profile.CallbackPortraitSet";

/**
 * Validates the options of a webhook.
 *
 * @throws Error with a one-line message that contains neither the URL nor the token.
 */
export function checkWebhook({ url, token }: WebhookOptions): void {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
		throw new Error("webhook.url: must be an http or https URL");
	}
	if (parsed.username !== "" || parsed.password !== "") {
		throw new Error("webhook.url: must not contain a user name or password");
	}
	if (token === "") throw new Error("webhook.token: must not be empty");
}

/**
 * Creates a sender of webhook events. Each event is posted immediately in a separate request. A failed request is not
 * retried, and redirects are not followed.
 */
export function createWebhook({ webhook, sdkAppId, now }: WebhookApp, timeoutMs = TIMEOUT_MS): WebhookSender {
	const deliveries: Delivery[] = [];
	const inFlight = new Map<AbortController, Promise<void>>();
	return {
		deliveries,
		send(event) {
			if (webhook === undefined) return;
			const delivery: Delivery = { ...event, outcome: "sending", at: now() };
			if (deliveries.length >= MAX_DELIVERIES) deliveries.shift();
			deliveries.push(delivery);
			const request = createRequest(webhook, sdkAppId, delivery);
			const abortController = new AbortController();
			const timer = setTimeout(() => abortController.abort(`no response within ${timeoutMs} ms`), timeoutMs);
			const sent = post(request, abortController.signal).then((reason) => {
				clearTimeout(timer);
				Object.assign(delivery, reason === undefined ? { outcome: "delivered" } : { outcome: "failed", reason });
				inFlight.delete(abortController);
			});
			inFlight.set(abortController, sent);
		},
		async idle() {
			while (inFlight.size > 0) await Promise.all(inFlight.values());
		},
		clear() {
			for (const abortController of inFlight.keys()) abortController.abort("aborted");
			deliveries.length = 0;
		},
	};
}

interface WebhookRequest {
	readonly url: string;
	readonly body: string;
}

/** Creates the request for an event. Source: webhook after a profile is updated, https://trtc.io/document/48733 */
function createRequest({ url, token }: WebhookOptions, sdkAppId: number, event: Delivery): WebhookRequest {
	const target = new URL(url);
	const query = {
		SdkAppid: String(sdkAppId),
		CallbackCommand: COMMAND,
		contenttype: "json",
		ClientIP: event.clientIp,
		OptPlatform: event.platform,
		...(token === undefined ? {} : sign(token, Math.floor(event.at / 1000))),
	};
	for (const [name, value] of Object.entries(query)) target.searchParams.append(name, value);
	const body = {
		CallbackCommand: COMMAND,
		Operator_Account: event.operator,
		From_Account: event.account,
		EventTime: Math.floor(event.at),
		ProfileItem: Object.entries(event.items).map(([Tag, Value]) => ({ Tag, Value })),
	};
	return { url: target.href, body: stringifyLossless(body) };
}

/** Returns the query parameters that sign an event. Source: webhook overview, https://trtc.io/document/34354 */
function sign(token: string, seconds: number): Readonly<Record<"Sign" | "RequestTime", string>> {
	const Sign = createHash("sha256").update(`${token}${seconds}`).digest("hex");
	return { Sign, RequestTime: String(seconds) };
}

/** Posts a request. Returns `undefined` if the status is 200, otherwise the reason of the failure. */
async function post({ url, body }: WebhookRequest, signal: AbortSignal): Promise<string | undefined> {
	const headers = { "content-type": "application/json" };
	try {
		const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
		await response.arrayBuffer(); // so that the connection can be reused
		return response.status === 200 ? undefined : `status ${response.status}`;
	} catch (error) {
		return signal.aborted ? String(signal.reason) : describeFailure(error);
	}
}

function describeFailure(error: unknown): string {
	const cause = error instanceof Error ? error.cause : undefined;
	const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
	return typeof code === "string" ? code : "no response";
}
