import assert from "node:assert/strict";
import { createProfileReader } from "@/provider/client/batched-reads";
import type { AccountItems, ProfileReads } from "@/provider/client/reads";
import { accountError, apiError, networkError } from "@/provider/errors/im-error";
import { MAX_ACCOUNTS_PER_CALL } from "@/provider/model/limits";
import { failureOf } from "@/test/support/builders";
import { rapidRetry } from "./calls";

interface Rules {
	/**
	 * Returns the result of the nth read of an account. If it returns `undefined`, the read has a value for each tag.
	 */
	readonly answer?: (account: string, times: number) => AccountItems | undefined;
	/** The error with which every call fails. */
	readonly failure?: Error;
	/** A promise for which every call waits before it returns a result. */
	readonly gate?: Promise<unknown>;
}

/** Creates a profile reader that calls an in-memory service, which records its calls. */
function readerOn({ answer, failure, gate }: Rules = {}) {
	const calls: { readonly accounts: readonly string[]; readonly tags: readonly string[] }[] = [];
	const times = new Map<string, number>();
	const reads: ProfileReads = {
		async portraitGet(accounts, tags) {
			calls.push({ accounts, tags });
			await gate;
			if (failure !== undefined) throw failure;
			const partOf = (account: string): AccountItems => {
				const count = (times.get(account) ?? 0) + 1;
				times.set(account, count);
				return answer?.(account, count) ?? tags.map((tag) => ({ Tag: tag, Value: `${account} ${tag}` }));
			};
			return new Map(accounts.map((account) => [account, partOf(account)]));
		},
	};
	return { reader: createProfileReader(reads, rapidRetry), calls };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

const names = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`);

describe("createProfileReader", () => {
	it("sends the read of a single account on the next tick", async () => {
		const { reader, calls } = readerOn();
		const read = reader.read("a1", ["x", "y"]);
		await turn();
		assert.deepEqual(calls, [{ accounts: ["a1"], tags: ["x", "y"] }]);
		const items = [
			{ Tag: "x", Value: "a1 x" },
			{ Tag: "y", Value: "a1 y" },
		];
		assert.deepEqual(await read, { items, refused: new Map() });
	});

	it("batches 250 reads into calls of at most 100", async () => {
		const { reader, calls } = readerOn();
		const answers = await Promise.all(names(250).map((account) => reader.read(account, ["x"])));
		const sizes = calls.map(({ accounts }) => accounts.length);
		assert.deepEqual(sizes, [MAX_ACCOUNTS_PER_CALL, MAX_ACCOUNTS_PER_CALL, 50]);
		assert.equal(MAX_ACCOUNTS_PER_CALL, 100);
		const values = answers.map(({ items }) => items.map(({ Value }) => Value));
		assert.deepEqual(
			values,
			names(250).map((account) => [`${account} x`]),
		);
	});

	it("reads the union of the requested tags, and returns to each request only its own tags", async () => {
		const { reader, calls } = readerOn();
		const [first, second] = await Promise.all([reader.read("a1", ["x", "y"]), reader.read("a2", ["y", "z"])]);
		assert.deepEqual(calls, [{ accounts: ["a1", "a2"], tags: ["x", "y", "z"] }]);
		assert.deepEqual(
			[first, second].map(({ items }) => items.map(({ Tag }) => Tag)),
			[
				["x", "y"],
				["y", "z"],
			],
		);
	});

	it("lists an account once in a call for two reads of the account", async () => {
		const { reader, calls } = readerOn();
		const answers = await Promise.all([reader.read("a1", ["x"]), reader.read("a1", ["y"])]);
		assert.deepEqual(calls, [{ accounts: ["a1"], tags: ["x", "y"] }]);
		assert.deepEqual(
			answers.map(({ items }) => items.length),
			[1, 1],
		);
	});

	it("does not cache results", async () => {
		const { reader, calls } = readerOn();
		await reader.read("a1", ["x"]);
		await reader.read("a1", ["x"]);
		assert.equal(calls.length, 2);
	});

	it("batches reads that are made while a call is in flight", async () => {
		let open = () => {};
		const gate = new Promise<void>((resolve) => {
			open = resolve;
		});
		const { reader, calls } = readerOn({ gate });
		const reads: Promise<unknown>[] = [];
		for (const account of names(20)) {
			reads.push(reader.read(account, ["x"]));
			await turn();
		}
		open();
		await Promise.all(reads);
		assert.deepEqual(
			calls.map(({ accounts }) => accounts.length),
			[1, 19],
		);
	});

	it("retries only the account that failed with a retryable code", async () => {
		const answer = (account: string, times: number) =>
			account === "a2" && times < 3 ? accountError("portrait_get", account, 40006) : undefined;
		const { reader, calls } = readerOn({ answer });
		await Promise.all(names(4).map((account) => reader.read(account, ["x"])));
		assert.deepEqual(
			calls.map(({ accounts }) => accounts),
			[["a0", "a1", "a2", "a3"], ["a2"], ["a2"]],
		);
	});

	it("fails an account after the last attempt that the retry policy allows", async () => {
		const { reader, calls } = readerOn({ answer: (account) => accountError("portrait_get", account, 40006) });
		assert.equal((await failureOf(reader.read("a1", ["x"]))).errorCode, 40006);
		assert.equal(calls.length, 1 + rapidRetry.policy.maxRetries);
	});

	it("fails a missing account without a retry, and reads the other accounts", async () => {
		const answer = (account: string) => (account === "a1" ? accountError("portrait_get", account, 40003) : undefined);
		const { reader, calls } = readerOn({ answer });
		const [first, missing] = [reader.read("a0", ["x"]), reader.read("a1", ["x"])];
		assert.equal((await failureOf(missing)).errorCode, 40003);
		assert.equal((await first).items.length, 1);
		assert.equal(calls.length, 1);
	});

	it("reports a refused tag only to the reads that requested the tag", async () => {
		const reads: ProfileReads = {
			async portraitGet(accounts, tags) {
				if (tags.includes("z")) throw apiError({ command: "portrait_get", accounts }, 40009);
				return new Map(accounts.map((account) => [account, tags.map((tag) => ({ Tag: tag, Value: 1 }))]));
			},
		};
		const reader = createProfileReader(reads, rapidRetry);
		const [good, bad] = await Promise.all([reader.read("a1", ["x"]), reader.read("a2", ["x", "z"])]);
		assert.deepEqual([good.refused.size, [...bad.refused.keys()]], [0, ["z"]]);
		assert.deepEqual(bad.items, [{ Tag: "x", Value: 1 }]);
	});

	it("fails every read of a failed call, with an error that names the account of the read", async () => {
		const failure = networkError({ command: "portrait_get", accounts: names(3) }, "ECONNRESET");
		const { reader, calls } = readerOn({ failure });
		const errors = await Promise.all(names(3).map((account) => failureOf(reader.read(account, ["x"]))));
		assert.deepEqual(
			errors.map(({ message }) => message.split(": network")[0]),
			names(3).map((account) => `portrait_get ${account}`),
		);
		assert.equal(calls.length, 1, "the transport has its own retries");
	});

	it("throws errors other than ImError unchanged", async () => {
		const failure = new TypeError("a bug");
		assert.equal(await failureOf(readerOn({ failure }).reader.read("a0", ["x"])), failure);
	});

	it("ends only the wait of the caller whose signal is aborted, not the shared call", async () => {
		let open = () => {};
		const gate = new Promise<void>((resolve) => {
			open = resolve;
		});
		const { reader, calls } = readerOn({ gate });
		const controller = new AbortController();
		const aborted = failureOf(reader.read("a1", ["x"], controller.signal));
		const other = reader.read("a2", ["x"]);
		await turn();
		controller.abort();
		const { systemCode, message } = await aborted;
		assert.equal(systemCode, "ABORTED");
		assert.match(message, /^portrait_get a1: /);
		open();
		assert.equal((await other).items.length, 1);
		assert.equal(calls.length, 1);
	});
});
