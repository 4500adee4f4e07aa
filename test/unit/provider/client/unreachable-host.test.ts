import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:https";
import { ConnectTimeoutAgent, isConnectFailure } from "@/provider/client/unreachable-host";
import { createCertificate } from "@/test/fuzz/certificate";
import { startTls } from "@/test/fuzz/tls-server";

/** Returns an error as Node.js creates it for a failed system call. */
function systemError(syscall: string | undefined, code: string): Error {
	return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}

describe("isConnectFailure", () => {
	const refused = systemError("connect", "ECONNREFUSED");
	const cases: readonly { name: string; error: unknown; is: boolean }[] = [
		{ name: "a name that does not exist", error: systemError("getaddrinfo", "ENOTFOUND"), is: true },
		{ name: "a name server that does not respond", error: systemError("getaddrinfo", "EAI_AGAIN"), is: true },
		{ name: "a refused connection", error: refused, is: true },
		{ name: "an unreachable host", error: systemError("connect", "EHOSTUNREACH"), is: true },
		{ name: "an unreachable network", error: systemError("connect", "ENETUNREACH"), is: true },
		{ name: "a connection that times out", error: systemError("connect", "ETIMEDOUT"), is: true },
		{
			name: "a host none of whose addresses can be reached",
			error: new AggregateError([refused, systemError("connect", "ENETUNREACH")]),
			is: true,
		},
		{ name: "a reset connection", error: systemError("read", "ECONNRESET"), is: false },
		{ name: "a connection that times out after a request", error: systemError("read", "ETIMEDOUT"), is: false },
		{ name: "a host that becomes unreachable", error: systemError("read", "EHOSTUNREACH"), is: false },
		{ name: "a failed write", error: systemError("write", "EPIPE"), is: false },
		{ name: "a connection that the server closes", error: systemError(undefined, "ECONNRESET"), is: false },
		{ name: "an invalid certificate", error: systemError(undefined, "CERT_HAS_EXPIRED"), is: false },
		{
			name: "several errors, not all of them about connections",
			error: new AggregateError([refused, systemError("read", "ECONNRESET")]),
			is: false,
		},
		{ name: "an empty list of errors", error: new AggregateError([]), is: false },
		{ name: "a missing error", error: undefined, is: false },
	];
	for (const { name, error, is } of cases) {
		it(`returns ${is} for ${name}`, () => assert.equal(isConnectFailure(error), is));
	}
});

describe("ConnectTimeoutAgent", () => {
	it("reports a host that accepts no connection in time as unreachable", async () => {
		const agent = new ConnectTimeoutAgent({ connectTimeoutMs: 20 });
		const [error] = await once(request({ host: "service.test", agent, lookup: () => {} }).end(), "error");
		assert.ok(isConnectFailure(error));
		assert.equal(error.code, "ETIMEDOUT");
	});

	it("stops its timer when the connection is made", async () => {
		const timers = () => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
		const certificate = createCertificate("localhost");
		const server = await startTls(certificate, { body: "{}" });
		const agent = new ConnectTimeoutAgent({ connectTimeoutMs: 60_000, ca: certificate.cert });
		const before = timers();
		try {
			const sent = request({ host: "localhost", port: server.port, agent }).end();
			assert.equal(timers(), before + 1);
			await once(sent, "response");
			assert.equal(timers(), before);
		} finally {
			agent.destroy();
			await server.close();
		}
	});
});
