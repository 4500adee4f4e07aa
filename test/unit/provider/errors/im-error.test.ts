import assert from "node:assert/strict";
import { inspect } from "node:util";
import {
	accountError,
	apiError,
	configError,
	httpError,
	type ImError,
	isAccountMissing,
	isImError,
	networkError,
	notStoredError,
	protocolError,
	timeoutError,
} from "@/provider/errors/im-error";

const call = { command: "portrait_set", accounts: ["alice"] };

const errors: readonly { error: ImError; kind: string; retryable: boolean; message: string; carries?: object }[] = [
	{
		error: configError("sdkAppId", "not set: tim:sdkAppId"),
		kind: "config",
		retryable: false,
		message: "not set: tim:sdkAppId",
		carries: { key: "sdkAppId" },
	},
	{
		error: networkError(call, "ECONNREFUSED"),
		kind: "network",
		retryable: true,
		message: "portrait_set alice: network ECONNREFUSED: no answer; check the endpoint and the network",
	},
	{
		error: timeoutError(call, 5000),
		kind: "timeout",
		retryable: true,
		message: "portrait_set alice: timeout: no answer within 5000 ms; run again later, or raise timeoutMs",
	},
	...[
		{ status: 302, retryable: false },
		{ status: 404, retryable: false },
		{ status: 408, retryable: true },
		{ status: 429, retryable: true },
		{ status: 500, retryable: true },
		{ status: 502, retryable: true },
	].map(({ status, retryable }) => ({
		error: httpError(call, status),
		kind: "http",
		retryable,
		message: `portrait_set alice: http ${status}: not an answer of the service; check the endpoint and any proxy`,
		carries: { status },
	})),
	{
		error: httpError(call, 429, 2000),
		kind: "http",
		retryable: true,
		message: "portrait_set alice: http 429: not an answer of the service; check the endpoint and any proxy",
		carries: { status: 429, retryAfterMs: 2000 },
	},
	{
		error: protocolError(call, "the answer of 12 characters is not JSON"),
		kind: "protocol",
		retryable: false,
		message: "portrait_set alice: protocol: the answer of 12 characters is not JSON; check the endpoint and any proxy",
	},
	{
		error: apiError(call, 40003, "an echo"),
		kind: "api",
		retryable: false,
		message:
			"portrait_set alice: api 40003 account does not exist; import the account first (account_import, or a tim.Account), or make the robot (a tim.Robot)",
		carries: { errorCode: 40003 },
	},
	{
		error: apiError(call, 60007),
		kind: "api",
		retryable: true,
		message: "portrait_set alice: api 60007 too many calls; run again later, or lower callsPerSecond",
		carries: { errorCode: 60007 },
	},
	{
		error: apiError(call, 12345),
		kind: "api",
		retryable: false,
		message:
			"portrait_set alice: api 12345 refused with a code that no list of the service explains; look the code up in the service's current list",
		carries: { errorCode: 12345 },
	},
	{
		error: accountError("portrait_get", "bob", 40006),
		kind: "account",
		retryable: true,
		message: "portrait_get bob: account 40006 internal error of the profile service; run again later",
		carries: { account: "bob", errorCode: 40006 },
	},
	{
		error: notStoredError("bob", "Tag_Profile_IM_Nick"),
		kind: "account",
		retryable: false,
		message:
			"portrait_set bob: Tag_Profile_IM_Nick was accepted but not stored; run again later, and check that the console lets the app admin write it",
		carries: { account: "bob" },
	},
];

describe("an error", () => {
	for (const { error, kind, retryable, message, carries = {} } of errors) {
		it(`says in one line: ${message}`, () => {
			assert.equal(error.message, message);
			assert.doesNotMatch(error.message, /\n/);
			assert.deepEqual({ ...error }, { name: "ImError", kind, retryable, ...carries });
		});
	}

	it("has no numeric code, which the engine would take for its own", () => {
		assert.deepEqual(
			errors.filter(({ error }) => "code" in error),
			[],
		);
	});

	it("names the first of several accounts and counts the others", () => {
		const { message } = timeoutError({ command: "portrait_get", accounts: ["a1", "a2", "a3"] }, 1);
		assert.match(message, /^portrait_get a1 and 2 more: timeout/);
	});

	it("names the command alone where it is about no account", () => {
		assert.match(timeoutError({ command: "get_all_robots", accounts: [] }, 1).message, /^get_all_robots: timeout/);
	});

	it("keeps the service's own text, and shows it nowhere", () => {
		const error = apiError(call, 80001, "canary");
		assert.equal((error as { errorInfo?: string }).errorInfo, "canary");
		const shown = [
			error.message,
			error.stack,
			String(error),
			JSON.stringify(error),
			inspect({ ...error }),
			inspect(error),
		];
		assert.doesNotMatch(shown.join(), /canary/);
	});
});

describe("isImError", () => {
	it("knows every kind", () => assert.ok(errors.every(({ error }) => isImError(error))));

	it("knows an error of another copy of the package, by name and kind", () => {
		assert.equal(isImError(Object.assign(new Error("x"), { name: "ImError", kind: "api" })), true);
	});

	it("takes nothing else for one", () => {
		const others = [undefined, null, "ImError", new Error("x"), { name: "ImError", kind: "api" }];
		assert.deepEqual(others.filter(isImError), []);
	});
});

describe("isAccountMissing", () => {
	const cases: readonly { error: unknown; is: boolean }[] = [
		{ error: accountError("portrait_get", "alice", 40003), is: true },
		{ error: apiError(call, 40003), is: true },
		{ error: apiError(call, 70107), is: true },
		{ error: accountError("portrait_get", "alice", 40006), is: false },
		{ error: networkError(call, "ECONNRESET"), is: false },
		{ error: protocolError(call, "the answer leaves the account out"), is: false },
		{ error: new Error("x"), is: false },
	];
	for (const { error, is } of cases) {
		it(`${is ? "holds" : "does not hold"} for ${String(error).split(";")[0]}`, () => {
			assert.equal(isAccountMissing(error), is);
		});
	}
});
