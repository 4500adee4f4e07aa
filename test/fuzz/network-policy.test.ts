import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createHandlerContext } from "@/provider/compose";
import { createCertificate } from "./certificate";
import { type Local, startProxy, startTls } from "./tls-server";

const run = promisify(execFile);

const OK = JSON.stringify({ ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" });

const PATH = "/v4/profile/portrait_get";

/** Makes one call in a separate process that has only the given environment variables. */
async function oneCall(env: Readonly<Record<string, string>>): Promise<{ readonly error?: string }> {
	const args = ["--require", "tsx/cjs", require.resolve("./one-call")];
	const { PATH: path = "" } = process.env;
	const { stdout, stderr } = await run(process.execPath, args, { env: { PATH: path, ...env } });
	assert.doesNotMatch(stdout + stderr, /canary/);
	return JSON.parse(stdout) as { readonly error?: string };
}

describe("a call of the client", () => {
	const open: Local[] = [];
	const opened = async (server: Promise<Local>) => {
		open.push(await server);
		return await server;
	};
	afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

	const certificate = createCertificate("service.test", "backup.test", "localhost");
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-reach-"));
	const trusting = { NODE_EXTRA_CA_CERTS: join(folder, "certificate.pem") };
	before(() => writeFileSync(trusting.NODE_EXTRA_CA_CERTS, certificate.cert));
	after(() => rmSync(folder, { recursive: true }));

	/** Starts a service and a proxy. Only the proxy can resolve the host name of the service. */
	async function behindProxy() {
		const service = await opened(startTls(certificate, { body: OK }));
		const proxy = await opened(startProxy(() => service.port));
		return { service, proxy, url: `http://127.0.0.1:${proxy.port}` };
	}

	it("does not follow a redirect from HTTPS to HTTP", async () => {
		const other = await opened(startProxy(() => 0));
		const service = await opened(
			startTls(certificate, { status: 302, headers: { Location: `http://127.0.0.1:${other.port}${PATH}` } }),
		);
		const endpoint = `https://localhost:${service.port}`;
		const { error } = await oneCall({ ...trusting, ENDPOINT: endpoint, LOOPBACK: "true" });
		assert.match(error ?? "", /^portrait_get alice: http 302: /);
		assert.deepEqual(service.seen, [`POST localhost:${service.port} ${PATH}`]);
		assert.deepEqual(other.seen, []);
	});

	for (const env of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }]) {
		it(`fails if the certificate is not trusted, with the environment ${JSON.stringify(env)}`, async () => {
			const service = await opened(startTls(certificate, { body: OK }));
			const { error } = await oneCall({ ...env, ENDPOINT: `https://localhost:${service.port}`, LOOPBACK: "true" });
			assert.match(error ?? "", /^portrait_get alice: network DEPTH_ZERO_SELF_SIGNED_CERT: /);
			assert.deepEqual(service.seen, []);
		});

		it(`fails behind a proxy if the certificate is not trusted, with the environment ${JSON.stringify(env)}`, async () => {
			const { service, url } = await behindProxy();
			const { error } = await oneCall({ ...env, ENDPOINT: "https://service.test", HTTPS_PROXY: url });
			assert.match(error ?? "", /^portrait_get alice: network DEPTH_ZERO_SELF_SIGNED_CERT: /);
			assert.deepEqual(service.seen, []);
		});
	}

	for (const variable of ["HTTPS_PROXY", "https_proxy"]) {
		it(`uses the proxy in ${variable}, which receives only the host`, async () => {
			const { service, proxy, url } = await behindProxy();
			const outcome = await oneCall({ ...trusting, ENDPOINT: "https://service.test", [variable]: url });
			assert.deepEqual(outcome, JSON.parse(OK));
			assert.deepEqual(proxy.seen, ["CONNECT service.test:443"]);
			assert.deepEqual(service.seen, [`POST service.test ${PATH}`]);
		});
	}

	it("uses no proxy for a host in NO_PROXY", async () => {
		const { service, proxy, url } = await behindProxy();
		const env = { ...trusting, ENDPOINT: "https://service.test", HTTPS_PROXY: url, NO_PROXY: "service.test" };
		const { error } = await oneCall(env);
		assert.match(error ?? "", /^portrait_get alice: network \w+: /);
		assert.deepEqual([...proxy.seen, ...service.seen], []);
	});

	describe("to a region with a backup host", () => {
		const hosts = { ENDPOINT: "https://service.test", BACKUP_ENDPOINT: "https://backup.test" };

		/**
		 * Starts a service and a proxy that connects only the backup host to the service. The proxy rejects connections
		 * to the other host with a status.
		 */
		async function withRejectedHost(status: number) {
			const service = await opened(startTls(certificate, { body: OK }));
			const proxy = await opened(startProxy((host) => (host === "backup.test" ? service.port : status)));
			return { service, proxy, env: { ...trusting, ...hosts, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` } };
		}

		for (const status of [502, 503, 504]) {
			it(`uses the backup host if the proxy cannot connect to the host and returns ${status}`, async () => {
				const { service, proxy, env } = await withRejectedHost(status);
				assert.deepEqual(await oneCall(env), JSON.parse(OK));
				assert.deepEqual(proxy.seen, ["CONNECT service.test:443", "CONNECT backup.test:443"]);
				assert.deepEqual(service.seen, [`POST backup.test ${PATH}`]);
			});
		}

		for (const status of [403, 407, 500]) {
			it(`does not use the backup host if the proxy rejects the connection with ${status}`, async () => {
				const { proxy, env } = await withRejectedHost(status);
				assert.match((await oneCall(env)).error ?? "", new RegExp(`^portrait_get alice: http ${status}: `));
				assert.deepEqual(proxy.seen, ["CONNECT service.test:443"]);
			});
		}

		it("does not use the backup host if the service itself returns 502 through the proxy", async () => {
			const service = await opened(startTls(certificate, { status: 502 }));
			const proxy = await opened(startProxy(() => service.port));
			const env = { ...trusting, ...hosts, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
			assert.match((await oneCall(env)).error ?? "", /^portrait_get alice: http 502: /);
			assert.deepEqual(service.seen, [`POST service.test ${PATH}`]);
		});

		it("does not use the backup host if the certificate of the host is not trusted", async () => {
			const { service, proxy, url } = await behindProxy();
			const { error } = await oneCall({ ...hosts, HTTPS_PROXY: url });
			assert.match(error ?? "", /^portrait_get alice: network DEPTH_ZERO_SELF_SIGNED_CERT: /);
			assert.deepEqual([proxy.seen, service.seen], [["CONNECT service.test:443"], []]);
		});

		it("uses the proxy for the backup host even if NO_PROXY contains the other host", async () => {
			const { service, proxy, url } = await behindProxy();
			const outcome = await oneCall({ ...trusting, ...hosts, HTTPS_PROXY: url, NO_PROXY: "service.test" });
			assert.deepEqual(outcome, JSON.parse(OK));
			assert.deepEqual([proxy.seen, service.seen], [["CONNECT backup.test:443"], [`POST backup.test ${PATH}`]]);
		});

		it("fails if the proxy refuses the connection", async () => {
			const { proxy, url } = await behindProxy();
			await proxy.close();
			const { error } = await oneCall({ ...trusting, ...hosts, HTTPS_PROXY: url });
			assert.match(error ?? "", /^portrait_get alice: network ECONNREFUSED: /);
		});
	});

	it("uses no proxy for a loopback address", async () => {
		const { service, proxy, url } = await behindProxy();
		const endpoint = `https://localhost:${service.port}`;
		const proxies = { HTTPS_PROXY: url, HTTP_PROXY: url, ALL_PROXY: url };
		const outcome = await oneCall({ ...trusting, ...proxies, ENDPOINT: endpoint, LOOPBACK: "true" });
		assert.deepEqual(outcome, JSON.parse(OK));
		assert.deepEqual(proxy.seen, []);
	});
});

describe("TIM_ENDPOINT", () => {
	/**
	 * Returns the message of the error that `service()` throws, or `undefined` if it does not throw. The secret key
	 * file does not exist, so `service()` also throws when it reads the secret key.
	 */
	function errorOf(endpoint: string): string | undefined {
		const env = { TIM_SDK_APP_ID: "1", TIM_ENDPOINT: endpoint, TIM_SECRET_KEY_FILE: "/nowhere/canary" };
		try {
			createHandlerContext({ config: () => undefined, env }, { services: new Map() }).service();
			return undefined;
		} catch (error) {
			return (error as Error).message;
		}
	}

	const refused = [
		...["localhost.evil.example", "127.0.0.1.evil.example", "localhost.", "localhost..", "xn--localhost"],
		...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::2]", "[::]", "0", "0x0", "0.0.0.0", "3232235777", "0xc0a80101"],
		...[
			"0300.0250.1.1",
			"128.0.0.1",
			"126.255.255.255",
			"１９２.１６８.１.１",
			"lоcalhost",
			"evil.example%00.localhost",
		],
		...[
			"localhost@evil.example",
			"127.0.0.1@evil.example",
			"localhost%40evil.example",
			"sub.localhost",
			"evil.example#@localhost",
		],
	];
	for (const host of refused) {
		it(`rejects plain HTTP to ${host} before the secret key is read`, () => {
			assert.match(
				errorOf(`http://${host}`) ?? "nothing",
				/^TIM_ENDPOINT: (http:\/\/ is allowed only for loopback addresses|must (be|have only) )/,
			);
		});
	}

	const taken = [
		"127.0.0.1.",
		"127.1",
		"0177.0.0.1",
		"0x7f000001",
		"2130706433",
		"１２７.０.０.１",
		"ｌｏｃａｌｈｏｓｔ",
		"[::0:1]",
		"LOCALHOST",
	];
	for (const host of taken) {
		it(`accepts ${host} as a loopback address, and then reads the secret key`, () => {
			assert.match(
				errorOf(`http://${host}`) ?? "nothing",
				/^TIM_SECRET_KEY_FILE: cannot read the secret key file \(ENOENT\)/,
			);
		});
	}
});
