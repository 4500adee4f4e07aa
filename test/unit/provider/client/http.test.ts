import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { assertSuccess, createPost, parseRetryAfter } from "@/provider/client/http";
import { type HttpStub, startHttpStub } from "@/test/contract/http-stub";
import { failureOf } from "@/test/support/builders";

const now = Date.parse("2026-10-21T07:28:00Z");

describe("parseRetryAfter", () => {
	const cases: readonly { header: unknown; ms: number | undefined }[] = [
		{ header: "0", ms: 0 },
		{ header: "2", ms: 2000 },
		{ header: " 1.5 ", ms: 1500 },
		{ header: "Wed, 21 Oct 2026 07:28:03 GMT", ms: 3000 },
		{ header: "Wednesday, 21-Oct-26 07:28:03 GMT", ms: 3000 },
		{ header: "Wed Oct 21 07:28:03 2026", ms: 3000 },
		{ header: "Wed, 21 Oct 2026 07:28:00 GMT", ms: 0 },
		{ header: "Wed, 21 Oct 2026 07:27:59 GMT", ms: undefined },
		{ header: "Wed, 21 Foo 2026 07:28:00 GMT", ms: undefined },
		{ header: "-1", ms: undefined },
		{ header: "1e3", ms: undefined },
		{ header: "9".repeat(400), ms: undefined },
		{ header: "Infinity", ms: undefined },
		{ header: "soon", ms: undefined },
		{ header: "", ms: undefined },
		{ header: undefined, ms: undefined },
		{ header: ["2"], ms: undefined },
	];
	for (const { header, ms } of cases) {
		it(`parses the header ${JSON.stringify(header)?.slice(0, 40)} as ${ms} ms`, () => {
			assert.equal(parseRetryAfter(header, now), ms);
		});
	}
});

describe("assertSuccess", () => {
	const call = { command: "portrait_get", accounts: ["alice"] };
	const response = (status: number, headers = {}) => ({ status, headers, data: "" });

	for (const status of [200, 204, 299]) {
		it(`accepts the status ${status}`, () => assertSuccess(call, response(status)));
	}

	for (const status of [199, 302, 404, 500]) {
		it(`rejects the status ${status}`, () =>
			assert.throws(() => assertSuccess(call, response(status)), { kind: "http", status }));
	}

	it("computes the delay from the given time to the date in Retry-After", () => {
		const headers = { "retry-after": "Wed, 21 Oct 2026 07:28:02 GMT" };
		assert.throws(() => assertSuccess(call, response(503, headers), now), { status: 503, retryAfterMs: 2000 });
	});
});

describe("createPost", () => {
	it("throws a timeout error while the response body is still being received", async () => {
		let timer: NodeJS.Timeout | undefined;
		const stub = await startHttpStub((response) => {
			response.writeHead(200);
			timer = setInterval(() => response.write(" "), 10);
		});
		try {
			const post = createPost({ baseUrl: stub.endpoint, timeoutMs: 100, loopback: true, maxResponseBytes: 1e6 });
			const failure = await failureOf(post({ command: "portrait_get", accounts: [] }, { path: "/", body: "{}" }));
			assert.deepEqual([failure.kind, failure.timeoutMs], ["timeout", 100]);
		} finally {
			clearInterval(timer);
			await stub.close();
		}
	});
});

describe("createPost with a backup host", () => {
	const call = { command: "portrait_get", accounts: [] };
	const open: HttpStub[] = [];
	const start = async (answer: (response: ServerResponse) => void, port = 0) => {
		const stub = await startHttpStub(answer, port);
		open.push(stub);
		return stub;
	};
	afterEach(() => Promise.all(open.splice(0).map((stub) => stub.close())));

	/** Returns a port of this machine that refuses connections. */
	async function closedPort(): Promise<number> {
		const stub = await startHttpStub(() => {});
		await stub.close();
		return Number(new URL(stub.endpoint).port);
	}

	const respond = (response: ServerResponse) => response.end("{}");
	const options = { timeoutMs: 2000, loopback: true, maxResponseBytes: 1000 };
	const postTo = (baseUrl: string, backupUrl?: string, timeoutMs = 2000) => {
		const post = createPost({ ...options, timeoutMs, baseUrl, backupUrl });
		return (body = "{}") => post(call, { path: "/v4", body, params: { random: 5 } });
	};

	const unreachable: readonly { name: string; url: (port: number) => string }[] = [
		{ name: "the host refuses the connection", url: (port) => `http://127.0.0.1:${port}` },
		{ name: "every address of the host refuses the connection", url: (port) => `http://localhost:${port}` },
		{ name: "the name of the host cannot be resolved", url: (port) => `http://host.invalid:${port}` },
	];
	for (const { name, url } of unreachable) {
		it(`sends the same request to the backup host if ${name}`, async () => {
			const backup = await start(respond);
			const { status } = await postTo(url(await closedPort()), backup.endpoint)('{"a":1}');
			assert.equal(status, 200);
			assert.deepEqual(
				backup.requests.map(({ method, path, query, body }) => `${method} ${path}?${query} ${body}`),
				['POST /v4?random=5 {"a":1}'],
			);
		});
	}

	it("uses the backup host first until no connection to it can be made", async () => {
		const port = await closedPort();
		const backup = await start((response) => response.setHeader("Connection", "close").end("{}"));
		const send = postTo(`http://127.0.0.1:${port}`, backup.endpoint);
		await send();
		const host = await start(respond, port);
		await send();
		assert.deepEqual([host.requests.length, backup.requests.length], [0, 2]);
		await backup.close();
		await send();
		await send();
		assert.equal(host.requests.length, 2);
	});

	it("throws the error of the host if no connection to either host can be made", async () => {
		const [one, other] = [await closedPort(), await closedPort()];
		const { kind, systemCode } = await failureOf(postTo(`http://127.0.0.1:${one}`, `http://127.0.0.1:${other}`)());
		assert.deepEqual([kind, systemCode], ["network", "ECONNREFUSED"]);
	});

	it("throws the error of the backup host if the backup host accepted the connection", async () => {
		const backup = await start((response) => response.destroy());
		const { systemCode } = await failureOf(postTo(`http://127.0.0.1:${await closedPort()}`, backup.endpoint)());
		assert.equal(systemCode, "ECONNRESET");
	});

	const sent: readonly { name: string; answer: (response: ServerResponse) => void; is: string }[] = [
		{ name: "closes the connection", answer: (response) => response.destroy(), is: "network" },
		{ name: "does not respond in time", answer: () => {}, is: "timeout" },
		{
			name: "closes the connection in the middle of the response",
			answer: (response) => {
				response.writeHead(200, { "Content-Length": "100" }).write("{", () => response.destroy());
			},
			is: "network",
		},
		{ name: "returns status 502", answer: (response) => response.writeHead(502).end(), is: "status 502" },
		{ name: "returns status 503", answer: (response) => response.writeHead(503).end(), is: "status 503" },
	];
	for (const { name, answer, is } of sent) {
		it(`sends nothing to the backup host if the host receives the request and ${name}`, async () => {
			const [host, backup] = [await start(answer), await start(respond)];
			const outcome = await postTo(host.endpoint, backup.endpoint, 100)().then(
				({ status }) => `status ${status}`,
				({ kind }) => kind,
			);
			assert.equal(outcome, is);
			assert.deepEqual([host.requests.length, backup.requests.length], [1, 0]);
		});
	}
});
