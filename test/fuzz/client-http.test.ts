import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { httpTransport } from "@/provider/client/http";
import { envelope } from "@/provider/client/pipeline/pipeline";
import { ImError } from "@/provider/errors/im-error";
import { createClient } from "@/provider/service";
import { assertAsyncProperty, printSeed } from "@/test/support/arbitraries";
import { expectedResult } from "./oracle";
import { invalidResponse, request } from "./responses";

const MEBIBYTE = 1024 * 1024;
const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const good = JSON.stringify({ ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "", UserProfileItem: [] });

type Write = (socket: Socket) => void;

/** Invalid HTTP responses, and valid HTTP responses with another defect. */
const brokenResponses: readonly { readonly name: string; readonly write: Write; readonly kinds: readonly string[] }[] =
	[
		{ name: "an empty response", write: (socket) => socket.end(), kinds: ["network"] },
		{ name: "a connection reset", write: (socket) => socket.resetAndDestroy(), kinds: ["network"] },
		{ name: "a response that is not HTTP", write: (socket) => socket.end(good), kinds: ["network"] },
		{ name: "an incomplete header", write: (socket) => socket.end(HEAD.slice(0, 20)), kinds: ["network"] },
		{ name: "an endless header", write: (socket) => flood(socket, `${HEAD}X: `, "x", 1), kinds: ["network"] },
		{ name: "an invalid status line", write: (socket) => socket.end("HTTP/9.9 abc\r\n\r\n"), kinds: ["network"] },
		{
			name: "a truncated body",
			write: (socket) => socket.end(`${HEAD}Content-Length: 999\r\n\r\n{`),
			kinds: ["network"],
		},
		{
			name: "two Content-Length headers",
			write: (socket) => socket.end(`${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`),
			kinds: ["network"],
		},
		{
			name: "a chunk without a size",
			write: (socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}`),
			kinds: ["network", "protocol"],
		},
		{
			name: "a gzip body that is not gzip",
			write: (socket) => send(socket, "Content-Encoding: gzip\r\n", good),
			kinds: ["network", "protocol"],
		},
		{
			name: "a truncated gzip body",
			write: (socket) => send(socket, "Content-Encoding: gzip\r\n", gzipSync(good).subarray(0, 20)),
			kinds: ["network", "protocol"],
		},
		{
			name: "an unknown encoding",
			write: (socket) => send(socket, "Content-Encoding: x-rot13\r\n", "tbbq"),
			kinds: ["protocol"],
		},
		{
			name: "invalid UTF-8",
			write: (socket) => send(socket, "", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
			kinds: ["protocol"],
		},
		{
			name: "a status without a body",
			write: (socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"),
			kinds: ["protocol"],
		},
		{
			name: "a redirect to itself",
			write: (socket) => socket.end("HTTP/1.1 307 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
			kinds: ["http"],
		},
		{
			name: "a redirect to an invalid URL",
			write: (socket) => socket.end("HTTP/1.1 301 X\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"),
			kinds: ["http"],
		},
		{
			name: "an invalid Retry-After",
			write: (socket) => socket.end("HTTP/1.1 503 X\r\nRetry-After: 1e999\r\nContent-Length: 0\r\n\r\n"),
			kinds: ["http"],
		},
	];

/** Responses that are far larger than the limit of the client. */
const largeResponses: readonly { readonly name: string; readonly write: Write }[] = [
	{
		name: "with a Content-Length",
		write: (socket) => flood(socket, `${HEAD}Content-Length: ${50 * MEBIBYTE}\r\n\r\n`, " ".repeat(65_536), 800),
	},
	{
		name: "that ends with the connection",
		write: (socket) => flood(socket, `${HEAD}\r\n{"a":"`, "x".repeat(65_536), 800),
	},
	{
		name: "in chunks",
		write: (socket) =>
			flood(socket, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, `10000\r\n${"[".repeat(65_536)}\r\n`, 800),
	},
	{ name: "compressed to a few bytes", write: (socket) => send(socket, "Content-Encoding: gzip\r\n", bomb()) },
];

describe("the client over HTTP", () => {
	printSeed();
	let server: Server;
	let write: Write = (socket) => socket.end();
	const sockets = new Set<Socket>();
	before(async () => {
		server = createServer((socket) => {
			sockets.add(socket);
			socket.on("close", () => sockets.delete(socket));
			socket.on("error", () => undefined); // the client closes the connection when the response is too large
			socket.on("data", (chunk) => isEnd(chunk) && write(socket));
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	});
	after(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});

	/** Reads the accounts of `request`. Returns the result or the ImError. */
	async function read(answer: Write): Promise<unknown> {
		write = answer;
		const { port } = server.address() as AddressInfo;
		const options = { sdkAppId: 1, identifier: "administrator", timeoutMs: 5000, loopback: true, random: () => 0 };
		const client = createClient(envelope(httpTransport({ ...options, endpoint: `http://127.0.0.1:${port}` })));
		return client.portraitGet(request.accounts, request.tags).catch((error: unknown) => {
			assert.ok(error instanceof ImError, `not classified: ${error}`);
			return error;
		});
	}

	for (const { name, write: answer, kinds } of brokenResponses) {
		it(`reports ${name} as an ImError`, async () => {
			const { kind, message } = (await read(answer)) as ImError;
			assert.ok(kinds.includes(kind), message);
			assert.doesNotMatch(message, /usersig|[\r\n]/);
		});
	}

	for (const { name, write: answer } of largeResponses) {
		it(`stops reading a response of 50 MB ${name}, without keeping it in memory`, async () => {
			const before = process.memoryUsage().rss;
			for (let round = 0; round < 3; round += 1) {
				const { kind, message } = (await read(answer)) as ImError;
				assert.equal(kind, "protocol", message);
				assert.match(message, /exceeds 16777216 bytes/);
			}
			const grown = (process.memoryUsage().rss - before) / MEBIBYTE;
			assert.ok(grown < 200, `${grown} MiB more`);
		}).timeout(60_000);
	}

	it("reports an invalid response as an ImError, or returns the items that the response contains", () =>
		assertAsyncProperty(
			fc.asyncProperty(invalidResponse, async (text) => {
				const outcome = await read((socket) => send(socket, "", text));
				if (outcome instanceof ImError) return;
				const said = expectedResult(text);
				for (const [account, entry] of outcome as Map<string, unknown>) {
					if (Array.isArray(entry)) assert.equal(entry.length, (said.items(account) as unknown[]).length);
				}
			}),
			300,
		)).timeout(60_000);
});

/** Returns whether a chunk is the last chunk of a request. The JSON of a request ends with a brace. */
function isEnd(chunk: string | Buffer): boolean {
	return chunk.toString().endsWith("}");
}

function send(socket: Socket, headers: string, body: string | Uint8Array): void {
	const bytes = Buffer.from(body);
	socket.write(`${HEAD}${headers}Connection: close\r\nContent-Length: ${bytes.length}\r\n\r\n`);
	socket.end(bytes);
}

/**
 * Writes `head`, and then `part` `times` times, as fast as the client reads. Then ends the connection. If `times` is 1,
 * writes 2^20 copies of `part` instead of one.
 */
function flood(socket: Socket, head: string, part: string, times: number): void {
	socket.write(head);
	const whole = Buffer.from(times === 1 ? part.repeat(MEBIBYTE) : part);
	let left = times;
	const more = () => {
		while (left > 0 && !socket.destroyed) {
			left -= 1;
			if (!socket.write(whole)) return;
		}
		socket.end();
	};
	socket.on("drain", more);
	more();
}

function bomb(): Buffer {
	return gzipSync(Buffer.alloc(50 * MEBIBYTE, "["));
}
