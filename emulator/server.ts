import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { controlRoutes } from "./control-routes";
import { handleCall, type Reply, type ServedCall } from "./dispatch";
import type { EmulatorState } from "./state";

/** The largest body, in bytes. The emulator's own limit: the service publishes none. */
export const MAX_BODY_BYTES = 1_048_576;

/**
 * The HTTP server around a world, not listening yet. `close()` ends open connections and answers still waited for.
 */
export function createServer(world: EmulatorState): FastifyInstance {
	const server = fastify({
		bodyLimit: MAX_BODY_BYTES,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 500 },
		frameworkErrors: (_error, request, reply) => {
			void send(serveRequest(world, request, undefined).reply, reply);
		},
	});
	readEveryBody(server);
	const closing = new AbortController();
	setMaxListeners(Infinity, closing.signal); // each answer that is waited for listens
	server.addHook("preClose", async () => closing.abort());
	server.all("/*", (request, reply) => respond(serveRequest(world, request, bodyOf(request)), reply, closing.signal));
	server.setNotFoundHandler((request, reply) => send(serveRequest(world, request, bodyOf(request)).reply, reply));
	server.setErrorHandler((_error, request, reply) => send(serveRequest(world, request, undefined).reply, reply));
	void server.register(async (scope) => controlRoutes(scope, world), { prefix: "/_emulator" });
	return server;
}

/** Takes every body as bytes, whatever its Content-Type says and if there is none: the service looks at the query. */
function readEveryBody(server: FastifyInstance): void {
	server.addHook("onRequest", async (request) => {
		request.raw.headers["content-type"] = "application/octet-stream";
	});
	server.removeAllContentTypeParsers();
	server.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
		done(null, body),
	);
}

/** The bytes of a request's body, none when it has no body. */
export function bodyOf(request: FastifyRequest): Uint8Array {
	return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

function serveRequest(world: EmulatorState, request: FastifyRequest, body: Uint8Array | undefined): ServedCall {
	return handleCall(world, { method: request.method, url: request.raw.url ?? "", body, ip: request.ip });
}

async function respond({ delayMs, reply }: ServedCall, to: FastifyReply, signal: AbortSignal): Promise<FastifyReply> {
	if (delayMs > 0) await delay(delayMs, undefined, { signal }).catch(() => undefined);
	return send(reply, to);
}

async function send(reply: Reply, to: FastifyReply): Promise<FastifyReply> {
	if (reply.as === "whole") return to.code(reply.status).header("content-type", reply.contentType).send(reply.body);
	to.hijack();
	if (reply.as === "drop") to.raw.destroy();
	else cutOff(reply, to);
	return to;
}

/** Announces the whole body, sends half of it and closes the connection. */
function cutOff(reply: Extract<Reply, { as: "whole" | "cut" }>, { raw }: FastifyReply): void {
	const bytes = Buffer.from(reply.body);
	raw.writeHead(reply.status, { "content-type": reply.contentType, "content-length": bytes.length });
	raw.write(bytes.subarray(0, bytes.length / 2), () => raw.destroy());
}
