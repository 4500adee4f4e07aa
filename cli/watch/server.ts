import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fastify from "fastify";
import type { ProfileEvent } from "../profile-events";
import { parseWebhook, type Query, type RejectionReason, rejectionReason, type WebhookAuth } from "./webhook";

/** What a receiver of webhooks is made of. */
export interface WebhookServerOptions {
	readonly gate: WebhookAuth;
	/** Admin accounts that only this package signs with. */
	readonly ours: readonly string[];
	/** Puts an event on disk; false where it was there already. Errors: the system's. */
	readonly record: (event: ProfileEvent) => Promise<boolean>;
	/** Hears of each event that is on disk now and was not before. */
	readonly recorded: (event: ProfileEvent) => void;
	/** Hears how each call ended. */
	readonly ended: (ending: WebhookResult) => void;
	/** What `GET /health` answers. */
	readonly counts: () => WebhookCounts;
	/** How long an event may take to disk before the call fails, in milliseconds. @default 1500: the service waits 2000 */
	readonly budgetMs?: number;
}

/** The largest body, in bytes: a profile with every tag at its limit stays below, escaped as it may be. */
export const MAX_BODY_BYTES = 262_144;

/** How long a caller may take to send a call, in milliseconds. The service gives the whole call 2000. */
const REQUEST_TIMEOUT_MS = 5000;

/**
 * The HTTP server that takes the service's webhooks, not listening yet. Any path will do, so that a proxy may keep or cut
 * its own.
 *
 * Shape of the answers: 200 when an event is on disk, or the command is another; 403 when the call is refused, which is
 * before its body is read; 400 for a body that makes no sense, 413 for one that is too large, 503 when an event could not be
 * put on disk in time.
 * Source: webhook overview, https://trtc.io/document/34354
 */
export function createWebhookServer(options: WebhookServerOptions): FastifyInstance {
	const { gate, ended, counts } = options;
	const server = fastify({ bodyLimit: MAX_BODY_BYTES, requestTimeout: REQUEST_TIMEOUT_MS });
	readEveryBody(server);
	server.get("/health", async () => counts());
	server.post("/*", {
		onRequest: async (request, reply) => {
			const refusal = rejectionReason(queryOf(request), gate);
			if (refusal === undefined) return undefined;
			ended(refusal);
			return answer(reply, 403, "the call is refused");
		},
		handler: (request, reply) => receive(request, reply, options),
	});
	server.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) => {
		ended("malformed");
		return answer(reply, error.statusCode === 413 ? 413 : 400, "the body cannot be read");
	});
	return server;
}

async function receive(
	request: FastifyRequest,
	reply: FastifyReply,
	options: WebhookServerOptions,
): Promise<FastifyReply> {
	const { ours, gate, ended } = options;
	const callback = parseWebhook(queryOf(request), bodyOf(request), { ours, now: gate.now });
	const ending = callback.kind === "event" ? await recordEvent(callback.event, options) : callback.kind;
	ended(ending);
	if (ending === "malformed") return answer(reply, 400, "the body makes no sense");
	return ending === "not written" ? answer(reply, 503, "the event could not be kept") : answer(reply, 200);
}

async function recordEvent(
	event: ProfileEvent,
	{ record, recorded, budgetMs = 1500 }: WebhookServerOptions,
): Promise<WebhookResult> {
	const written = record(event).then((isNew) => {
		if (isNew) recorded(event);
		return isNew;
	});
	try {
		return (await within(budgetMs, written)) ? "recorded" : "repeated";
	} catch {
		return "not written";
	}
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
	const ending = new AbortController();
	const late = delay(ms, undefined, { signal: ending.signal }).then(() => {
		throw new Error(`not on disk within ${ms} ms`);
	});
	return Promise.race([work, late]).finally(() => ending.abort());
}

/** Answers in the words that the service expects. After a failure the connection is closed: its body may be unread. */
function answer(reply: FastifyReply, status: number, failure?: string): FastifyReply {
	if (failure === undefined) return reply.code(status).send({ ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" });
	const body = { ActionStatus: "FAIL", ErrorCode: APP_CODE, ErrorInfo: failure };
	return reply.code(status).header("connection", "close").send(body);
}

/** A code of the range that the service leaves to webhooks. Source: error codes, https://trtc.io/document/34348 */
const APP_CODE = 120_001;

/** Takes every body as text, whatever its Content-Type says: the service does not promise one. */
function readEveryBody(server: FastifyInstance): void {
	server.removeAllContentTypeParsers();
	server.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
}

function queryOf(request: FastifyRequest): Query {
	return { ...(request.query as object) };
}

function bodyOf({ body }: FastifyRequest): string {
	return typeof body === "string" ? body : "";
}

/** How a webhook call ended. */
export type WebhookResult = "recorded" | "repeated" | "ignored" | "malformed" | "not written" | RejectionReason;

/** How many calls ended in which way since the start. */
export type WebhookCounts = Readonly<Partial<Record<WebhookResult, number>>>;

/** Counts calls by how they ended. */
export function createCounts() {
	const counts: Partial<Record<WebhookResult, number>> = {};
	return {
		/** Counts one, and gives how many there are now. */
		add(ending: WebhookResult): number {
			const count = (counts[ending] ?? 0) + 1;
			counts[ending] = count;
			return count;
		},
		/** The counts now. */
		now: (): WebhookCounts => ({ ...counts }),
	};
}
