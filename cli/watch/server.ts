import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, ListenOptions } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { RecordedEvent } from "../profile-events";
import { parseWebhook, type RejectionReason, rejectionReason, type WebhookAuth, type WebhookMessage } from "./webhook";

/** Dependencies and limits of a webhook server. */
export interface WebhookServerOptions {
	readonly auth: WebhookAuth;
	/** Admin accounts that only this package uses to sign its calls. */
	readonly ours: readonly string[];
	/**
	 * Writes an event to disk. Resolves with `false` if the event is already on disk. `sent` is the event with its time
	 * as the service sent it, which identifies the event. Rejects with the file system error.
	 */
	readonly record: (event: RecordedEvent, sent: RecordedEvent) => Promise<boolean>;
	/** Called with each new event after it has been written to disk. */
	readonly onRecorded: (event: RecordedEvent) => void;
	/** Called with the result of each webhook call. */
	readonly onResult: (result: WebhookResult) => void;
	/** Returns the body of the response to `GET /health`. */
	readonly counts: () => WebhookCounts;
	/**
	 * Maximum time for writing an event to disk, in milliseconds.
	 *
	 * @defaultValue 1500, because the service waits 2000 for a response
	 */
	readonly budgetMs?: number;
	/** Returns the addresses of a host name. @defaultValue the resolver of the system */
	readonly resolveHost?: (host: string) => Promise<readonly string[]>;
}

/** An HTTP server for webhooks. */
export interface WebhookServer {
	/**
	 * Starts to listen, and returns the URL of the server.
	 *
	 * @throws the network error, such as `EADDRINUSE`.
	 */
	listen(address: { readonly host: string; readonly port: number }): Promise<string>;
	/** Stops accepting connections, and waits for the calls in progress. */
	close(): Promise<void>;
}

/** The result of a webhook call. The response to `GET /health` contains the number of calls for each result. */
export type WebhookResult = "recorded" | "repeated" | "ignored" | "malformed" | "not written" | RejectionReason;

/** The number of webhook calls by result. */
export type WebhookCounts = Readonly<Partial<Record<WebhookResult, number>>>;

/**
 * Maximum size of a request body in bytes. The body of a webhook for the largest valid profile is smaller, even if all
 * its values are escaped.
 */
export const MAX_BODY_BYTES = 262_144;

/** Timeouts of connections, in milliseconds. The service waits 2000 ms for a response. */
const TIMEOUTS = { requestTimeout: 5000, keepAliveTimeout: 72_000 };

/**
 * The error code of every failure response, from the range that the service reserves for webhooks. Source:
 * https://trtc.io/document/34348
 */
const APP_CODE = 120_001;

/**
 * Creates the HTTP server that receives the service's webhooks. Accepts every path, so that a proxy may keep or remove
 * its own path prefix.
 *
 * Responses to a POST: 200 if the event is on disk or the webhook is of another kind, 403 if the call is rejected
 * (before the body is read), 400 if the body is invalid, 413 if the body is too large, 503 if the event could not be
 * written in time.
 *
 * @see webhook overview, https://trtc.io/document/34354
 */
export function createWebhookServer(options: WebhookServerOptions): WebhookServer {
	const { resolveHost = resolveAll } = options;
	const servers: Server[] = [];
	let isClosing = false;
	const listener = toListener(createApp(options, () => isClosing));
	const start = (address: ListenOptions) => {
		const server = createServer(TIMEOUTS, listener);
		servers.push(server);
		return startListening(server, address);
	};
	return {
		async listen({ host, port }) {
			const bound = await start({ host, port });
			const addresses = host === "localhost" ? await resolveHost(host) : []; // IPv4 and IPv6
			const others = addresses.filter((address) => address !== bound.address);
			await Promise.allSettled(others.map((address) => start({ host: address, port: bound.port })));
			return toUrl(bound);
		},
		async close() {
			isClosing = true;
			await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
		},
	};
}

/** Counts webhook calls by result. */
export function createWebhookCounts() {
	const counts: Partial<Record<WebhookResult, number>> = {};
	return {
		/** Counts a call and returns the number of calls with this result. */
		add(result: WebhookResult): number {
			const count = (counts[result] ?? 0) + 1;
			counts[result] = count;
			return count;
		},
		current: (): WebhookCounts => ({ ...counts }),
	};
}

function createApp(options: WebhookServerOptions, isClosing: () => boolean): Hono {
	const { auth, onResult, counts } = options;
	const app = new Hono();
	app.use((c, next) => (isClosing() ? Promise.resolve(fail(c, 503, "the server is shutting down")) : next()));
	app.get("/health", (c) => json(c, 200, counts()));
	app.post(
		"*",
		async (c, next) => {
			const rejection = rejectionReason(queryOf(c), auth);
			if (rejection === undefined) return next();
			onResult(rejection);
			return fail(c, 403, "the call is rejected");
		},
		bodyLimit({
			maxSize: MAX_BODY_BYTES,
			onError: (c) => {
				onResult("malformed");
				return fail(c, 413, "the body is too large");
			},
		}),
		(c) => receive(c, options),
	);
	app.notFound((c) => fail(c, 404, "not found"));
	app.onError((_error, c) => {
		onResult("malformed");
		return fail(c, 400, "the body cannot be read");
	});
	return app;
}

async function receive(c: Context, options: WebhookServerOptions): Promise<Response> {
	const { ours, auth, onResult } = options;
	const body = Buffer.from(await c.req.arrayBuffer()).toString("utf8");
	const message = parseWebhook(queryOf(c), body, { ours, now: auth.now });
	const result = message.kind === "event" ? await recordEvent(message, options) : message.kind;
	onResult(result);
	if (result === "malformed") return fail(c, 400, "the body is invalid");
	if (result === "not written") return fail(c, 503, "the event could not be written");
	return json(c, 200, { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" });
}

async function recordEvent(
	{ event, sent }: WebhookMessage & { readonly kind: "event" },
	{ record, onRecorded, budgetMs = 1500 }: WebhookServerOptions,
): Promise<WebhookResult> {
	const written = record(event, sent).then((isNew) => {
		if (isNew) onRecorded(event);
		return isNew;
	});
	try {
		return (await withTimeout(budgetMs, written)) ? "recorded" : "repeated";
	} catch {
		return "not written";
	}
}

async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
	const timer = new AbortController();
	const timeout = delay(ms, undefined, { signal: timer.signal }).then(() => {
		throw new Error(`not on disk within ${ms} ms`);
	});
	return Promise.race([work, timeout]).finally(() => timer.abort());
}

/**
 * Returns a failure response in the service's format. Closes the connection, because the request body may not have been
 * read.
 */
function fail(c: Context, status: 400 | 403 | 404 | 413 | 503, reason: string): Response {
	c.header("Connection", "close");
	return json(c, status, { ActionStatus: "FAIL", ErrorCode: APP_CODE, ErrorInfo: reason });
}

function json(c: Context, status: 200 | Parameters<typeof fail>[1], body: object): Response {
	return c.json(body, status, { "Content-Type": "application/json; charset=utf-8" });
}

function queryOf(c: Context): URLSearchParams {
	return new URL(c.req.url).searchParams;
}

/**
 * Converts an app to a listener for `node:http`. Replaces the unused `Host` header, because `@hono/node-server` rejects
 * some values that a proxy may send. Keeps the global `Request` that `@hono/node-server` installs, because `bodyLimit`
 * reads chunked bodies through this `Request`.
 */
function toListener(app: Hono): RequestListener {
	const listener = getRequestListener(app.fetch);
	return (incoming, outgoing) => {
		incoming.headers.host = "localhost";
		void listener(incoming, outgoing);
	};
}

async function startListening(server: Server, address: ListenOptions): Promise<AddressInfo> {
	server.listen(address);
	await once(server, "listening");
	return server.address() as AddressInfo;
}

/** Returns a URL that this machine can call, even if the server listens on all addresses. */
function toUrl({ address, family, port }: AddressInfo): string {
	if (address === "0.0.0.0") return `http://127.0.0.1:${port}`;
	return family === "IPv6" ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

async function resolveAll(host: string): Promise<readonly string[]> {
	const found = await lookup(host, { all: true });
	return found.map(({ address }) => address);
}
