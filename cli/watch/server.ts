import { isUtf8 } from "node:buffer";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, ListenOptions } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { isSameOrigin } from "../../emulator/same-origin";
import type { RecordedEvent } from "../profile-events";
import { type Connections, createConnections } from "./connections";
import { parseWebhook, type RejectionReason, rejectionReason, type WebhookAuth, type WebhookMessage } from "./webhook";

/** Dependencies and limits of a webhook server. */
export interface WebhookServerOptions {
	readonly auth: WebhookAuth;
	/** Admin accounts that only this package uses to sign its calls. */
	readonly ours: readonly string[];
	/**
	 * Writes an event to disk. Resolves with `false` if the event is already on disk. Rejects with the file system error.
	 */
	readonly record: (event: RecordedEvent) => Promise<boolean>;
	/** Called with each new event after it has been written to disk. */
	readonly onRecorded: (event: RecordedEvent) => void;
	/** Called with the result of each webhook call. */
	readonly onResult: (result: WebhookResult) => void;
	/** Returns the body of the response to `GET /health`. */
	readonly counts: () => WebhookCounts;
	/** Rejects while events cannot be recorded. The status of `GET /health` is then 503. */
	readonly check: () => Promise<void>;
	/**
	 * Host names with which requests may address a server without token, in addition to `localhost` and IP addresses.
	 */
	readonly allowedHosts: readonly string[];
	/**
	 * Maximum time for writing an event to disk, in milliseconds.
	 *
	 * @defaultValue 1500, because the service waits 2000 for a response
	 */
	readonly budgetMs?: number;
	/** Timeouts of connections. @defaultValue 5 seconds for a request, checked every second */
	readonly timeouts?: ConnectionTimeouts;
	/** Maximum number of open connections. @defaultValue as many as this process may open, at most 256 */
	readonly maxConnections?: number;
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
	/** Stops accepting connections, and waits for the calls in progress, but at most a second. */
	close(): Promise<void>;
}

/** The result of a webhook call. The response to `GET /health` contains the number of calls for each result. */
export type WebhookResult =
	| "recorded"
	| "repeated"
	| "ignored"
	| "malformed"
	| "not written"
	| "foreign origin"
	| RejectionReason;

/** The number of webhook calls by result. */
export type WebhookCounts = Readonly<Partial<Record<WebhookResult, number>>>;

/**
 * Maximum size of a request body in bytes. The body of a webhook for the largest valid profile is smaller, even if all
 * its values are escaped.
 */
export const MAX_BODY_BYTES = 262_144;

/** Timeouts of connections, in milliseconds. */
export interface ConnectionTimeouts {
	/** Maximum time until the headers are received. */
	readonly headersTimeout: number;
	/** Maximum time until the complete request is received. */
	readonly requestTimeout: number;
	/** Maximum time between two requests. */
	readonly keepAliveTimeout: number;
	/** Time between two checks of these times. */
	readonly connectionsCheckingInterval: number;
}

/** The service waits 2000 ms for a response. */
const TIMEOUTS: ConnectionTimeouts = {
	headersTimeout: 5000,
	requestTimeout: 5000,
	keepAliveTimeout: 72_000,
	connectionsCheckingInterval: 1000,
};

const BUDGET_MS = 1500;

/** Maximum time to complete the calls in progress when the server is closed, in milliseconds. */
const CLOSE_MS = 1000;

/**
 * Maximum time to discard the rest of a request that was refused, in milliseconds. Without it, a caller that is still
 * sending may lose the response.
 */
const DISCARD_MS = 500;

/**
 * The error code of every failure response, from the range that the service reserves for webhooks. Source:
 * https://trtc.io/document/34348
 */
const APP_CODE = 120_001;

/**
 * Creates the HTTP server that receives the service's webhooks. Accepts every path, so that a proxy may keep or remove
 * its own path prefix. Uses plain `node:http`, because the server reads no body before a call is accepted, and accepts
 * every header.
 *
 * Responses to a POST: 200 if the event is on disk or the webhook is of another kind or without a change, 403 if the call
 * is rejected (before the body is read), 400 if the body is invalid, 413 if the body is too large, 503 if the event could
 * not be written in time. Only an accepted POST can send a body; the connection of another request with a body is
 * closed.
 *
 * @see webhook overview, https://trtc.io/document/34354
 */
export function createWebhookServer(options: WebhookServerOptions): WebhookServer {
	const { resolveHost = resolveAll, timeouts = TIMEOUTS } = options;
	const servers: Server[] = [];
	const connections = createConnections(options.maxConnections);
	let isClosing = false;
	const listener = createListener({ ...options, connections, isClosing: () => isClosing });
	const start = (address: ListenOptions) => {
		const server = createServer(timeouts, listener);
		server.on("checkContinue", listener).on("checkExpectation", listener);
		connections.limit(server);
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
			const cut = setTimeout(() => servers.map((server) => server.closeAllConnections()), CLOSE_MS);
			await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
			clearTimeout(cut);
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

interface ListenerOptions extends WebhookServerOptions {
	readonly connections: Connections;
	readonly isClosing: () => boolean;
}

/** A response in the service's format. */
interface Reply {
	readonly status: 200 | 400 | 403 | 404 | 413 | 503;
	readonly body: object;
}

function createListener(options: ListenerOptions): RequestListener {
	return (incoming, outgoing) => {
		void respond(incoming, outgoing, options).then((reply) => send(reply, incoming, outgoing));
	};
}

async function respond(incoming: IncomingMessage, outgoing: ServerResponse, options: ListenerOptions): Promise<Reply> {
	const { auth, allowedHosts, isClosing, onResult } = options;
	const { method, url = "/" } = incoming;
	const [path] = url.split("?", 1);
	if (isClosing()) return failure(503, "the server is shutting down");
	const isForeign = auth.token === undefined && !isSameOrigin(incoming.headers, allowedHosts);
	if (method === "POST") {
		const rejection = isForeign ? "foreign origin" : rejectionReason(queryOf(url), auth);
		if (rejection === undefined) return receive(incoming, outgoing, options);
		onResult(rejection);
		return failure(403, "the call is rejected");
	}
	if (isForeign) return failure(403, "the request is rejected");
	return path === "/health" && (method === "GET" || method === "HEAD") ? health(options) : failure(404, "not found");
}

async function health({ check, counts, budgetMs = BUDGET_MS }: WebhookServerOptions): Promise<Reply> {
	try {
		await withTimeout(budgetMs, check());
		return { status: 200, body: counts() };
	} catch {
		return failure(503, "events cannot be recorded");
	}
}

async function receive(
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	{ connections, ...options }: ListenerOptions,
): Promise<Reply> {
	const { ours, auth, onResult } = options;
	const unprotect = connections.protect(incoming.socket);
	outgoing.once("close", unprotect);
	if (incoming.headers.expect !== undefined) outgoing.writeContinue();
	const body = await readBody(incoming);
	if (typeof body === "string") {
		onResult("malformed");
		return body === "too large" ? failure(413, "the body is too large") : failure(400, "the body cannot be read");
	}
	const message = isUtf8(body)
		? parseWebhook(queryOf(incoming.url ?? ""), body.toString(), { ours, now: auth.now })
		: malformed;
	const result = message.kind === "event" ? await recordEvent(message.event, options) : message.kind;
	onResult(result);
	if (result === "malformed") return failure(400, "the body is invalid");
	if (result === "not written") return failure(503, "the event could not be written");
	return { status: 200, body: { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" } };
}

const malformed: WebhookMessage = { kind: "malformed" };

/** Reads the body of a request. Stops at {@link MAX_BODY_BYTES}, and if the connection is closed. */
function readBody(incoming: IncomingMessage): Promise<Buffer | "too large" | "incomplete"> {
	if (Number(incoming.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return Promise.resolve("too large");
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let length = 0;
		incoming.on("data", (chunk: Buffer) => {
			length += chunk.length;
			if (length <= MAX_BODY_BYTES) chunks.push(chunk);
			else resolve("too large");
		});
		incoming.on("end", () => resolve(Buffer.concat(chunks)));
		incoming.on("error", () => resolve("incomplete"));
		incoming.on("close", () => resolve("incomplete"));
	});
}

async function recordEvent(
	event: RecordedEvent,
	{ record, onRecorded, budgetMs = BUDGET_MS }: WebhookServerOptions,
): Promise<WebhookResult> {
	const written = record(event).then((isNew) => {
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

function failure(status: Reply["status"], reason: string): Reply {
	return { status, body: { ActionStatus: "FAIL", ErrorCode: APP_CODE, ErrorInfo: reason } };
}

/**
 * Sends a response. Closes the connection after a failure and after a request whose body was not read. Discards the rest
 * of such a request for a short time, so that the caller receives the response.
 */
function send({ status, body }: Reply, incoming: IncomingMessage, outgoing: ServerResponse): void {
	const text = JSON.stringify(body);
	const isUnread = hasBody(incoming) && !incoming.readableEnded;
	if (status !== 200 || isUnread) outgoing.setHeader("Connection", "close");
	outgoing.writeHead(status, {
		"Content-Type": "application/json; charset=utf-8",
		"Content-Length": Buffer.byteLength(text),
	});
	if (!isUnread) {
		outgoing.end(text);
		return;
	}
	outgoing.write(text);
	const end = () => {
		clearTimeout(timer);
		outgoing.end();
	};
	const timer = setTimeout(end, DISCARD_MS);
	incoming.once("end", end).once("close", end).resume();
}

function hasBody({ headers }: IncomingMessage): boolean {
	return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function queryOf(url: string): URLSearchParams {
	const start = url.indexOf("?");
	return new URLSearchParams(start < 0 ? "" : url.slice(start + 1));
}

async function startListening(server: Server, address: ListenOptions): Promise<AddressInfo> {
	server.listen(address);
	await once(server, "listening");
	server.on("error", () => undefined); // a connection that could not be accepted, for example for lack of descriptors
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
