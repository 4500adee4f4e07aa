import { type ProfileEvent, type WebhookOptions, type WebhookRequest, webhookRequest } from "./webhook-request";

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
