import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { Agent, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { createWebhookServer, MAX_BODY_BYTES, type WebhookServerOptions } from "@/cli/watch/server";
import { sign } from "@/cli/watch/webhook";

const APP = "1400000000";
const QUERY = { SdkAppid: APP, CallbackCommand: "Profile.CallbackPortraitSet", OptPlatform: "Web" };
const BODY = {
	CallbackCommand: "Profile.CallbackPortraitSet",
	From_Account: "alice",
	Operator_Account: "carol",
	EventTime: 1_670_574_414_123,
	ProfileItem: [{ Tag: "Tag_Profile_IM_Nick", Value: "x" }],
};
const JSON_BODY = JSON.stringify(BODY);
const PADDED_BODY = JSON_BODY.padEnd(MAX_BODY_BYTES);
const OK = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };
const JSON_TYPE = "application/json; charset=utf-8";

interface Reply {
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}

interface Call {
	readonly method?: string;
	readonly path?: string;
	readonly query?: Readonly<Record<string, string>> | string;
	readonly headers?: Readonly<Record<string, string | number>>;
	/** Pieces of the body, each sent separately. */
	readonly chunks?: readonly (string | Buffer)[];
	/** Whether the body remains incomplete. */
	readonly isOpen?: boolean;
	readonly agent?: Agent;
}

describe("createWebhookServer", () => {
	const closings: (() => unknown)[] = [];
	afterEach(async () => {
		for (const close of closings.splice(0).reverse()) await close();
	});

	/** Starts a server. Adds each reported result to `results`, and the account of each reported event to `accounts`. */
	async function start(options: Partial<WebhookServerOptions> = {}, host = "127.0.0.1", port = 0) {
		const results: string[] = [];
		const accounts: string[] = [];
		const server = createWebhookServer({
			auth: { sdkAppId: Number(APP), token: undefined, windowSeconds: 60, now: Date.now },
			ours: [],
			record: async () => true,
			onRecorded: ({ account }) => accounts.push(account),
			onResult: (result) => results.push(result),
			counts: () => ({ recorded: 7 }),
			check: async () => undefined,
			allowedHosts: [],
			...options,
		});
		closings.push(() => server.close());
		const address = await server.listen({ host, port });
		const bound = Number(new URL(address).port);
		const call = (each: Call = {}) => send(bound, each);
		const post = (body: unknown = BODY, query?: Call["query"]) =>
			call({ ...(query !== undefined && { query }), chunks: [typeof body === "string" ? body : JSON.stringify(body)] });
		return { server, address, port: bound, call, post, results, accounts };
	}

	async function send(port: number, { method = "POST", path = "/any/path", query = QUERY, ...rest }: Call) {
		const { chunks = [], headers = {}, isOpen = false, agent } = rest;
		const target = `${path}?${new URLSearchParams(query)}`;
		const options: RequestOptions = { host: "127.0.0.1", port, method, path: target, headers, agent: agent ?? false };
		const outgoing = request(options);
		const responded = new Promise<IncomingMessage>((resolve, reject) => {
			outgoing.on("response", resolve).on("error", reject); // an error after the response is ignored
		});
		const pieces = isOpen ? chunks : chunks.slice(0, -1);
		for (const piece of pieces) await new Promise<void>((resolve) => outgoing.write(piece, () => resolve()));
		if (isOpen) outgoing.flushHeaders();
		else outgoing.end(chunks.at(-1));
		const response = await responded;
		const reply: Reply = { status: response.statusCode, headers: response.headers, text: await text(response) };
		if (isOpen) outgoing.destroy();
		return reply;
	}

	/** Sends raw bytes. Returns the complete response after the server has closed the connection. */
	async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
		const socket = connect(port, "127.0.0.1");
		socket.write(bytes);
		return text(socket);
	}

	describe("for an event", () => {
		it("returns 200 in the service's format, and reports the event", async () => {
			const { post, results, accounts } = await start();
			const { status, headers, text: body } = await post();
			assert.deepEqual([status, headers["content-type"], JSON.parse(body)], [200, JSON_TYPE, OK]);
			assert.deepEqual({ results, accounts }, { results: ["recorded"], accounts: ["alice"] });
		});

		it("returns 200 for an event that is already on disk, and does not report the event again", async () => {
			const { post, results, accounts } = await start({ record: async () => false });
			assert.deepEqual(JSON.parse((await post()).text), OK);
			assert.deepEqual({ results, accounts }, { results: ["repeated"], accounts: [] });
		});

		it("returns 200 for a webhook that is not about profiles, and ignores the webhook", async () => {
			const { post, results, accounts } = await start();
			assert.deepEqual(JSON.parse((await post({ CallbackCommand: "State.StateChange" })).text), OK);
			assert.deepEqual({ results, accounts }, { results: ["ignored"], accounts: [] });
		});

		const failures: readonly { name: string; record: WebhookServerOptions["record"] }[] = [
			{ name: "cannot be written", record: () => Promise.reject(new Error("full")) },
			{ name: "is not on disk in time", record: () => new Promise(() => undefined) },
		];
		for (const { name, record } of failures) {
			it(`returns 503 if the event ${name}`, async () => {
				const { post, results } = await start({ record, budgetMs: 10 });
				const { status, text: body } = await post();
				assert.deepEqual([status, JSON.parse(body).ActionStatus, results], [503, "FAIL", ["not written"]]);
			});
		}

		it("reports an event that is written to disk after the call has failed", async () => {
			let written: (isNew: boolean) => void = () => undefined;
			const record = () => new Promise<boolean>((resolve) => (written = resolve));
			const { post, results, accounts } = await start({ record, budgetMs: 10 });
			await post();
			assert.deepEqual({ results, accounts }, { results: ["not written"], accounts: [] });
			written(true);
			await setImmediate();
			assert.deepEqual({ results, accounts }, { results: ["not written"], accounts: ["alice"] });
		});
	});

	describe("for an invalid call", () => {
		const rows: readonly (Call & { name: string; status: number; result: string })[] = [
			{ name: "of another app", query: { ...QUERY, SdkAppid: "1" }, status: 403, result: "foreign app" },
			{
				name: "whose query contains the app twice",
				query: `SdkAppid=${APP}&SdkAppid=${APP}`,
				status: 403,
				result: "foreign app",
			},
			{ name: "without a query", query: "", status: 403, result: "foreign app" },
			{
				name: "of another app, before the body arrives",
				query: { SdkAppid: "1" },
				headers: { "content-length": 100 },
				isOpen: true,
				status: 403,
				result: "foreign app",
			},
			{
				name: "of another app with a body above the maximum size",
				query: { SdkAppid: "1" },
				headers: { "content-length": MAX_BODY_BYTES + 1 },
				isOpen: true,
				status: 403,
				result: "foreign app",
			},
			{
				name: "of a page of another site",
				headers: { origin: "http://evil.example" },
				status: 403,
				result: "foreign origin",
			},
			{ name: "of a page without an origin", headers: { origin: "null" }, status: 403, result: "foreign origin" },
			{
				name: "of a page of another scheme",
				headers: { host: "localhost", origin: "https://localhost" },
				status: 403,
				result: "foreign origin",
			},
			{ name: "with another Host", headers: { host: "evil.example" }, status: 403, result: "foreign origin" },
			{ name: "whose body is not JSON", chunks: ["{"], status: 400, result: "malformed" },
			{ name: "without a body", status: 400, result: "malformed" },
			{
				name: "whose body starts with a byte order mark",
				chunks: [`\ufeff${JSON_BODY}`],
				status: 400,
				result: "malformed",
			},
			{
				name: "whose Content-Length is above the maximum size, before the body arrives",
				headers: { "content-length": MAX_BODY_BYTES + 1 },
				isOpen: true,
				status: 413,
				result: "malformed",
			},
			{
				name: "whose chunks are larger than the maximum size in total",
				headers: { "transfer-encoding": "chunked" },
				chunks: [PADDED_BODY, " "],
				isOpen: true,
				status: 413,
				result: "malformed",
			},
		];
		for (const { name, status, result, ...call } of rows) {
			it(`returns ${status} for a call ${name}, and closes the connection`, async () => {
				const started = await start();
				const reply = await started.call(call);
				assert.equal(reply.status, status);
				assert.deepEqual([reply.headers["content-type"], reply.headers.connection], [JSON_TYPE, "close"]);
				const { ActionStatus, ErrorCode, ErrorInfo } = JSON.parse(reply.text);
				assert.deepEqual([ActionStatus, ErrorCode, typeof ErrorInfo], ["FAIL", 120_001, "string"]);
				assert.deepEqual(started.results, [result]);
			});
		}

		it("does not ask a caller of another app for its body", async () => {
			const { port } = await start();
			const head = "POST /?SdkAppid=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
			assert.match(await sendRaw(port, head), /^HTTP\/1\.1 403 /);
		});

		const TIMEOUTS = {
			headersTimeout: 50,
			requestTimeout: 50,
			keepAliveTimeout: 60_000,
			connectionsCheckingInterval: 10,
		};
		const slow: readonly { name: string; bytes: string; status: number }[] = [
			{ name: "sends nothing", bytes: "", status: 408 },
			{ name: "sends incomplete headers", bytes: "POST / HTTP/1.1\r\nHost: localhost\r\n", status: 408 },
			{
				name: "sends an incomplete body",
				bytes: `POST /?SdkAppid=${APP} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{`,
				status: 408,
			},
			{
				name: "sends an incomplete body to /health",
				bytes: "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
				status: 200,
			},
			{
				name: "sends chunks without end to another path",
				bytes: "PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
				status: 404,
			},
		];
		for (const { name, bytes, status } of slow) {
			it(`disconnects a caller that ${name}`, async () => {
				const { port } = await start({ timeouts: TIMEOUTS });
				assert.match(await sendRaw(port, bytes), new RegExp(`^HTTP/1\\.1 ${status} `));
			});
		}

		it("counts a call with a truncated body as malformed", async () => {
			const calls = new EventEmitter();
			const { port } = await start({ onResult: (result) => calls.emit("ended", result) });
			const socket = connect(port, "127.0.0.1");
			socket.end(`POST /?SdkAppid=${APP} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{`);
			assert.deepEqual(await once(calls, "ended"), ["malformed"]);
			socket.destroy();
		});
	});

	describe("for a valid call", () => {
		const rows: readonly (Call & { name: string })[] = [
			{ name: "the path /health", path: "/health" },
			{ name: "an empty path segment", path: "/a//b" },
			{ name: "a body of plain text", headers: { "content-type": "text/plain" } },
			{ name: "a body declared as a form", headers: { "content-type": "application/x-www-form-urlencoded" } },
			{ name: "a path with an invalid escape", path: "/%zz" },
			{ name: "a body with an invalid Content-Type", headers: { "content-type": ";;" } },
			{ name: "a body without a Content-Type", headers: { "content-type": "" } },
			{ name: "a body with a Content-Type that is not ASCII", headers: { "content-type": "t\u00e9xt/\u00ff" } },
			{ name: "a body with a boundary", headers: { "content-type": "multipart/form-data; boundary=x" } },
			{ name: "a call that expects 100 Continue", headers: { expect: "100-continue" } },
			{ name: "a call that expects something else", headers: { expect: "x" } },
			{ name: "a call of a page of the server", headers: { host: "localhost:1", origin: "http://localhost:1" } },
			{ name: "an allowed Host", headers: { host: "Hooks.example:80" } },
			{ name: "a body of the maximum size", headers: { "content-length": MAX_BODY_BYTES }, chunks: [PADDED_BODY] },
			{
				name: "chunks of the maximum size in total",
				headers: { "transfer-encoding": "chunked" },
				chunks: [PADDED_BODY.slice(0, 1000), PADDED_BODY.slice(1000)],
			},
		];
		for (const { name, ...call } of rows) {
			it(`accepts ${name}, and keeps the connection open`, async () => {
				const started = await start({ allowedHosts: ["hooks.example"] });
				const agent = new Agent({ keepAlive: true });
				closings.push(() => agent.destroy());
				const reply = await started.call({ chunks: [JSON_BODY], agent, ...call });
				assert.deepEqual([reply.status, started.results], [200, ["recorded"]]);
				assert.equal(reply.headers["keep-alive"], "timeout=72");
			});
		}

		const proxied: readonly Readonly<Record<string, string>>[] = [
			{ host: "a b" },
			{ host: "Example.com:80" },
			{ origin: "null" },
			{ origin: "https://example.com" },
		];
		for (const headers of proxied) {
			it(`accepts ${JSON.stringify(headers)} if there is a token`, async () => {
				const time = String(Math.floor(Date.now() / 1000));
				const auth = { sdkAppId: Number(APP), token: "token", windowSeconds: 60, now: Date.now };
				const { call, results } = await start({ auth });
				const query = { ...QUERY, RequestTime: time, Sign: sign("token", time) };
				assert.equal((await call({ headers, query, chunks: [JSON_BODY] })).status, 200);
				assert.deepEqual(results, ["recorded"]);
			});
		}

		it("accepts an HTTP/1.0 call without a Host", async () => {
			const { port, results } = await start();
			const head = `POST /?SdkAppid=${APP} HTTP/1.0\r\nContent-Length: ${JSON_BODY.length}\r\n\r\n`;
			assert.match(await sendRaw(port, head + JSON_BODY), /^HTTP\/1\.1 200 /);
			assert.deepEqual(results, ["recorded"]);
		});

		/** Splits the body at a text, and replaces the text with bytes. */
		const withBytes = (text: string, bytes: Buffer) => {
			const [before = "", after = ""] = JSON_BODY.split(text);
			return [Buffer.from(before), bytes.subarray(0, 1), Buffer.concat([bytes.subarray(1), Buffer.from(after)])];
		};

		it("decodes a character that is split between two chunks", async () => {
			const started = await start();
			await started.call({ chunks: withBytes("alice", Buffer.from("語")) });
			assert.deepEqual(started.accounts, ["語"]);
		});

		for (const [name, bytes] of [
			["Latin-1", Buffer.from("caf\u00e9", "latin1")],
			["a truncated character", Buffer.from("語").subarray(0, 2)],
		] as const) {
			it(`responds with 400 to a body with ${name}, and counts it as malformed`, async () => {
				const started = await start();
				const { status } = await started.call({ chunks: withBytes("alice", bytes) });
				assert.deepEqual([status, started.results, started.accounts], [400, ["malformed"], []]);
			});
		}
	});

	describe("for another request", () => {
		const rows: readonly (Call & { status: number; body?: unknown })[] = [
			{ method: "GET", path: "/health", query: "", status: 200, body: { recorded: 7 } },
			{ method: "GET", path: "/health", query: "probe=1", status: 200, body: { recorded: 7 } },
			{ method: "HEAD", path: "/health", query: "", status: 200 },
			{ method: "GET", path: "/health/", query: "", status: 404 },
			{ method: "GET", path: "/", status: 404 },
			{ method: "PUT", path: "/", chunks: [JSON_BODY], status: 404 },
			{ method: "DELETE", path: "/", status: 404 },
			{ method: "OPTIONS", path: "/", status: 404 },
		];
		for (const { status, body, ...call } of rows) {
			it(`returns ${status} for ${call.method} ${call.path}${call.query ? " with a query" : ""}`, async () => {
				const { call: sendCall, results } = await start();
				const reply = await sendCall(call);
				assert.deepEqual([reply.status, reply.headers["content-type"]], [status, JSON_TYPE]);
				if (body !== undefined) assert.deepEqual(JSON.parse(reply.text), body);
				assert.deepEqual(results, []);
			});
		}

		for (const headers of [{ origin: "http://evil.example" }, { origin: "null" }, { host: "evil.example" }]) {
			it(`returns 403 for GET /health with ${JSON.stringify(headers)}`, async () => {
				const { call } = await start();
				assert.equal((await call({ method: "GET", path: "/health", query: "", headers })).status, 403);
			});
		}

		const checks: readonly { name: string; check: () => Promise<void> }[] = [
			{ name: "while events cannot be recorded", check: () => Promise.reject(new Error("full")) },
			{ name: "if it is not known in time whether events can be recorded", check: () => new Promise(() => undefined) },
		];
		for (const { name, check } of checks) {
			it(`returns 503 for GET /health ${name}`, async () => {
				const { call } = await start({ check, budgetMs: 10 });
				const { status, text: body } = await call({ method: "GET", path: "/health", query: "" });
				assert.deepEqual([status, JSON.parse(body).ErrorInfo], [503, "events cannot be recorded"]);
			});
		}

		const invalid: readonly { name: string; bytes: string; status: number }[] = [
			{ name: "text that is not HTTP", bytes: "hello\r\n\r\n", status: 400 },
			{ name: "HTTP/1.1 without a Host", bytes: "GET /health HTTP/1.1\r\n\r\n", status: 400 },
			{
				name: "headers above 16 KiB",
				bytes: `GET /health HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(20_000)}\r\n\r\n`,
				status: 431,
			},
		];
		for (const { name, bytes, status } of invalid) {
			it(`returns ${status} for ${name}`, async () => {
				const { port } = await start();
				assert.match(await sendRaw(port, bytes), new RegExp(`^HTTP/1\\.1 ${status} `));
			});
		}
	});

	describe("listen", () => {
		it("returns the address of the server", async () => {
			const { address, port } = await start();
			assert.equal(address, `http://127.0.0.1:${port}`);
		});

		it("returns an address that this machine can call if the server listens on all addresses", async () => {
			const { address, port } = await start({}, "0.0.0.0");
			assert.equal(address, `http://127.0.0.1:${port}`);
		});

		it("listens on every address of localhost with the same port", async () => {
			const resolveHost = async () => ["127.0.0.1", "127.0.0.2", "192.0.2.1"]; // this machine does not have the last address
			const { port } = await start({ resolveHost }, "localhost");
			for (const address of ["127.0.0.1", "127.0.0.2"]) {
				assert.equal((await fetch(`http://${address}:${port}/health`)).status, 200);
			}
		});

		it("rejects a port that is in use", async () => {
			const { port } = await start();
			await assert.rejects(start({}, "127.0.0.1", port), { code: "EADDRINUSE" });
		});
	});

	describe("the limit of connections", () => {
		it("disconnects the caller that has been idle for the longest time", async () => {
			const { port, call, results } = await start({ maxConnections: 2 });
			const [first, second] = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
			closings.push(() => second.destroy());
			await Promise.all([once(first, "connect"), once(second, "connect")]);
			const closed = once(first.resume(), "close");
			assert.equal((await call({ chunks: [JSON_BODY] })).status, 200);
			await closed;
			assert.deepEqual([second.destroyed, results], [false, ["recorded"]]);
		});

		it("does not disconnect a caller whose call is in progress", async () => {
			const disk = new EventEmitter();
			const record = async () => {
				disk.emit("started");
				await once(disk, "written");
				return true;
			};
			const { port, call } = await start({ maxConnections: 1, record });
			const answered = call({ chunks: [JSON_BODY] });
			await once(disk, "started");
			const other = connect(port, "127.0.0.1").on("error", () => undefined);
			await once(other.resume(), "close");
			disk.emit("written");
			assert.equal((await answered).status, 200);
		});
	});

	describe("close", () => {
		it("disconnects a caller that does not complete its request", async () => {
			const { server, port } = await start();
			const socket = connect(port, "127.0.0.1").on("error", () => undefined);
			const connected = once(socket, "connect");
			socket.write("POST / HTTP/1.1\r\nHost: localhost\r\n");
			const closed = once(socket.resume(), "close");
			await connected;
			await server.close();
			await closed;
		});

		/**
		 * Starts a server, and a call that is in progress until `finish` is called. The connection of the call is kept
		 * alive.
		 */
		async function startBusy() {
			const disk = new EventEmitter();
			const record = async () => {
				disk.emit("started");
				await once(disk, "written");
				return true;
			};
			const started = await start({ record });
			const agent = new Agent({ keepAlive: true, maxSockets: 1 });
			closings.push(() => agent.destroy());
			const answered = started.call({ chunks: [JSON_BODY], agent });
			await once(disk, "started");
			return { ...started, agent, answered, finish: () => disk.emit("written") };
		}

		it("completes the call in progress, and refuses new connections", async () => {
			const { server, call, agent, answered, finish } = await startBusy();
			const closed = server.close();
			await assert.rejects(call({ chunks: [JSON_BODY] }), { code: "ECONNREFUSED" });
			finish();
			assert.equal((await answered).status, 200);
			agent.destroy();
			await closed;
		});

		it("returns 503 on a connection that is still open, and closes the connection", async () => {
			const { server, call, agent, answered, finish, results } = await startBusy();
			const closed = server.close();
			finish();
			await answered;
			const { status, headers } = await call({ chunks: [JSON_BODY], agent });
			assert.deepEqual([status, headers.connection, results], [503, "close", ["recorded"]]);
			await closed;
		});
	});
});
