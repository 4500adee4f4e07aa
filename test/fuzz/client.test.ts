import assert from "node:assert/strict";
import fc from "fast-check";
import { parseResponse } from "@/provider/client/http";
import { envelope } from "@/provider/client/pipeline/pipeline";
import type { AccountItems } from "@/provider/client/reads";
import { errorCodeOf, ImError, isAccountMissing } from "@/provider/errors/im-error";
import { createLiveProfiles } from "@/provider/lifecycle/live-profiles";
import type { ProfileItem, WireValue } from "@/provider/model/types";
import { type Client, createClient } from "@/provider/service";
import { createReader } from "@/test/properties/in-process";
import { assertAsyncProperty, printSeed } from "@/test/support/arbitraries";
import { expectedResult } from "./oracle";
import { type AccountEntry, invalidResponse, request, validResponse } from "./responses";

/** Creates a client whose calls all receive a response with the given body and status. */
function answeredWith(text: string, status = 200): Client {
	return createClient(envelope(async (call) => parseResponse(call, { status, headers: {}, data: text })));
}

const kinds: readonly string[] = ["account", "api", "http", "protocol"];

function assertClassified(error: unknown): asserts error is ImError {
	assert.ok(error instanceof ImError, `not classified: ${error}`);
	assert.ok(kinds.includes(error.kind), error.kind);
	assert.doesNotMatch(error.message, /[\n\r]/);
}

/** Reads the accounts of `request`. Returns an entry for each account, or the error if the whole call fails. */
async function readAll(client: Client): Promise<ReadonlyMap<string, AccountItems> | ImError> {
	try {
		return await client.portraitGet(request.accounts, request.tags);
	} catch (error) {
		assertClassified(error);
		return error;
	}
}

const rounded = (value: WireValue) => (typeof value === "bigint" ? Number(value) : value);

function assertMatchesResponse(account: string, entry: AccountItems, text: string): void {
	const expected = expectedResult(text);
	if (entry instanceof ImError) {
		assertClassified(entry);
		if (isAccountMissing(entry)) assert.ok(expected.missing, "the response does not report a missing account");
		return;
	}
	const items = (entry as readonly ProfileItem[]).map(({ Tag, Value }) => ({ Tag, Value: rounded(Value) }));
	const expectedItems = expected.items(account) as readonly ProfileItem[];
	assert.deepEqual(
		items,
		expectedItems.map(({ Tag, Value }) => ({ Tag, Value })),
	);
}

describe("the client", () => {
	printSeed();
	const names = Object.getOwnPropertyNames(Object.prototype);
	afterEach("check that Object.prototype is unchanged", () => {
		assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), names);
		assert.equal("polluted" in {}, false);
	});

	it("reads every documented response", () =>
		assertAsyncProperty(
			fc.asyncProperty(validResponse, async ({ entries, text }) => {
				const answers = await readAll(answeredWith(text));
				assert.ok(!(answers instanceof ImError), String(answers));
				assert.deepEqual([...(answers as Map<string, AccountItems>).keys()], request.accounts);
				for (const [account, entry] of answers as Map<string, AccountItems>) assertEntry(entry, entries.get(account));
			}),
			1000,
		));

	it("reports an invalid response as an ImError, or returns the items that the response contains", () =>
		assertAsyncProperty(
			fc.asyncProperty(invalidResponse, async (text) => {
				const answers = await readAll(answeredWith(text));
				if (!(answers instanceof ImError)) {
					for (const [account, entry] of answers as Map<string, AccountItems>)
						assertMatchesResponse(account, entry, text);
				} else if (isAccountMissing(answers)) assert.ok(expectedResult(text).missing);
			}),
			10_000,
		)).timeout(60_000);

	it("reports an account as missing only if the response contains that result", () =>
		assertAsyncProperty(
			fc.asyncProperty(invalidResponse, fc.constantFrom(...request.accounts), async (text, account) => {
				const live = createLiveProfiles(createReader(answeredWith(text)));
				const outcome = await live
					.get(account, request.tags)
					.then((profile) => (profile === undefined ? "missing" : "found"), assertClassified);
				if (outcome === "missing") assert.ok(expectedResult(text).missing);
			}),
			1000,
		));

	it("reports a write as successful only if the response contains that result", () =>
		assertAsyncProperty(
			fc.asyncProperty(invalidResponse, async (text) => {
				const item = { Tag: "Tag_A", Value: "a" };
				const write = answeredWith(text).portraitSet("alice", [item]);
				const outcome = await write.then(() => "done", assertClassified);
				if (outcome === "done") assert.ok(isOk(JSON.parse(text)));
			}),
			1000,
		));

	it("does not read the body of a response whose status is not 2xx", () =>
		assertAsyncProperty(
			fc.asyncProperty(validResponse, fc.integer({ min: 100, max: 599 }), async ({ text }, status) => {
				const answers = await readAll(answeredWith(text, status));
				const isSuccess = status >= 200 && status <= 299;
				assert.equal(answers instanceof ImError ? answers.kind : "read", isSuccess ? "read" : "http");
			}),
			500,
		));
});

function assertEntry(entry: AccountItems, expected: AccountEntry | undefined): void {
	if (expected?.is === "there") assert.deepEqual(entry, expected.items);
	else {
		assert.ok(entry instanceof ImError);
		assert.deepEqual([entry.kind, errorCodeOf(entry)], ["account", expected?.is === "failed" ? expected.code : 40003]);
	}
}

function isOk(response: { readonly ActionStatus?: unknown; readonly ErrorCode: unknown }): boolean {
	const { ActionStatus = "OK", ErrorCode } = response;
	return ActionStatus === "OK" && ErrorCode === 0;
}
