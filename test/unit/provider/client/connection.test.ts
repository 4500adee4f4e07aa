import assert from "node:assert/strict";
import { type ApiConnection, type ConnectionOptions, getConnection } from "@/provider/client/connection";
import type { RateLimiters } from "@/provider/client/pipeline/rate-limit";
import { resolveSettings } from "@/provider/settings/resolve";
import { regions } from "@/provider/settings/table";
import { startHttpStub } from "@/test/contract/http-stub";
import { failureOf } from "@/test/support/builders";
import { aCall } from "./calls";

const base = { TIM_SDK_APP_ID: "1400000000", TIM_ENDPOINT: "http://127.0.0.1:9", TIM_SECRET_KEY: "one" };

type Env = Readonly<Record<string, string>>;

/** Creates a function that returns connections from a new cache with new rate limiters. */
function createConnections() {
	const cache = new Map<string, ApiConnection>();
	const limiters: RateLimiters = new Map();
	const connect = (env: Env = {}, options: ConnectionOptions = {}) => {
		const settings = resolveSettings({ config: () => undefined, env: { ...base, ...env } });
		return getConnection(cache, settings, { limiters, ...options }, (connection) => connection);
	};
	return { connect, limiters };
}

describe("getConnection", () => {
	it("creates one connection for equal settings and options", () => {
		const { connect } = createConnections();
		const retry = { maxRetries: 1, baseDelayMs: 1, maxDelayMs: 1, maxTotalMs: 1 };
		assert.equal(connect(), connect({}, { rateShare: 1 }));
		assert.equal(connect({}, { retry }), connect({}, { retry: { ...retry } }));
	});

	it("returns the same connection for another callsPerSecond, because the rate limiter is shared", () => {
		const { connect, limiters } = createConnections();
		assert.equal(connect(), connect({ TIM_CALLS_PER_SECOND: "9" }));
		assert.equal(limiters.size, 1);
	});

	const different: readonly { name: string; env?: Env; options?: ConnectionOptions }[] = [
		{ name: "app", env: { TIM_SDK_APP_ID: "1400000001" } },
		{ name: "identifier", env: { TIM_IDENTIFIER: "other" } },
		{ name: "endpoint", env: { TIM_ENDPOINT: "http://127.0.0.1:10" } },
		{ name: "secret", env: { TIM_SECRET_KEY: "two" } },
		{ name: "time-out", env: { TIM_TIMEOUT_MS: "9000" } },
		{ name: "time-out in the options", options: { timeoutMs: 100 } },
		{ name: "retry policy", options: { retry: { maxRetries: 0, baseDelayMs: 0, maxDelayMs: 0, maxTotalMs: 0 } } },
		{ name: "circuit breaker", options: { circuit: { failures: 1, halfOpenAfterMs: 1 } } },
		{ name: "rate share", options: { rateShare: 0.25 } },
	];
	it("creates a separate connection for an endpoint that is the host of a region, because it has no backup host", () => {
		const { connect } = createConnections();
		const { singapore } = regions;
		assert.notEqual(
			connect({ TIM_REGION: "singapore", TIM_ENDPOINT: "" }),
			connect({ TIM_ENDPOINT: `https://${singapore.host}` }),
		);
	});

	for (const { name, env, options } of different) {
		it(`creates a separate connection for another ${name}`, () => {
			const { connect } = createConnections();
			assert.notEqual(connect(), connect(env, options));
		});
	}

	const limited: readonly { name: string; env?: Env; options?: ConnectionOptions; limiters: number }[] = [
		{ name: "identifier", env: { TIM_IDENTIFIER: "other" }, limiters: 1 },
		{ name: "time-out", env: { TIM_TIMEOUT_MS: "9000" }, limiters: 1 },
		{ name: "app", env: { TIM_SDK_APP_ID: "1400000001" }, limiters: 2 },
		{ name: "endpoint", env: { TIM_ENDPOINT: "http://127.0.0.1:10" }, limiters: 2 },
		{ name: "rate share", options: { rateShare: 0.25 }, limiters: 2 },
	];
	for (const { name, env, options, limiters: count } of limited) {
		it(`${count === 1 ? "shares the" : "creates a separate"} rate limiter for another ${name}`, () => {
			const { connect, limiters } = createConnections();
			connect();
			connect(env, options);
			assert.equal(limiters.size, count);
		});
	}

	it("applies a different time-out to each connection of an app", async () => {
		const stub = await startHttpStub(() => {});
		try {
			const { connect } = createConnections();
			const retry = { maxRetries: 0, baseDelayMs: 0, maxDelayMs: 0, maxTotalMs: 0 };
			const timeouts = [60, 30].map(async (timeoutMs) => {
				const { transport } = connect({ TIM_ENDPOINT: stub.endpoint }, { retry, timeoutMs });
				return (await failureOf(transport(aCall))).timeoutMs;
			});
			assert.deepEqual(await Promise.all(timeouts), [60, 30]);
		} finally {
			await stub.close();
		}
	});
});
