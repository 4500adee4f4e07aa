import assert from "node:assert/strict";
import { connect } from "node:net";
import fc from "fast-check";
import { type Emulator, startEmulator } from "@/emulator";
import { anyJson, anyText, assertAsyncProperty, printSeed } from "@/test/support/arbitraries";
import { NICK, queryOf } from "@/test/unit/emulator/in-memory-emulator";
import { anyRequest } from "./requests";

const validBody = JSON.stringify({ To_Account: ["alice"], TagList: [NICK] });
/** The time in milliseconds after which a test closes a connection that the server keeps open. */
const MAX_EXCHANGE_MS = 2000;

describe("the emulator over HTTP", () => {
	printSeed();
	let emulator: Emulator;
	let validUrl: string;
	before(async () => {
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Alice" } } });
		validUrl = `/v4/profile/portrait_get?${queryOf(emulator)}`;
	});
	after(() => emulator.close());

	/**
	 * Sends bytes on a new connection. Returns everything that is received before the connection closes or times out.
	 */
	function exchange(bytes: Uint8Array | string): Promise<string> {
		return new Promise((resolve) => {
			const chunks: Buffer[] = [];
			const socket = connect(Number(new URL(emulator.endpoint).port), "127.0.0.1");
			const done = () => {
				socket.destroy();
				resolve(Buffer.concat(chunks).toString());
			};
			socket.setTimeout(MAX_EXCHANGE_MS, done);
			socket
				.on("data", (chunk) => chunks.push(chunk))
				.on("close", done)
				.on("error", done);
			const raw = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
			socket.end(raw);
		});
	}

	async function assertAlive(): Promise<void> {
		const [answer = ""] = bodiesIn(await exchange(requestOf({ url: validUrl, body: validBody })));
		assert.deepEqual(JSON.parse(answer).UserProfileItem[0].ProfileItem, [{ Tag: NICK, Value: "Alice" }]);
	}
	afterEach("check that the emulator still responds to a valid request", async () => {
		emulator.reset();
		await assertAlive();
	});

	it("responds to any HTTP request with status 200 and an error code", () =>
		assertAsyncProperty(
			fc.asyncProperty(anyRequest, async ({ method, url, body = Buffer.alloc(0) }) => {
				const path = toSendable(url.startsWith("/") ? url : `/${url}`);
				const isKnown = ["POST", "GET", "PUT", "OPTIONS"].includes(method);
				const text = await exchange(requestOf({ method: isKnown ? method : "POST", url: path, body }));
				assert.match(text, /^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json; charset=utf-8\r\n/i);
				assert.ok(Number.isSafeInteger(JSON.parse(bodiesIn(text)[0] ?? "").ErrorCode));
			}),
			300,
		)).timeout(60_000);

	it("responds to each of several requests in one packet", async () => {
		const valid = requestOf({ url: validUrl, body: validBody, close: false });
		const invalid = requestOf({ url: validUrl, body: "{", close: false });
		const bodies = bodiesIn(await exchange(valid + invalid + valid + requestOf({ url: validUrl, body: "[]" })));
		assert.deepEqual(
			bodies.map((body) => JSON.parse(body).ErrorCode),
			[0, 60003, 0, 60003],
		);
	});

	const broken: readonly { readonly name: string; readonly bytes: string | Uint8Array; readonly expected: RegExp }[] = [
		{ name: "bytes that are not HTTP", bytes: Buffer.from([0, 255, 22, 3, 1, 10, 10]), expected: /^HTTP\/1\.1 400 / },
		{ name: "a connection without data", bytes: "", expected: /^$/ },
		{
			name: "an incomplete header",
			bytes: "POST /v4/profile/portrait_get HTTP/1.1\r\nHos",
			expected: /^(HTTP\/1\.1 400 |$)/,
		},
		{
			name: "an incomplete body",
			bytes: requestOf({ url: "/", body: validBody }).slice(0, -5),
			expected: /^(HTTP\/1\.1 (200|400) |$)/,
		},
		{ name: "headers of 100 KB", bytes: head(`X: ${"x".repeat(100_000)}`), expected: /^HTTP\/1\.1 431 / },
		{ name: "5000 headers", bytes: head("X: 1\r\n".repeat(4999).trimEnd()), expected: /^HTTP\/1\.1 (200|431) / },
		{ name: "an invalid Content-Length", bytes: head("Content-Length: x"), expected: /^HTTP\/1\.1 400 / },
		{
			name: "two Content-Length headers",
			bytes: head("Content-Length: 1\r\nContent-Length: 2"),
			expected: /^HTTP\/1\.1 400 /,
		},
		{
			name: "a chunk with an invalid size",
			bytes: `${head("Transfer-Encoding: chunked")}zz\r\n`,
			expected: /^HTTP\/1\.1 (200|400) /,
		},
		{
			name: "an upgrade to WebSocket",
			bytes: head("Connection: Upgrade, close\r\nUpgrade: websocket"),
			expected: /^HTTP\/1\.1 200 /,
		},
		{ name: "an unknown Expect header", bytes: head("Expect: the-unexpected"), expected: /^HTTP\/1\.1 (200|417) / },
		{
			name: "a CONNECT request",
			bytes: "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
			expected: /^$/,
		},
		{
			name: "a URL of 15 KB",
			bytes: requestOf({ url: `/${"a".repeat(15_000)}`, body: "{}" }),
			expected: /^HTTP\/1\.1 200 /,
		},
		{
			name: "a request for the URL of another host",
			bytes: requestOf({ url: "http://evil.example/v4", body: "{}" }),
			expected: /^HTTP\/1\.1 200 /,
		},
		{
			name: "an OPTIONS request for *",
			bytes: requestOf({ url: "*", method: "OPTIONS", body: "" }),
			expected: /^HTTP\/1\.1 200 /,
		},
	];
	for (const { name, bytes, expected } of broken) {
		it(`keeps running after ${name}`, async () => assert.match(await exchange(bytes), expected));
	}

	it("responds while many other connections never complete their requests", async () => {
		const half = requestOf({ url: validUrl, body: validBody }).slice(0, -3);
		const port = Number(new URL(emulator.endpoint).port);
		const sockets = Array.from({ length: 50 }, () => connect(port, "127.0.0.1"));
		await Promise.all(sockets.map((socket) => new Promise<void>((sent) => socket.write(half, () => sent()))));
		await assertAlive();
		for (const socket of sockets) socket.destroy();
	});

	it("responds to invalid control requests with JSON and a status other than 500", () => {
		const routes = fc.constantFrom(
			"faults",
			"quirks",
			"accounts/alice",
			"accounts/__proto__",
			"reset",
			"x",
			"faults/x",
			"changes",
			"webhook",
		);
		const methods = fc.constantFrom("POST", "PUT", "PATCH", "GET", "DELETE");
		const bodies = fc.oneof(
			anyJson.map((item) => JSON.stringify(item)),
			anyText,
		);
		const property = fc.asyncProperty(methods, routes, bodies, async (method, route, body) => {
			emulator.reset();
			const text = await exchange(requestOf({ method, url: `/_emulator/${route}`, body }));
			assert.match(text, /^HTTP\/1\.1 (20[014]|40[04]) /);
			const [answer] = bodiesIn(text);
			if (answer) JSON.parse(answer);
		});
		return assertAsyncProperty(property, 300);
	}).timeout(60_000);
});

/** Escapes the characters of a URL that are not allowed in an HTTP request. */
function toSendable(url: string): string {
	return Buffer.from(url)
		.toString()
		.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}

interface Sent {
	readonly method?: string;
	readonly url: string;
	readonly body: Uint8Array | string;
	readonly close?: boolean;
}

function requestOf({ method = "POST", url, body, close = true }: Sent): string {
	const bytes = Buffer.from(body);
	const connection = close ? "Connection: close\r\n" : "";
	return `${method} ${url} HTTP/1.1\r\nHost: localhost\r\n${connection}Content-Length: ${bytes.length}\r\n\r\n${bytes.toString("latin1")}`;
}

function head(headers: string): string {
	return `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n`;
}

/** Returns the bodies of all HTTP responses in a received text. */
function bodiesIn(text: string): readonly string[] {
	return text
		.split(/HTTP\/1\.1 \d{3} [^\r]*\r\n/)
		.slice(1)
		.map((answer) => answer.split("\r\n\r\n").slice(1).join("\r\n\r\n"));
}
