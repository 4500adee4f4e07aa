import { once, setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { CONTROL_PATH, createControlRoutes } from "./control-routes";
import { handleCall, type Reply } from "./dispatch";
import { MAX_BODY_BYTES } from "./request";
import { isSameOrigin } from "./same-origin";
import type { EmulatorState } from "./state";

/** A listening HTTP server. */
export interface EmulatorServer {
	/** The base URL of the server, for example `http://127.0.0.1:49152`. */
	readonly endpoint: string;
	/** Stops the server immediately. Closes all open connections, including connections that wait for a response. */
	close(): Promise<void>;
}

/**
 * How long the server keeps an idle connection open. The time is longer than clients keep a connection open, so that a
 * client never reuses a connection that the server is about to close.
 */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/**
 * Starts the HTTP server of an emulator. The REST API uses plain `node:http`, because it must be able to cut
 * connections and to respond to any request target, including `OPTIONS *`. The control routes use hono.
 *
 * @throws the error of `listen`, for example if the port is in use.
 */
export async function startServer(state: EmulatorState): Promise<EmulatorServer> {
	const closing = new AbortController();
	setMaxListeners(Infinity, closing.signal); // each delayed response adds a listener
	const control = getRequestListener(createControlRoutes(state).fetch, {
		hostname: "localhost", // the host of requests without a Host header
		overrideGlobalObjects: false,
	});
	const { host, allowedHosts } = state.settings;
	const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS }, (request, response) => {
		if (request.url?.startsWith(`${CONTROL_PATH}/`)) {
			if (isSameOrigin(request.headers, [host, ...allowedHosts])) void control(request, response);
			else rejectOrigin(response);
		} else answerCall(state, request, response, closing.signal).catch(() => response.destroy());
	});
	server.listen(state.settings.port, state.settings.host);
	await once(server, "listening");
	return {
		endpoint: endpointOf(server),
		close: () =>
			new Promise((resolve) => {
				closing.abort();
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function endpointOf(server: Server): string {
	const { address, family, port } = server.address() as AddressInfo;
	return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** Refuses a control request that a browser made for a page of another site. */
function rejectOrigin(response: ServerResponse): void {
	const error = "the Origin or Host of the request is another site; allow a host name with --allowed-host";
	response.writeHead(403, { "content-type": "application/json; charset=utf-8", connection: "close" });
	response.end(JSON.stringify({ error }));
}

async function answerCall(
	state: EmulatorState,
	request: IncomingMessage,
	response: ServerResponse,
	closing: AbortSignal,
): Promise<void> {
	const body = await readBody(request);
	if (body === undefined) response.setHeader("connection", "close"); // the rest of the body is not read
	const { method = "", url = "", socket } = request;
	const ip = socket.remoteAddress ?? "127.0.0.1";
	const { delayMs, reply } = handleCall(state, { method, url, body, ip });
	if (delayMs > 0) await delay(delayMs, undefined, { signal: closing }).catch(() => undefined);
	send(reply, response);
}

/**
 * Reads the body of a request. Returns `undefined` if the body is larger than {@link MAX_BODY_BYTES} or the client
 * stops sending before the end of the body.
 */
function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let length = 0;
		request.on("data", (chunk: Buffer) => {
			length += chunk.length;
			if (length > MAX_BODY_BYTES) resolve(undefined);
			else chunks.push(chunk);
		});
		request.on("end", () => resolve(Buffer.concat(chunks)));
		request.on("error", () => resolve(undefined));
	});
}

function send(reply: Reply, response: ServerResponse): void {
	if (reply.as === "drop") {
		response.destroy();
		return;
	}
	const { status, contentType } = reply;
	const body = Buffer.from(reply.body);
	response.writeHead(status, { "content-type": contentType, "content-length": body.length });
	if (reply.as === "whole") response.end(body);
	else response.write(body.subarray(0, body.length / 2), () => response.destroy());
}
