import assert from "node:assert/strict";
import { Agent, type RequestOptions, request } from "node:http";
import { type Emulator, startEmulator } from "@/emulator";
import { NICK, queryOf } from "@/test/unit/emulator/in-memory-emulator";

interface Response {
	readonly status: number | undefined;
	readonly type: string | undefined;
	readonly body: string;
}

const good = JSON.stringify({ To_Account: ["alice"], TagList: [NICK] });

describe("server", () => {
	let emulator: Emulator;
	beforeEach(async () => {
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Alice" } } });
	});
	afterEach(() => emulator.close());

	const url = (command = "profile/portrait_get") => `${emulator.endpoint}/v4/${command}?${queryOf(emulator)}`;
	const codeOf = ({ body }: Response) => (JSON.parse(body) as { readonly ErrorCode: number }).ErrorCode;

	it("answers JSON with status 200, on a refusal too", async () => {
		for (const command of ["profile/portrait_get", "profile/unknown"]) {
			const response = await send(url(command), good);
			assert.deepEqual([response.status, response.type], [200, "application/json; charset=utf-8"]);
		}
	});

	const types = [undefined, "text/plain", "application/json", "application/x-www-form-urlencoded", "garbage"];
	for (const type of types) {
		it(`reads a body whose Content-Type is ${type ?? "missing"}`, async () => {
			const headers = type === undefined ? {} : { "content-type": type };
			assert.equal(codeOf(await send(url(), good, { headers })), 0);
		});
	}

	it("reads a chunked body without a Content-Type", async () => {
		assert.equal(codeOf(await send(url(), good, { headers: { "transfer-encoding": "chunked" } })), 0);
	});

	it("answers 60003 to a request without a body", async () => {
		assert.equal(codeOf(await send(url(), "")), 60003);
	});

	for (const method of ["GET", "PUT", "DELETE", "PROPFIND"]) {
		it(`answers 60002 to ${method}`, async () => {
			const response = await send(url(), "", { method });
			assert.deepEqual([response.status, codeOf(response)], [200, 60002]);
		});
	}

	it("answers 60002 to a body over 1 MiB, and takes one below it", async () => {
		const padded = (length: number) => `${good}${" ".repeat(length - good.length)}`;
		assert.equal(codeOf(await send(url(), padded(1_048_577))), 60002);
		assert.equal(codeOf(await send(url(), padded(1_048_576))), 0);
	});

	it("answers a path that is no URL", async () => {
		assert.equal(codeOf(await send(`${emulator.endpoint}/v4/%zz`, good)), 60002);
		assert.equal(codeOf(await send(`${emulator.endpoint}/?${queryOf(emulator)}`, good)), 60009);
	});

	it("closes the connection without an answer", async () => {
		emulator.faults.add({ effect: { do: "drop", effect: "after" } });
		await assert.rejects(send(url(), good), { code: "ECONNRESET" });
	});

	it("closes the connection in the middle of an answer", async () => {
		emulator.faults.add({ effect: { do: "body", body: "cut" } });
		await assert.rejects(send(url(), good), { message: "aborted" });
	});

	it("stops with a connection open and an answer outstanding", async () => {
		const agent = new Agent({ keepAlive: true });
		assert.equal(codeOf(await send(url(), good, { agent })), 0);
		emulator.faults.add({ effect: { do: "delay", ms: 3_600_000 } });
		const outstanding = send(url(), good, { agent }).catch(() => "closed");
		while (emulator.calls() < 2) await new Promise(setImmediate);
		await emulator.close();
		await outstanding;
		agent.destroy();
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
