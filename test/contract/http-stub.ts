import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that the server received. */
export interface StubRequest {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** A server on this machine that records the requests it receives. */
export interface HttpStub {
	readonly endpoint: string;
	readonly requests: StubRequest[];
	/** Returns the number of connections that clients have opened. */
	readonly connections: () => number;
	close(): Promise<void>;
}

/** Starts a stub server. For each request, `answer` writes the response. By default, the server has a free port. */
export async function startHttpStub(answer: (response: ServerResponse) => void, listenPort = 0): Promise<HttpStub> {
	const requests: StubRequest[] = [];
	let connections = 0;
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const { method = "", url = "", headers } = request;
			const { pathname, searchParams } = new URL(url, "http://stub");
			const body = Buffer.concat(chunks).toString();
			requests.push({ method, path: pathname, query: searchParams, headers, body });
			answer(response);
		});
	});
	server.on("connection", () => {
		connections += 1;
	});
	await new Promise<void>((resolve) => server.listen(listenPort, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		endpoint: `http://127.0.0.1:${port}`,
		requests,
		connections: () => connections,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
