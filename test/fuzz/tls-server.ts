import { createServer as createHttp, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Certificate } from "./certificate";

/** A server on this machine that records the requests it receives. */
export interface Local {
	readonly port: number;
	/** A line for each request, which has the method, the host, and the path without the query. */
	readonly seen: readonly string[];
	close(): Promise<void>;
}

/** The response that a server sends to every request. */
interface Answer {
	/** @defaultValue 200 */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
}

/** Starts an HTTPS server that sends the same response to every request. */
export async function startTls(certificate: Certificate, answer: Answer): Promise<Local> {
	const seen: string[] = [];
	const { status, headers, body } = { status: 200, headers: {}, body: "", ...answer };
	const server = createHttps({ ...certificate }, ({ method, headers: { host }, url }, response) => {
		seen.push(`${method} ${host} ${url?.split("?")[0]}`);
		response.writeHead(status, headers).end(body);
	});
	return listening(server, seen);
}

/**
 * Starts a proxy that connects a CONNECT request to a port of this machine, and responds to other requests with status
 * 400. `target` returns the port for a host, or the status with which the proxy rejects the request.
 */
export async function startProxy(target: (host: string) => number): Promise<Local> {
	const seen: string[] = [];
	const server = createHttp(({ method, url }, response) => {
		seen.push(`${method} ${url}`);
		response.writeHead(400).end();
	});
	server.on("connect", ({ method, url }, client) => {
		seen.push(`${method} ${url}`);
		const port = target(url?.split(":")[0] ?? "");
		if (port < 1000) return void client.end(`HTTP/1.1 ${port} Rejected\r\nContent-Length: 0\r\n\r\n`);
		const tunnel = connect(port, "127.0.0.1", () => {
			client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
			tunnel.pipe(client).pipe(tunnel);
		});
		tunnel.on("error", () => client.destroy());
		client.on("error", () => tunnel.destroy());
	});
	return listening(server, seen);
}

async function listening(server: Server, seen: readonly string[]): Promise<Local> {
	const sockets = new Set<Socket>();
	server.on("connection", (socket: Socket) => sockets.add(socket)); // the server does not close the sockets of tunnels
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const close = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			for (const socket of sockets) socket.destroy();
		});
	return { port, seen, close };
}
