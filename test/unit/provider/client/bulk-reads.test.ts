import assert from "node:assert/strict";
import { createBulkReader } from "@/provider/client/bulk-reads";
import type { AccountItems, ProfileReads } from "@/provider/client/reads";
import { accountError, apiError, ImError } from "@/provider/errors/im-error";
import { LEVEL, NICK } from "@/test/support/builders";

const policy = { maxRetries: 2, baseDelayMs: 10, maxDelayMs: 10, maxTotalMs: 1000 };
const accountsOf = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);
const item = (account: string): AccountItems => [{ Tag: NICK, Value: account }];

/** Reads accounts with a fake call. Returns the results by account, the calls, and the delays between attempts. */
async function readAll(
	accounts: readonly string[],
	portraitGet: ProfileReads["portraitGet"],
	{ maxCallsInFlight = 3 } = {},
) {
	const waits: number[] = [];
	const results = new Map<string, unknown>();
	let calls = 0;
	const sleep = async (ms: number) => waits.push(ms);
	const retry = { policy, random: () => 1, now: () => 0, sleep };
	const reader = createBulkReader({ portraitGet }, { retry, maxCallsInFlight: () => maxCallsInFlight });
	await reader.readAll(
		accounts.map((account) => ({ account, tags: [NICK] })),
		{
			onResult({ account }, result) {
				assert.ok(!results.has(account), "one result for each request");
				results.set(account, result instanceof ImError ? result.message : result.items[0]?.Value);
			},
			onCall: () => {
				calls += 1;
			},
		},
	);
	return { results, waits, calls };
}

describe("createBulkReader", () => {
	it("reads 100 accounts in a call, and keeps the allowed number of calls in flight", async () => {
		const sizes: number[] = [];
		let running = 0;
		let most = 0;
		const { results, calls } = await readAll(accountsOf(950), async (accounts) => {
			sizes.push(accounts.length);
			running += 1;
			most = Math.max(most, running);
			await new Promise(setImmediate);
			running -= 1;
			return new Map(accounts.map((account) => [account, item(account)]));
		});
		assert.deepEqual(sizes, [...Array(9).fill(100), 50]);
		assert.deepEqual([calls, most, results.size, results.get("a949")], [10, 3, 950, "a949"]);
	});

	it("reads nothing without requests", async () => {
		const { calls } = await readAll([], () => assert.fail("no call"));
		assert.equal(calls, 0);
	});

	it("requests all tags of a call, and returns only the tags of each request", async () => {
		const read: unknown[] = [];
		const reader = createBulkReader(
			{
				async portraitGet(accounts, tags) {
					read.push(tags);
					const items = tags.map((tag) => ({ Tag: tag, Value: 1 }));
					return new Map(accounts.map((account) => [account, items]));
				},
			},
			{ retry: { policy, random: () => 1, now: () => 0 }, maxCallsInFlight: () => 1 },
		);
		const requests = [
			{ account: "a", tags: [NICK] },
			{ account: "b", tags: [LEVEL] },
		];
		const tags: unknown[] = [];
		const onResult = (_: unknown, result: unknown) =>
			tags.push((result as { readonly items: readonly { readonly Tag: string }[] }).items.map(({ Tag }) => Tag));
		await reader.readAll(requests, { onResult });
		assert.deepEqual([read, tags], [[[NICK, LEVEL]], [[NICK], [LEVEL]]]);
	});

	it("reads accounts again that are refused for a moment, and only these", async () => {
		const sizes: number[] = [];
		const { results, waits } = await readAll(accountsOf(100), async (accounts) => {
			sizes.push(accounts.length);
			return new Map(
				accounts.map((account) => {
					const isRefused = account === "a0" || (account === "a1" && sizes.length === 1);
					return [account, isRefused ? accountError("portrait_get", account, 40006) : item(account)];
				}),
			);
		});
		assert.deepEqual(sizes, [100, 2, 1]);
		assert.deepEqual(waits, [10, 10]);
		assert.match(String(results.get("a0")), /^portrait_get a0: account 40006/);
		assert.equal(results.get("a1"), "a1");
	});

	it("returns the error of a call for each of its accounts", async () => {
		const call = { command: "portrait_get", accounts: [] };
		const { results, waits } = await readAll(accountsOf(2), () => Promise.reject(apiError(call, 60010)));
		assert.deepEqual([...results.keys(), waits], ["a0", "a1", []]);
		assert.match(String(results.get("a1")), /^portrait_get a1: api 60010/);
	});

	it("rejects with an error that is not an ImError", async () => {
		await assert.rejects(
			readAll(accountsOf(300), () => Promise.reject(new TypeError("a bug"))),
			{ message: "a bug" },
		);
	});
});
