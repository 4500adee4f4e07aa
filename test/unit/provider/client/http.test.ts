import assert from "node:assert/strict";
import { assertSuccess, createPost, parseRetryAfter } from "@/provider/client/http";
import { startHttpStub } from "@/test/contract/http-stub";
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
