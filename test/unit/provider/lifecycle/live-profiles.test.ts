import assert from "node:assert/strict";
import type { ProfileReader, ProfileReadResult } from "@/provider/client/batched-reads";
import { abortedError, accountError, apiError, networkError } from "@/provider/errors/im-error";
import {
	createLiveProfiles,
	fetchAll,
	type LiveProfile,
	type LiveProfiles,
	readProfile,
} from "@/provider/lifecycle/live-profiles";
import { fields } from "@/provider/model/fields";
import { failureOf, fakeService, LEVEL, NICK, TEAM } from "@/test/support/builders";

const call = { command: "portrait_get", accounts: ["alice"] };

const gone = accountError("portrait_get", "alice", 40003);

const alice: ProfileReadResult = { items: [{ Tag: NICK, Value: "Alice" }], refused: new Map() };

/** Creates live profiles whose reader returns the given results in order. Records the reads. */
function createReads(...results: readonly (ProfileReadResult | Error)[]) {
	const reads: string[] = [];
	const reader: ProfileReader = {
		async read(account, tags) {
			reads.push(`${account} ${tags.join(" ")}`);
			const result = results[Math.min(reads.length, results.length) - 1];
			if (result === undefined || result instanceof Error) throw result;
			return result;
		},
	};
	return { live: createLiveProfiles(reader), reads };
}

describe("createLiveProfiles", () => {
	it("returns values keyed by tag", async () => {
		const { live } = createReads(alice);
		assert.deepEqual(await live.get("alice", [NICK]), { values: { [NICK]: "Alice" }, refused: new Map() });
	});

	it("caches the tags that were read, including absent tags", async () => {
		const { live, reads } = createReads(alice);
		const first = await live.get("alice", [NICK, LEVEL]);
		assert.deepEqual(await live.get("alice", [NICK, LEVEL]), first);
		assert.deepEqual(await live.get("alice", [LEVEL]), { values: {}, refused: new Map() });
		assert.deepEqual(reads, [`alice ${NICK} ${LEVEL}`]);
	});

	it("reads the account again for a tag that is not cached", async () => {
		const { live, reads } = createReads(alice);
		await live.get("alice", [NICK]);
		await live.get("alice", [NICK, LEVEL]);
		assert.deepEqual(reads, [`alice ${NICK}`, `alice ${NICK} ${LEVEL}`]);
	});

	it("merges the tags of several reads in the cache", async () => {
		const { live, reads } = createReads(alice, { items: [{ Tag: LEVEL, Value: 3 }], refused: new Map() });
		await live.get("alice", [NICK]);
		await live.get("alice", [LEVEL]);
		const both = await live.get("alice", [NICK, LEVEL]);
		assert.deepEqual(both?.values, { [NICK]: "Alice", [LEVEL]: 3 });
		assert.equal(reads.length, 2);
	});

	it("caches each account separately", async () => {
		const { live, reads } = createReads(alice);
		await live.get("alice", [NICK]);
		await live.get("bob", [NICK]);
		assert.equal(reads.length, 2);
	});

	it("fetches values without the cache, and updates the cache", async () => {
		const { live, reads } = createReads(alice, { items: [{ Tag: NICK, Value: "New" }], refused: new Map() });
		await live.get("alice", [NICK]);
		await live.fetch("alice", [NICK]);
		assert.deepEqual((await live.get("alice", [NICK]))?.values, { [NICK]: "New" });
		assert.equal(reads.length, 2);
	});

	it("removes a tag from the cache when a fetch finds that the tag is not set", async () => {
		const { live } = createReads(alice, { items: [], refused: new Map() });
		await live.get("alice", [NICK]);
		await live.fetch("alice", [NICK]);
		assert.deepEqual((await live.get("alice", [NICK]))?.values, {});
	});

	it("removes only the invalidated account from the cache", async () => {
		const { live, reads } = createReads(alice);
		await live.get("alice", [NICK]);
		await live.get("bob", [NICK]);
		live.invalidate("alice");
		await live.get("alice", [NICK]);
		await live.get("bob", [NICK]);
		assert.equal(reads.length, 3);
	});

	it("reads the nick when no tag is requested, because a TagList must not be empty", async () => {
		const { live, reads } = createReads(alice);
		assert.ok((await live.get("alice", [])) !== undefined);
		assert.deepEqual(reads, [`alice ${NICK}`]);
	});

	it("returns undefined for an account that does not exist, and caches this result", async () => {
		const { live, reads } = createReads(gone);
		assert.equal(await live.get("alice", [NICK]), undefined);
		assert.equal(await live.get("alice", [LEVEL]), undefined);
		assert.equal(reads.length, 1);
	});

	it("returns an account that was created after an earlier read, with fetch", async () => {
		const { live } = createReads(gone, alice);
		await live.get("alice", [NICK]);
		assert.ok((await live.fetch("alice", [NICK])) !== undefined);
		assert.deepEqual((await live.get("alice", [NICK]))?.values, { [NICK]: "Alice" });
	});

	const failures = [
		networkError(call, "ECONNRESET"),
		apiError(call, 70009),
		accountError("portrait_get", "alice", 40006),
	];
	for (const failure of failures) {
		it(`throws an error of kind "${failure.kind}", and caches nothing`, async () => {
			const { live } = createReads(failure, alice);
			await assert.rejects(live.get("alice", [NICK]), failure);
			assert.deepEqual((await live.get("alice", [NICK]))?.values, { [NICK]: "Alice" });
		});
	}

	it("returns refused tags with their errors, and reads these tags again in the next request", async () => {
		const refused = new Map([[LEVEL, apiError(call, 40007)]]);
		const { live, reads } = createReads({ ...alice, refused });
		assert.deepEqual(await live.get("alice", [NICK, LEVEL]), { values: { [NICK]: "Alice" }, refused });
		await live.get("alice", [NICK, LEVEL]);
		await live.get("alice", [NICK]);
		assert.equal(reads.length, 2);
	});

	describe("with a signal", () => {
		it("passes the signal to the reader", async () => {
			const { signal } = new AbortController();
			const signals: unknown[] = [];
			const live = createLiveProfiles({
				async read(_account, _tags, given) {
					signals.push(given);
					return alice;
				},
			});
			await live.fetch("alice", [NICK], signal);
			await live.get("alice", [LEVEL], signal);
			assert.deepEqual(signals, [signal, signal]);
		});

		it("throws the error of an aborted read, and caches nothing", async () => {
			const results: (Error | ProfileReadResult)[] = [
				abortedError({ command: "portrait_get", accounts: ["alice"] }),
				alice,
			];
			const live = createLiveProfiles({
				async read() {
					const result = results.shift();
					if (result === undefined || result instanceof Error) throw result;
					return result;
				},
			});
			assert.match((await failureOf(live.get("alice", [NICK], AbortSignal.abort()))).message, /cancelled/);
			assert.deepEqual((await live.get("alice", [NICK]))?.values, { [NICK]: "Alice" });
		});

		it("returns a cached profile even if the signal is aborted", async () => {
			const { live } = createReads(alice);
			await live.get("alice", [NICK]);
			assert.deepEqual((await live.get("alice", [NICK], AbortSignal.abort()))?.values, { [NICK]: "Alice" });
		});
	});
});

describe("fetchAll", () => {
	const requests = ["alice", "bob", "carol"].map((account) => ({ account, tags: [NICK] }));
	const reading =
		(results: Readonly<Record<string, LiveProfile | Error | undefined>>): LiveProfiles["get"] =>
		async (account) => {
			const result = results[account];
			if (result instanceof Error) throw result;
			return result;
		};
	const named = (nick: string): LiveProfile => ({ values: { [NICK]: nick }, refused: new Map() });
	const failed = (account: string, code: number) => accountError("portrait_get", account, code);

	it("returns the values in the order of the requests, and undefined for a missing account", async () => {
		const values = await fetchAll(requests, reading({ alice: named("a"), carol: named("c") }));
		assert.deepEqual(values, [{ [NICK]: "a" }, undefined, { [NICK]: "c" }]);
	});

	it("throws a single error unchanged", async () => {
		const broken = failed("bob", 40006);
		await assert.rejects(fetchAll(requests, reading({ alice: named("a"), bob: broken, carol: named("c") })), broken);
	});

	it("throws the first of several errors, with the numbers of the other errors by error code", async () => {
		const get = reading({
			alice: failed("alice", 40006),
			bob: failed("bob", 40006),
			carol: networkError(call, "EPIPE"),
		});
		const { message, kind } = await failureOf(fetchAll(requests, get));
		assert.equal(kind, "account");
		assert.match(
			message,
			/^portrait_get alice: account 40006 .*; and 2 more accounts failed: 40006 \(1\), network \(1\)$/,
		);
	});

	it("throws the error of a tag that cannot be read", async () => {
		const refusal = apiError(call, 40007);
		const unreadable = { values: {}, refused: new Map([[LEVEL, refusal]]) };
		await assert.rejects(
			fetchAll(requests, reading({ alice: named("a"), bob: unreadable, carol: named("c") })),
			refusal,
		);
	});
});

describe("readProfile", () => {
	const refused = new Map([[LEVEL, apiError(call, 40009)]]);
	const accounts = { alice: { [NICK]: "Alice", Tag_Profile_IM_New: 5 } };

	it("reads all standard tags by default, and omits refused tags", async () => {
		const service = fakeService({ accounts, unreadable: refused });
		const attributes = (await readProfile(service.live, "alice")) ?? {};
		const withoutZero = ["allowType", "level"];
		assert.deepEqual(
			Object.keys(attributes).sort(),
			Object.keys(fields)
				.filter((name) => !withoutZero.includes(name))
				.sort(),
		);
		assert.equal(attributes.nick, "Alice");
	});

	it("reads only the requested tags, and returns them as attributes", async () => {
		const { live } = fakeService({ accounts });
		const tags = [NICK, TEAM, "Tag_Profile_IM_New"];
		const attributes = { nick: "Alice", custom: { Team: "" }, tags: { Tag_Profile_IM_New: 5 } };
		assert.deepEqual(await readProfile(live, "alice", tags), attributes);
		assert.deepEqual(await readProfile(live, "alice", []), {});
	});

	it("fails for a requested tag that the service refuses", async () => {
		const { live } = fakeService({ accounts, unreadable: refused });
		assert.equal(await failureOf(readProfile(live, "alice", [NICK, LEVEL])), refused.get(LEVEL));
	});

	it("returns undefined for an account that does not exist", async () => {
		assert.equal(await readProfile(fakeService({ accounts: {} }).live, "alice"), undefined);
	});
});
