import assert from "node:assert/strict";
import { connect } from "node:net";
import fc from "fast-check";
import { type Emulator, startEmulator } from "@/emulator";
import { anyJson, anyText, assertAsyncProperty, printSeed } from "@/test/support/arbitraries";
import { NICK, queryOf } from "@/test/unit/emulator/in-memory-emulator";
import { anyRequest } from "./requests";

const good = JSON.stringify({ To_Account: ["alice"], TagList: [NICK] });
const NO_END = 2000;

describe("the emulator over HTTP", () => {
	printSeed();
	let emulator: Emulator;
	let goodUrl: string;
	before(async () => {
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Alice" } } });
		goodUrl = `/v4/profile/portrait_get?${queryOf(emulator)}`;
	});
	after(() => emulator.close());

	/** Sends bytes over a connection of their own and gives what comes back until it closes, or `NO_END` ms have passed. */
	function exchange(bytes: Uint8Array | string): Promise<string> {
		return new Promise((resolve) => {
			const chunks: Buffer[] = [];
			const socket = connect(Number(new URL(emulator.endpoint).port), "127.0.0.1");
			const done = () => {
				socket.destroy();
				resolve(Buffer.concat(chunks).toString());
			};
			socket.setTimeout(NO_END, done);
			socket
				.on("data", (chunk) => chunks.push(chunk))
				.on("close", done)
				.on("error", done);
			const raw = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
			socket.end(raw);
		});
	}

	async function assertAlive(): Promise<void> {
		const [answer = ""] = bodiesIn(await exchange(requestOf({ url: goodUrl, body: good })));
		assert.deepEqual(JSON.parse(answer).UserProfileItem[0].ProfileItem, [{ Tag: NICK, Value: "Alice" }]);
	}
	afterEach("it still answers a good request", async () => {
		emulator.reset();
		await assertAlive();
	});

	it("answers any request that is HTTP with status 200 and an envelope", () =>
		assertAsyncProperty(
			fc.asyncProperty(anyRequest, async ({ method, url, body = Buffer.alloc(0) }) => {
				const path = sendable(url.startsWith("/") ? url : `/${url}`);
				const isKnown = ["POST", "GET", "PUT", "OPTIONS"].includes(method);
				const text = await exchange(requestOf({ method: isKnown ? method : "POST", url: path, body }));
				assert.match(text, /^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json; charset=utf-8\r\n/i);
				assert.ok(Number.isSafeInteger(JSON.parse(bodiesIn(text)[0] ?? "").ErrorCode));
			}),
			300,
		)).timeout(60_000);

	it("answers each of several requests in one packet", async () => {
		const line = requestOf({ url: goodUrl, body: good, close: false });
		const junk = requestOf({ url: goodUrl, body: "{", close: false });
		const bodies = bodiesIn(await exchange(line + junk + line + requestOf({ url: goodUrl, body: "[]" })));
		assert.deepEqual(
			bodies.map((body) => JSON.parse(body).ErrorCode),
			[0, 60003, 0, 60003],
		);
	});

	const broken: readonly { readonly name: string; readonly bytes: string | Uint8Array; readonly says: RegExp }[] = [
		{ name: "bytes that are no HTTP", bytes: Buffer.from([0, 255, 22, 3, 1, 10, 10]), says: /^HTTP\/1\.1 400 / },
		{ name: "nothing", bytes: "", says: /^$/ },
		{ name: "half a head", bytes: "POST /v4/profile/portrait_get HTTP/1.1\r\nHos", says: /^(HTTP\/1\.1 400 |$)/ },
		{
			name: "half a body",
			bytes: requestOf({ url: "/", body: good }).slice(0, -5),
			says: /^(HTTP\/1\.1 (200|400) |$)/,
		},
		{ name: "headers of 100 KB", bytes: head(`X: ${"x".repeat(100_000)}`), says: /^HTTP\/1\.1 431 / },
		{ name: "5000 headers", bytes: head("X: 1\r\n".repeat(4999).trimEnd()), says: /^HTTP\/1\.1 (200|431) / },
		{ name: "a length that is none", bytes: head("Content-Length: x"), says: /^HTTP\/1\.1 400 / },
		{ name: "two lengths", bytes: head("Content-Length: 1\r\nContent-Length: 2"), says: /^HTTP\/1\.1 400 / },
		{
			name: "a chunk of no size",
			bytes: `${head("Transfer-Encoding: chunked")}zz\r\n`,
			says: /^HTTP\/1\.1 (200|400) /,
		},
		{ name: "an upgrade", bytes: head("Connection: Upgrade, close\r\nUpgrade: websocket"), says: /^HTTP\/1\.1 200 / },
		{ name: "an expectation", bytes: head("Expect: the-unexpected"), says: /^HTTP\/1\.1 (200|417) / },
		{ name: "a tunnel", bytes: "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", says: /^$/ },
		{
			name: "a URL of 15 KB",
			bytes: requestOf({ url: `/${"a".repeat(15_000)}`, body: "{}" }),
			says: /^HTTP\/1\.1 200 /,
		},
		{
			name: "another machine's URL",
			bytes: requestOf({ url: "http://evil.example/v4", body: "{}" }),
			says: /^HTTP\/1\.1 200 /,
		},
		{ name: "no path", bytes: requestOf({ url: "*", method: "OPTIONS", body: "" }), says: /^HTTP\/1\.1 200 / },
	];
	for (const { name, bytes, says } of broken) {
		it(`lives through ${name}`, async () => assert.match(await exchange(bytes), says));
	}

	it("lives through many connections that never finish their request", async () => {
		const half = requestOf({ url: goodUrl, body: good }).slice(0, -3);
		const port = Number(new URL(emulator.endpoint).port);
		const sockets = Array.from({ length: 50 }, () => connect(port, "127.0.0.1"));
		await Promise.all(sockets.map((socket) => new Promise<void>((sent) => socket.write(half, () => sent()))));
		await assertAlive();
		for (const socket of sockets) socket.destroy();
	});

	it("answers garbage to its own routes with JSON and no status of 500", () => {
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

/** A URL with every sign escaped that no HTTP request can carry. */
function sendable(url: string): string {
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
	return `${method} ${url} HTTP/1.1\r\nHost: x\r\n${connection}Content-Length: ${bytes.length}\r\n\r\n${bytes.toString("latin1")}`;
}

function head(headers: string): string {
	return `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n`;
}

/** The bodies of the answers in a stream, by their lengths. */
function bodiesIn(text: string): readonly string[] {
	return text
		.split(/HTTP\/1\.1 \d{3} [^\r]*\r\n/)
		.slice(1)
		.map((answer) => answer.split("\r\n\r\n").slice(1).join("\r\n\r\n"));
}
