import assert from "node:assert/strict";
import { inspect } from "node:util";
import {
	accountError,
	apiError,
	catchImError,
	circuitError,
	combineErrors,
	configError,
	conflictError,
	httpError,
	ImError,
	isAboutAccount,
	isAccountMissing,
	isOutcomeUnknown,
	isRateLimited,
	networkError,
	notReadBackError,
	notStoredError,
	protocolError,
	robotLimitError,
	timeoutError,
	toAccountError,
} from "@/provider/errors/im-error";

const call = { command: "portrait_set", accounts: ["alice"] };

const errors: readonly { error: ImError; kind: string; retryable: boolean; message: string; details?: object }[] = [
	{
		error: configError("sdkAppId", "not set: tim:sdkAppId"),
		kind: "config",
		retryable: false,
		message: "not set: tim:sdkAppId",
		details: { setting: "sdkAppId" },
	},
	{
		error: networkError(call, "ECONNREFUSED"),
		kind: "network",
		retryable: true,
		message: "portrait_set alice: network ECONNREFUSED: no response; check the endpoint and the network",
		details: { systemCode: "ECONNREFUSED" },
	},
	{
		error: circuitError(call, 20),
		kind: "network",
		retryable: false,
		message: "portrait_set alice: network: not sent after 20 consecutive failures; run again later",
		details: { systemCode: "CIRCUIT_OPEN" },
	},
	{
		error: timeoutError(call, 5000),
		kind: "timeout",
		retryable: true,
		message: "portrait_set alice: timeout: no response within 5000 ms; run again later, or raise timeoutMs",
		details: { timeoutMs: 5000 },
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
		message: `portrait_set alice: http ${status}: unexpected status; check the endpoint and any proxy`,
		details: { status },
	})),
	{
		error: httpError(call, 429, 2000),
		kind: "http",
		retryable: true,
		message: "portrait_set alice: http 429: unexpected status; check the endpoint and any proxy",
		details: { status: 429, retryAfterMs: 2000 },
	},
	{
		error: protocolError(call, "the response of 12 characters is not JSON"),
		kind: "protocol",
		retryable: false,
		message:
			"portrait_set alice: protocol: the response of 12 characters is not JSON; check the endpoint and any proxy",
	},
	{
		error: apiError(call, 40003, "an echo"),
		kind: "api",
		retryable: false,
		message:
			"portrait_set alice: api 40003 account does not exist; import the account first (account_import or tim.Account), or create the robot (tim.Robot)",
		details: { errorCode: 40003 },
	},
	{
		error: apiError(call, 60007),
		kind: "api",
		retryable: true,
		message: "portrait_set alice: api 60007 too many calls; run again later, or lower callsPerSecond",
		details: { errorCode: 60007 },
	},
	{
		error: apiError(call, 12345),
		kind: "api",
		retryable: false,
		message: "portrait_set alice: api 12345 unknown error code; look up the code in the service's list of error codes",
		details: { errorCode: 12345 },
	},
	{
		error: accountError("portrait_get", "bob", 40006),
		kind: "account",
		retryable: true,
		message: "portrait_get bob: account 40006 internal error of the profile service; run again later",
		details: { account: "bob", errorCode: 40006 },
	},
	{
		error: notStoredError("bob", "Tag_Profile_IM_Nick"),
		kind: "unverified",
		retryable: false,
		message:
			"portrait_set bob: Tag_Profile_IM_Nick was accepted but not stored; run again later, and check in the console that the app admin may write the tag",
		details: { account: "bob", tag: "Tag_Profile_IM_Nick" },
	},
	{
		error: notReadBackError("bob", "Tag_Profile_IM_Nick", timeoutError(call, 5000)),
		kind: "unverified",
		retryable: false,
		message:
			"portrait_set bob: Tag_Profile_IM_Nick was accepted but could not be read back: portrait_set alice: timeout: no response within 5000 ms; run again later, or raise timeoutMs",
		details: { account: "bob", tag: "Tag_Profile_IM_Nick" },
	},
	{
		error: conflictError("bob", ["nick", "custom.Team"]),
		kind: "conflict",
		retryable: false,
		message:
			"portrait_set bob: not written: onConflict is fail and the account has other values of nick, custom.Team; list the live values with pulumi-tim adopt, then declare these values or set onConflict to overwrite",
		details: { account: "bob", paths: ["nick", "custom.Team"] },
	},
	{
		error: robotLimitError("@RBT#bob", 20),
		kind: "limit",
		retryable: false,
		message: "create_robot @RBT#bob: not created: the app already has the maximum of 20 robots; delete one first",
		details: { account: "@RBT#bob", limit: 20 },
	},
];

describe("ImError", () => {
	for (const { error, kind, retryable, message, details = {} } of errors) {
		it(`has a one-line message and the properties of its kind: ${message}`, () => {
			assert.equal(error.message, message);
			assert.doesNotMatch(error.message, /\n/);
			assert.deepEqual({ ...error }, { name: "ImError", kind, retryable, ...details });
		});
	}

	it("has no numeric code, which the engine would interpret as a gRPC status", () => {
		assert.deepEqual(
			errors.filter(({ error }) => "code" in error),
			[],
		);
	});

	it("names the first of several accounts in its message, and counts the other accounts", () => {
		const { message } = timeoutError({ command: "portrait_get", accounts: ["a1", "a2", "a3"] }, 1);
		assert.match(message, /^portrait_get a1 and 2 more: timeout/);
	});

	it("names only the command in its message for a call without accounts", () => {
		assert.match(timeoutError({ command: "get_all_robots", accounts: [] }, 1).message, /^get_all_robots: timeout/);
	});

	it("has the ErrorInfo of the service as a property that is not printed", () => {
		const error = apiError(call, 80001, "canary");
		assert.equal(error.errorInfo, "canary");
		const printed = [
			error.message,
			error.stack,
			String(error),
			JSON.stringify(error),
			inspect({ ...error }),
			inspect(error),
		];
		assert.doesNotMatch(printed.join(), /canary/);
	});

	it("has the original error as its cause", () => {
		const cause = networkError(call, "ECONNRESET");
		const wrapped = [
			configError("sdkAppId", "x", cause),
			notReadBackError("bob", "Tag_Profile_IM_Nick", cause),
			toAccountError(cause, "portrait_get", "bob"),
			combineErrors(cause, [timeoutError(call, 1)]),
		];
		for (const error of wrapped) assert.equal(error.cause, cause);
	});

	it("is an instance of ImError and of Error for every kind", () => {
		for (const { error } of errors) {
			assert.ok(error instanceof ImError);
			assert.ok(error instanceof Error);
		}
	});

	it("recognises errors of another copy of the package with instanceof", () => {
		const copies = [0, 1].map(() => {
			const path = require.resolve("@/provider/errors/im-error");
			delete require.cache[path];
			return require(path) as typeof import("@/provider/errors/im-error");
		});
		const [one, other] = copies;
		assert.ok(one !== undefined && other !== undefined);
		assert.notEqual(one.ImError, other.ImError);
		assert.ok(one.apiError(call, 40003) instanceof other.ImError);
		assert.ok(other.isAccountMissing(one.apiError(call, 40003)));
	});

	it("does not recognise other values with instanceof", () => {
		const others = [undefined, null, "ImError", new Error("x"), { name: "ImError", kind: "api" }];
		assert.deepEqual(
			others.filter((each) => each instanceof ImError),
			[],
		);
	});
});

describe("toAccountError", () => {
	it("returns an error with the same kind, properties and reason that names the given account", () => {
		const error = toAccountError(
			apiError({ command: "portrait_get", accounts: ["a", "b"] }, 60007),
			"portrait_get",
			"b",
		);
		assert.deepEqual({ ...error }, { name: "ImError", kind: "api", retryable: true, errorCode: 60007 });
		assert.equal(error.message, "portrait_get b: api 60007 too many calls; run again later, or lower callsPerSecond");
	});
});

describe("combineErrors", () => {
	const first = accountError("portrait_get", "a", 40006);

	it("returns a single error unchanged", () => assert.equal(combineErrors(first, []), first));

	it("counts the other errors by code, or by kind if an error has no code", () => {
		const others = [apiError(call, 60007), apiError(call, 60007), timeoutError(call, 1)];
		const { message, kind } = combineErrors(first, others);
		assert.equal(kind, "account");
		assert.equal(message, `${first.message}; and 3 more accounts failed: 60007 (2), timeout (1)`);
	});
});

describe("catchImError", () => {
	it("returns the value of a promise", async () => assert.equal(await catchImError(Promise.resolve(1)), 1));

	it("returns an ImError that a promise rejects with", async () => {
		const error = timeoutError(call, 1);
		assert.equal(await catchImError(Promise.reject(error)), error);
	});

	it("throws any other error", () => assert.rejects(catchImError(Promise.reject(new TypeError("x"))), TypeError));
});

const predicates: readonly {
	name: string;
	is: (error: ImError) => boolean;
	kinds: readonly string[];
}[] = [
	{ name: "isAboutAccount", is: isAboutAccount, kinds: ["account", "unverified", "conflict", "limit"] },
	{ name: "isOutcomeUnknown", is: isOutcomeUnknown, kinds: ["network", "timeout", "http", "protocol"] },
];
for (const { name, is, kinds } of predicates) {
	describe(name, () => {
		for (const { error } of errors) {
			const expected = kinds.includes(error.kind);
			it(`returns ${expected} for "${error.reason}"`, () => assert.equal(is(error), expected));
		}
	});
}

describe("isRateLimited", () => {
	const cases: readonly { error: unknown; expected: boolean }[] = [
		{ error: apiError(call, 60007), expected: true },
		{ error: accountError("portrait_get", "alice", 60011), expected: true },
		{ error: httpError(call, 429), expected: true },
		{ error: httpError(call, 503), expected: false },
		{ error: apiError(call, 40006), expected: false },
		{ error: new Error("x"), expected: false },
	];
	for (const { error, expected } of cases) {
		it(`returns ${expected} for "${String(error).split(";")[0]}"`, () => assert.equal(isRateLimited(error), expected));
	}
});

describe("isAccountMissing", () => {
	const cases: readonly { error: unknown; expected: boolean }[] = [
		{ error: accountError("portrait_get", "alice", 40003), expected: true },
		{ error: apiError(call, 40003), expected: true },
		{ error: apiError(call, 70107), expected: true },
		{ error: accountError("portrait_get", "alice", 40006), expected: false },
		{ error: networkError(call, "ECONNRESET"), expected: false },
		{ error: protocolError(call, "the response does not include the account"), expected: false },
		{ error: new Error("x"), expected: false },
	];
	for (const { error, expected } of cases) {
		it(`returns ${expected} for "${String(error).split(";")[0]}"`, () =>
			assert.equal(isAccountMissing(error), expected));
	}
});
