import assert from "node:assert/strict";
import fc from "fast-check";
import { parseResponse } from "@/provider/client/http";
import { envelope } from "@/provider/client/pipeline/pipeline";
import type { AccountItems } from "@/provider/client/reads";
import { errorCodeOf, ImError, isAccountMissing } from "@/provider/errors/im-error";
import { createLiveProfiles } from "@/provider/lifecycle/live-profiles";
import type { ProfileItem, WireValue } from "@/provider/model/types";
import { type Client, createClient } from "@/provider/service";
import { readerOf } from "@/test/properties/in-process";
import { assertAsyncProperty, printSeed } from "@/test/support/arbitraries";
import { expectedResult } from "./oracle";
import { asked, type ExpectedResult, garbage, goodAnswer } from "./responses";

/** A client that every call answers with one text. */
function answeredWith(text: string, status = 200): Client {
	return createClient(envelope(async (call) => parseResponse(call, { status, headers: {}, data: text })));
}

const kinds: readonly string[] = ["account", "api", "http", "protocol"];

function assertClassified(error: unknown): asserts error is ImError {
	assert.ok(error instanceof ImError, `not classified: ${error}`);
	assert.ok(kinds.includes(error.kind), error.kind);
	assert.doesNotMatch(error.message, /[\n\r]/);
}

/** What reading the accounts comes to: an entry for each, or one error. */
async function readAll(client: Client): Promise<ReadonlyMap<string, AccountItems> | ImError> {
	try {
		return await client.portraitGet(asked.accounts, asked.tags);
	} catch (error) {
		assertClassified(error);
		return error;
	}
}

const rounded = (value: WireValue) => (typeof value === "bigint" ? Number(value) : value);

function assertSaid(account: string, entry: AccountItems, text: string): void {
	const said = expectedResult(text);
	if (entry instanceof ImError) {
		assertClassified(entry);
		if (isAccountMissing(entry)) assert.ok(said.missing, "the answer says of no account that it is missing");
		return;
	}
	const items = (entry as readonly ProfileItem[]).map(({ Tag, Value }) => ({ Tag, Value: rounded(Value) }));
	const expected = said.items(account) as readonly ProfileItem[];
	assert.deepEqual(
		items,
		expected.map(({ Tag, Value }) => ({ Tag, Value })),
	);
}

describe("the client", () => {
	printSeed();
	const names = Object.getOwnPropertyNames(Object.prototype);
	afterEach("the prototype of all objects is as it was", () => {
		assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), names);
		assert.equal("polluted" in {}, false);
	});

	it("reads every good answer as it is meant", () =>
		assertAsyncProperty(
			fc.asyncProperty(goodAnswer, async ({ fates, text }) => {
				const answers = await readAll(answeredWith(text));
				assert.ok(!(answers instanceof ImError), String(answers));
				assert.deepEqual([...(answers as Map<string, AccountItems>).keys()], asked.accounts);
				for (const [account, entry] of answers as Map<string, AccountItems>) assertFate(entry, fates.get(account));
			}),
			1000,
		));

	it("ends each garbage answer in a classified error or in what the answer says", () =>
		assertAsyncProperty(
			fc.asyncProperty(garbage, async (text) => {
				const answers = await readAll(answeredWith(text));
				if (!(answers instanceof ImError)) {
					for (const [account, entry] of answers as Map<string, AccountItems>) assertSaid(account, entry, text);
				} else if (isAccountMissing(answers)) assert.ok(expectedResult(text).missing);
			}),
			10_000,
		)).timeout(60_000);

	it("says of no account that it is gone unless the answer does", () =>
		assertAsyncProperty(
			fc.asyncProperty(garbage, fc.constantFrom(...asked.accounts), async (text, account) => {
				const observer = createLiveProfiles(readerOf(answeredWith(text)));
				const outcome = await observer
					.get(account, asked.tags)
					.then((live) => (live === undefined ? "gone" : "there"), assertClassified);
				if (outcome === "gone") assert.ok(expectedResult(text).missing);
			}),
			1000,
		));

	it("takes a write for done only where the answer says so", () =>
		assertAsyncProperty(
			fc.asyncProperty(garbage, async (text) => {
				const item = { Tag: "Tag_A", Value: "a" };
				const write = answeredWith(text).portraitSet("alice", [item]);
				const outcome = await write.then(() => "done", assertClassified);
				if (outcome === "done") assert.ok(isOk(JSON.parse(text)));
			}),
			1000,
		));

	it("reads no body of a status that is none of the service", () =>
		assertAsyncProperty(
			fc.asyncProperty(goodAnswer, fc.integer({ min: 100, max: 599 }), async ({ text }, status) => {
				const answers = await readAll(answeredWith(text, status));
				const isFine = status >= 200 && status <= 299;
				assert.equal(answers instanceof ImError ? answers.kind : "read", isFine ? "read" : "http");
			}),
			500,
		));
});

function assertFate(entry: AccountItems, fate: ExpectedResult | undefined): void {
	if (fate?.is === "there") assert.deepEqual(entry, fate.items);
	else {
		assert.ok(entry instanceof ImError);
		assert.deepEqual([entry.kind, errorCodeOf(entry)], ["account", fate?.is === "failed" ? fate.code : 40003]);
	}
}

function isOk({ ActionStatus, ErrorCode }: { readonly ActionStatus: unknown; readonly ErrorCode: unknown }): boolean {
	return ActionStatus === "OK" && ErrorCode === 0;
}
