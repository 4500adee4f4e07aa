import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { httpTransport } from "@/provider/client/http";
import { envelope } from "@/provider/client/pipeline/pipeline";
import type {
	AccountCheckRequest,
	AccountDeleteRequest,
	AccountItem,
	AccountResult,
	DeleteRobotRequest,
	MultiaccountImportRequest,
	PortraitGetRequest,
	PortraitSetRequest,
} from "@/provider/client/wire";
import { errorCodeOf, ImError } from "@/provider/errors/im-error";
import type { ProfileItem } from "@/provider/model/types";
import { type Client, createClient } from "@/provider/service";
import { failureOf, NICK } from "@/test/support/builders";
import { type Exchange, readFixtures } from "./fixture";
import { type HttpStub, startHttpStub } from "./http-stub";

const PLACEHOLDER = "@TLS#NOT_FOUND";

/** Creates a client that sends its calls to a stub server and does not retry them. */
function clientOf({ endpoint }: Pick<HttpStub, "endpoint">, timeoutMs = 5000): Client {
	const options = { endpoint, sdkAppId: 1400000000, identifier: "administrator", timeoutMs, loopback: true };
	const now = () => Date.parse("Wed, 21 Oct 2026 07:27:57 GMT");
	const transport = httpTransport({ ...options, random: () => 0.5, now });
	return createClient(envelope((call) => transport({ ...call, userSig: "a*b-c_" })));
}

async function withStub<T>(
	answer: (response: ServerResponse) => void,
	work: (stub: HttpStub) => Promise<T>,
): Promise<T> {
	const stub = await startHttpStub(answer);
	try {
		return await work(stub);
	} finally {
		await stub.close();
	}
}

const json = (body: string) => (response: ServerResponse) =>
	response.setHeader("Content-Type", "application/json").end(body);

/** A method of the client that makes the call of a fixture, and the result that the method must return. */
interface Play {
	/** Makes the call with the request body of a fixture. Returns `undefined` if the client never sends such a body. */
	readonly make: (client: Client, body: never) => Promise<unknown> | undefined;
	/** Returns the expected result of a successful call. @defaultValue the call returns `undefined` */
	readonly gives?: (exchange: Exchange) => unknown;
}

const plays: Readonly<Record<string, Play>> = {
	"profile/portrait_set": {
		make: (client, { From_Account, ProfileItem }: PortraitSetRequest) => client.portraitSet(From_Account, ProfileItem),
	},
	"profile/portrait_get": {
		make: (client, { To_Account, TagList }: PortraitGetRequest) => client.portraitGet(To_Account, TagList),
		gives: profilesOf,
	},
	"im_open_login_svc/account_import": { make: (client, body: object) => ofId(body, client.accountImport) },
	"im_open_login_svc/multiaccount_import": {
		make: (client, { AccountList }: MultiaccountImportRequest) => ofIds(AccountList, client.multiaccountImport),
		gives: ({ response }) => response.FailAccounts,
	},
	"im_open_login_svc/account_check": {
		make: (client, { CheckItem }: AccountCheckRequest) => ofIds(CheckItem, client.accountCheck),
		gives: ({ response }) =>
			Object.fromEntries(
				(response.ResultItem as readonly AccountResult[]).map((item) => [
					item.UserID,
					item.AccountStatus === "Imported",
				]),
			),
	},
	"im_open_login_svc/account_delete": {
		make: (client, { DeleteItem }: AccountDeleteRequest) =>
			DeleteItem.length === 1 ? ofId(DeleteItem[0], client.accountDelete) : undefined,
	},
	"openim_robot_http_svc/create_robot": { make: (client, body: object) => ofId(body, client.createRobot) },
	"openim_robot_http_svc/delete_robot": {
		make: (client, { Robot_Account }: DeleteRobotRequest) => client.deleteRobot(Robot_Account),
	},
	"openim_robot_http_svc/get_all_robots": {
		make: (client) => client.getAllRobots(),
		gives: ({ response }) => response.Robot_Account,
	},
};

/**
 * Runs `call` with the UserID of an item in a request. Returns `undefined` without a call if the item has other
 * properties, because the client never sends them.
 */
function ofId<T>(item: object = {}, call: (account: string) => Promise<T>): Promise<T> | undefined {
	const { UserID, ...others } = item as Partial<AccountItem>;
	return UserID === undefined || Object.keys(others).length > 0 ? undefined : call(UserID);
}

function ofIds<T>(
	items: readonly AccountItem[] = [],
	call: (accounts: readonly string[]) => Promise<T>,
): Promise<T> | undefined {
	const isPlain = items.length > 0 && items.every((item) => Object.keys(item).join() === "UserID");
	return isPlain ? call(items.map(({ UserID }) => UserID)) : undefined;
}

interface AnsweredItem {
	readonly To_Account: string;
	readonly ResultCode: number;
	readonly ProfileItem?: readonly ProfileItem[];
}

/**
 * Returns the result that the client must return for a successful response: the items or the error code of each account
 * in the request.
 */
function profilesOf({ request, response }: Exchange): Readonly<Record<string, unknown>> {
	const { To_Account } = request.body as PortraitGetRequest;
	const items = response.UserProfileItem as readonly AnsweredItem[];
	const itemOf = (account: string) =>
		items.find((item) => item.To_Account === account) ?? items.find((item) => item.To_Account === PLACEHOLDER);
	return Object.fromEntries(
		To_Account.map((account) => [account, itemOf(account)?.ProfileItem ?? itemOf(account)?.ResultCode]),
	);
}

const valueOrCode = (answer: unknown) => (answer instanceof ImError ? errorCodeOf(answer) : answer);
const plain = (found: unknown) =>
	found instanceof Map ? Object.fromEntries([...found].map(([account, each]) => [account, valueOrCode(each)])) : found;

for (const [file, exchanges] of readFixtures()) {
	const ours = exchanges.filter(isOurs);
	if (ours.length === 0) continue;
	describe(`the client with the exchanges of ${file}`, () => {
		for (const exchange of ours) {
			it(`sends the request and reads the response of "${exchange.name}"`, () => play(exchange));
		}
	});
}

/** Returns whether the client can send the request of a fixture. The emulator's tests use the other fixtures. */
function isOurs({ request }: Exchange): boolean {
	const silent = createClient(() => new Promise(() => {}));
	return plays[request.path]?.make(silent, request.body as never) !== undefined;
}

async function play(exchange: Exchange): Promise<void> {
	const { request, response } = exchange;
	const { make, gives = () => undefined } = plays[request.path] ?? assert.fail(request.path);
	await withStub(json(JSON.stringify(response)), async (stub) => {
		const made = make(clientOf(stub), request.body as never);
		if (response.ErrorCode === 0) {
			assert.deepEqual(plain(await made), gives(exchange));
		} else {
			const { kind, errorCode } = await failureOf(made ?? assert.fail(request.path));
			assert.deepEqual({ kind, errorCode }, { kind: "api", errorCode: response.ErrorCode });
		}
		const [sent] = stub.requests;
		assert.equal(sent?.path, `/v4/${request.path}`);
		assert.deepEqual(JSON.parse(sent?.body ?? ""), request.body);
	});
}

const ok = '"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ErrorDisplay":""';
const read = (stub: Pick<HttpStub, "endpoint">, timeoutMs?: number) =>
	clientOf(stub, timeoutMs).portraitGet(["alice"], [NICK]);

/** Returns a response that contains one item, of the account alice. `value` is the JSON text of the item's value. */
const answerWith = (value: string) =>
	`{"UserProfileItem":[{"To_Account":"alice","ProfileItem":[{"Tag":"Tag_New","Value":${value}}],"ResultCode":0}],${ok}}`;

describe("the client over HTTP", () => {
	it("posts JSON to the path of the command, with the SDKAppID and identifier in the query", () =>
		withStub(json(answerWith("1")), async (stub) => {
			await read(stub);
			const [sent] = stub.requests;
			assert.equal(`${sent?.method} ${sent?.path}`, "POST /v4/profile/portrait_get");
			assert.equal(sent?.headers["content-type"], "application/json");
			assert.deepEqual(Object.fromEntries(sent?.query ?? []), {
				sdkappid: "1400000000",
				identifier: "administrator",
				usersig: "a*b-c_",
				random: "2147483648",
				contenttype: "json",
			});
		}));

	const numbers: readonly { json: string; value: unknown }[] = [
		{ json: "16", value: 16 },
		{ json: "4294967295", value: 4294967295 },
		{ json: "9007199254740991", value: Number.MAX_SAFE_INTEGER },
		{ json: "9007199254740993", value: 9007199254740993n },
		{ json: "18446744073709551615", value: 18446744073709551615n },
		{ json: '"18446744073709551615"', value: "18446744073709551615" },
	];
	for (const { json: text, value } of numbers) {
		it(`reads ${text} exactly`, () =>
			withStub(json(answerWith(text)), async (stub) => {
				assert.deepEqual((await read(stub)).get("alice"), [{ Tag: "Tag_New", Value: value }]);
			}));
	}

	it("writes a number above 2^53 exactly", () =>
		withStub(json(`{${ok}}`), async (stub) => {
			await clientOf(stub).portraitSet("alice", [{ Tag: "Tag_New", Value: 18446744073709551615n }]);
			const body = '{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_New","Value":18446744073709551615}]}';
			assert.equal(stub.requests[0]?.body, body);
		}));

	it("writes text in UTF-8 without changes", () =>
		withStub(json(`{${ok}}`), async (stub) => {
			const text = 'e\u0301 🙂 \u0000 \u2028 " \\';
			await clientOf(stub).portraitSet("alice", [{ Tag: NICK, Value: text }]);
			assert.equal(JSON.parse(stub.requests[0]?.body ?? "").ProfileItem[0].Value, text);
		}));

	it("reuses its connection", () =>
		withStub(json(answerWith("1")), async (stub) => {
			const client = clientOf(stub);
			for (let times = 0; times < 3; times += 1) await client.portraitGet(["alice"], [NICK]);
			assert.equal(stub.connections(), 1);
		}));

	it("accepts responses that have unknown properties or lack optional ones", () =>
		withStub(
			json(
				'{"RequestId":"x","ErrorCode":0,"ActionStatus":"OK","UserProfileItem":[{"To_Account":"alice","ResultCode":0}]}',
			),
			async (stub) => {
				assert.deepEqual((await read(stub)).get("alice"), []);
			},
		));

	it("accepts a successful response without ActionStatus, for reads and for writes", () =>
		withStub(
			json('{"ErrorCode":0,"ErrorInfo":"","UserProfileItem":[{"To_Account":"alice","ResultCode":0}]}'),
			async (stub) => {
				assert.deepEqual((await read(stub)).get("alice"), []);
				await clientOf(stub).portraitSet("alice", [{ Tag: NICK, Value: "Alice" }]);
			},
		));

	const failures: readonly {
		name: string;
		answer: (response: ServerResponse) => void;
		is: object;
		says: RegExp;
	}[] = [
		{
			name: "the error page of a gateway",
			answer: (response) => response.writeHead(502).end("<html>canary</html>"),
			is: { kind: "http", status: 502, retryable: true },
			says: /: http 502: /,
		},
		{
			name: "a response with Retry-After in seconds",
			answer: (response) => response.writeHead(429, { "Retry-After": "2" }).end(),
			is: { kind: "http", status: 429, retryable: true, retryAfterMs: 2000 },
			says: /: http 429: /,
		},
		{
			name: "a response whose Retry-After is a date",
			answer: (response) => response.writeHead(503, { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" }).end(),
			is: { kind: "http", status: 503, retryable: true, retryAfterMs: 3000 },
			says: /: http 503: /,
		},
		{
			name: "a redirect, which is not followed,",
			answer: (response) => response.writeHead(302, { Location: "/canary" }).end(),
			is: { kind: "http", status: 302, retryable: false },
			says: /: http 302: /,
		},
		{
			name: "a response that is not JSON",
			answer: json("<html>canary</html>"),
			is: { kind: "protocol", retryable: false },
			says: /: protocol: the response of 19 characters is not JSON; /,
		},
		{ name: "an empty response", answer: json(""), is: { kind: "protocol", retryable: false }, says: /is not JSON/ },
		{
			name: "the response null",
			answer: json("null"),
			is: { kind: "protocol", retryable: false },
			says: /no ErrorCode/,
		},
		{
			name: "a response with ActionStatus FAIL and ErrorCode 0",
			answer: json('{"ActionStatus":"FAIL","ErrorCode":0,"ErrorInfo":"canary"}'),
			is: { kind: "protocol", retryable: false },
			says: /: protocol: ErrorCode is 0 but ActionStatus is not OK; /,
		},
		{
			name: "a refusal without ActionStatus",
			answer: json('{"ErrorCode":91000,"ErrorInfo":"canary"}'),
			is: { kind: "api", errorCode: 91000, retryable: true },
			says: /: api 91000 /,
		},
		{
			name: "a response without accounts",
			answer: json(`{${ok}}`),
			is: { kind: "protocol", retryable: false },
			says: /UserProfileItem is not a list/,
		},
		{
			name: "a number above 64 bits",
			answer: json(answerWith("1e400")),
			is: { kind: "protocol", retryable: false },
			says: /ProfileItem is not a list/,
		},
		{
			name: "a closed connection",
			answer: (response) => response.destroy(),
			is: { kind: "network", systemCode: "ECONNRESET", retryable: true },
			says: /: network ECONNRESET: /,
		},
	];
	for (const { name, answer, is, says } of failures) {
		it(`reports ${name} as a one-line error without the content of the response`, () =>
			withStub(answer, async (stub) => assertError(await outcomeOf(read(stub)), is, says)));
	}

	it("times out when there is no response", () =>
		withStub(
			() => {},
			async (stub) => {
				const says = /: timeout: no response within 50 ms; /;
				assertError(await outcomeOf(read(stub, 50)), { kind: "timeout", timeoutMs: 50, retryable: true }, says);
			},
		));

	it("times out when a response stops halfway", () =>
		withStub(
			(response) => response.writeHead(200, { "Content-Length": "100" }).write("{"),
			async (stub) =>
				assertError(
					await outcomeOf(read(stub, 50)),
					{ kind: "timeout", timeoutMs: 50, retryable: true },
					/: timeout: /,
				),
		));

	it("reports a refused connection", async () => {
		const { endpoint } = await withStub(
			() => {},
			async (stub) => stub,
		);
		const says = /: network ECONNREFUSED: no response; /;
		const is = { kind: "network", systemCode: "ECONNREFUSED", retryable: true };
		assertError(await outcomeOf(read({ endpoint })), is, says);
	});
});

async function outcomeOf(answers: ReturnType<Client["portraitGet"]>): Promise<unknown> {
	return answers.then(
		(each) => each.get("alice"),
		(error: unknown) => error,
	);
}

function assertError(error: unknown, is: object, says: RegExp): void {
	assert.ok(error instanceof ImError);
	assert.deepEqual({ ...error }, { name: "ImError", ...is });
	assert.match(error.message, /^portrait_get alice: [^\n]+$/);
	assert.match(error.message, says);
	assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /canary|a\*b-c_|usersig/);
}
