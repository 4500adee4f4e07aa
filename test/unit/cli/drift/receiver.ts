import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A server that receives notifications on a loopback address. */
export interface Receiver {
	/** The URL of the server. It contains a token that must not appear in any message. */
	readonly url: URL;
	/** The bodies of all requests so far. */
	readonly bodies: readonly string[];
	/** Sets the HTTP status of the following responses. The initial status is 200. */
	respondWith(status: number): void;
	close(): void;
}

/** Starts a server that receives notifications. */
export async function startReceiver(): Promise<Receiver> {
	const bodies: string[] = [];
	let status = 200;
	const server = createServer(async (request, response) => {
		bodies.push(await text(request));
		response.writeHead(status).end("ok");
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		url: new URL(`http://127.0.0.1:${port}/hook?token=canary`),
		bodies,
		respondWith(next) {
			status = next;
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
