import assert from "node:assert/strict";
import { Agent, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { type Emulator, startEmulator } from "@/emulator";
import { NICK, queryOf } from "./in-memory-emulator";

interface Response {
	readonly status: number | undefined;
	readonly type: string | undefined;
	readonly body: string;
}

const validBody = JSON.stringify({ To_Account: ["alice"], TagList: [NICK] });

describe("startServer", () => {
	let emulator: Emulator;
	beforeEach(async () => {
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Alice" } } });
	});
	afterEach(() => emulator.close());

	const url = (command = "profile/portrait_get") => `${emulator.endpoint}/v4/${command}?${queryOf(emulator)}`;
	const codeOf = ({ body }: Response) => (JSON.parse(body) as { readonly ErrorCode: number }).ErrorCode;

	it("responds with JSON and status 200, also to a refused call", async () => {
		for (const command of ["profile/portrait_get", "profile/unknown"]) {
			const response = await send(url(command), validBody);
			assert.deepEqual([response.status, response.type], [200, "application/json; charset=utf-8"]);
		}
	});

	const types = [undefined, "text/plain", "application/json", "application/x-www-form-urlencoded", "garbage"];
	for (const type of types) {
		it(`reads a body with ${type === undefined ? "no Content-Type" : `the Content-Type ${type}`}`, async () => {
			const headers = type === undefined ? {} : { "content-type": type };
			assert.equal(codeOf(await send(url(), validBody, { headers })), 0);
		});
	}

	it("reads a chunked body without a Content-Type", async () => {
		assert.equal(codeOf(await send(url(), validBody, { headers: { "transfer-encoding": "chunked" } })), 0);
	});

	it("responds with 60003 to a request without a body", async () => {
		assert.equal(codeOf(await send(url(), "")), 60003);
	});

	for (const method of ["GET", "PUT", "DELETE", "PROPFIND"]) {
		it(`responds with 60002 to ${method}`, async () => {
			const response = await send(url(), "", { method });
			assert.deepEqual([response.status, codeOf(response)], [200, 60002]);
		});
	}

	it("responds to HEAD with headers only", async () => {
		assert.deepEqual(await send(url(), "", { method: "HEAD" }), {
			status: 200,
			type: "application/json; charset=utf-8",
			body: "",
		});
	});

	const otherSites = [{ origin: "null" }, { origin: "http://evil.example" }, { host: "evil.example" }];
	for (const headers of otherSites) {
		it(`refuses a control request with ${JSON.stringify(headers)}, and accepts a call`, async () => {
			const { status, body } = await send(`${emulator.endpoint}/_emulator/reset`, "", { headers });
			assert.equal(status, 403);
			assert.match(body, /^{"error":"the Origin or Host of the request is another site; .*--allowed-host"}$/);
			assert.equal(codeOf(await send(url(), validBody, { headers })), 0);
		});
	}

	it("accepts a control request with an allowed host name, and one from its own page", async () => {
		const other = await startEmulator({ allowedHosts: ["chat.example"] });
		try {
			const { host } = new URL(other.endpoint);
			for (const headers of [{ host: "chat.example:1" }, { origin: `http://${host}` }]) {
				const { status } = await send(`${other.endpoint}/_emulator/requests`, "", { method: "GET", headers });
				assert.equal(status, 200);
			}
		} finally {
			await other.close();
		}
	});

	it("responds with 60002 to a body over 1 MiB, and accepts a body of 1 MiB", async () => {
		const padded = (length: number) => `${validBody}${" ".repeat(length - validBody.length)}`;
		assert.equal(codeOf(await send(url(), padded(1_048_577))), 60002);
		assert.equal(codeOf(await send(url(), padded(1_048_576))), 0);
	});

	it("responds with 60002 to a malformed path, and with 60009 to an unknown path", async () => {
		assert.equal(codeOf(await send(`${emulator.endpoint}/v4/%zz`, validBody)), 60002);
		assert.equal(codeOf(await send(`${emulator.endpoint}/?${queryOf(emulator)}`, validBody)), 60009);
	});

	it("responds to OPTIONS * with status 200", async () => {
		const response = await send(emulator.endpoint, "", { method: "OPTIONS", path: "*" });
		assert.deepEqual([response.status, codeOf(response)], [200, 60002]);
	});

	const hosts = [{ host: "a b/" }, { host: "evil.example" }, { host: "[" }];
	for (const headers of hosts) {
		it(`ignores the Host header ${headers.host}`, async () => {
			assert.equal(codeOf(await send(url(), validBody, { headers })), 0);
		});
	}

	it("records a call with an incomplete body as refused with 60002", async () => {
		const { port } = new URL(emulator.endpoint);
		const { pathname, search } = new URL(url());
		const head = `POST ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: ${validBody.length}\r\n\r\n`;
		await new Promise<void>((closed) => {
			const socket = connect(Number(port), "127.0.0.1", () => socket.end(head + validBody.slice(0, -1)));
			socket.resume().on("close", closed);
		});
		assert.deepEqual(
			emulator.requests.map(({ command, body, errorCode }) => [command, body, errorCode]),
			[["portrait_get", undefined, 60002]],
		);
		assert.equal(codeOf(await send(url(), validBody)), 0);
	});

	it("closes the connection without a response if a fault drops it", async () => {
		emulator.faults.add({ effect: { do: "drop", effect: "after" } });
		await assert.rejects(send(url(), validBody), { code: "ECONNRESET" });
	});

	it("closes the connection in the middle of a response if a fault cuts it", async () => {
		emulator.faults.add({ effect: { do: "body", body: "cut" } });
		await assert.rejects(send(url(), validBody), { message: "aborted" });
	});

	it("closes the connection if a fault has an invalid HTTP status, and keeps serving", async () => {
		emulator.faults.add({ times: 1, effect: { do: "body", body: "html", status: 5000 } });
		await assert.rejects(send(url(), validBody), { code: "ECONNRESET" });
		assert.equal(codeOf(await send(url(), validBody)), 0);
	});

	it("does not replace global objects of the process", async () => {
		const globals = [Request, Response];
		const other = await startEmulator();
		await other.close();
		assert.deepEqual([Request, Response], globals);
	});

	it("stops while a connection is open and a response is pending", async () => {
		const agent = new Agent({ keepAlive: true });
		assert.equal(codeOf(await send(url(), validBody, { agent })), 0);
		emulator.faults.add({ effect: { do: "delay", ms: 3_600_000 } });
		const outstanding = send(url(), validBody, { agent }).catch(() => "closed");
		while (emulator.calls() < 2) await new Promise(setImmediate);
		await emulator.close();
		await outstanding;
		agent.destroy();
	});

	it("stops while a client is still sending its request", async () => {
		const socket = connect(Number(new URL(emulator.endpoint).port), "127.0.0.1");
		const closed = new Promise((resolve) => socket.on("close", resolve).on("error", resolve));
		await new Promise<void>((sent) => socket.write("POST /v4/profile/portrait_get HTTP/1.1\r\nHos", () => sent()));
		await emulator.close();
		await closed;
	});
});

function send(url: string, body: string, options: RequestOptions = {}): Promise<Response> {
	return new Promise((resolve, reject) => {
		const outgoing = request(url, { method: "POST", ...options }, (incoming) => {
			let text = "";
			incoming.setEncoding("utf8");
			incoming.on("data", (chunk: string) => {
				text += chunk;
			});
			incoming.on("error", reject);
			incoming.on("end", () =>
				resolve({ status: incoming.statusCode, type: incoming.headers["content-type"], body: text }),
			);
		});
		outgoing.on("error", reject);
		outgoing.end(body);
	});
}
