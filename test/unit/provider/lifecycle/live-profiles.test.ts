import assert from "node:assert/strict";
import type { ProfileReader, ProfileReadResult } from "@/provider/client/batched-reads";
import { accountError, apiError, networkError } from "@/provider/errors/im-error";
import { createLiveProfiles, fetchAll, type LiveProfile, type LiveProfiles } from "@/provider/lifecycle/live-profiles";
import { failureOf, LEVEL, NICK } from "@/test/support/builders";

const call = { command: "portrait_get", accounts: ["alice"] };

const gone = accountError("portrait_get", "alice", 40003);

const alice: ProfileReadResult = { items: [{ Tag: NICK, Value: "Alice" }], refused: new Map() };

/** An observer over a reader that answers one thing after another, and the reads that reached it. */
function observing(...answers: readonly (ProfileReadResult | Error)[]) {
	const reads: string[] = [];
	const reader: ProfileReader = {
		async read(account, tags) {
			reads.push(`${account} ${tags.join(" ")}`);
			const answer = answers[Math.min(reads.length, answers.length) - 1];
			if (answer === undefined || answer instanceof Error) throw answer;
			return answer;
		},
	};
	return { observer: createLiveProfiles(reader), reads };
}

describe("createObserver", () => {
	it("gives the values by tag", async () => {
		const { observer } = observing(alice);
		assert.deepEqual(await observer.get("alice", [NICK]), { values: { [NICK]: "Alice" }, refused: new Map() });
	});

	it("asks once for what it has read, absent tags included", async () => {
		const { observer, reads } = observing(alice);
		const first = await observer.get("alice", [NICK, LEVEL]);
		assert.deepEqual(await observer.get("alice", [NICK, LEVEL]), first);
		assert.deepEqual(await observer.get("alice", [LEVEL]), { values: {}, refused: new Map() });
		assert.deepEqual(reads, [`alice ${NICK} ${LEVEL}`]);
	});

	it("asks again for a tag that it has not read", async () => {
		const { observer, reads } = observing(alice);
		await observer.get("alice", [NICK]);
		await observer.get("alice", [NICK, LEVEL]);
		assert.deepEqual(reads, [`alice ${NICK}`, `alice ${NICK} ${LEVEL}`]);
	});

	it("remembers the tags of several reads together", async () => {
		const { observer, reads } = observing(alice, { items: [{ Tag: LEVEL, Value: 3 }], refused: new Map() });
		await observer.get("alice", [NICK]);
		await observer.get("alice", [LEVEL]);
		const both = await observer.get("alice", [NICK, LEVEL]);
		assert.deepEqual(both?.values, { [NICK]: "Alice", [LEVEL]: 3 });
		assert.equal(reads.length, 2);
	});

	it("keeps accounts apart", async () => {
		const { observer, reads } = observing(alice);
		await observer.get("alice", [NICK]);
		await observer.get("bob", [NICK]);
		assert.equal(reads.length, 2);
	});

	it("asks anew for a fresh look, and remembers what that says", async () => {
		const { observer, reads } = observing(alice, { items: [{ Tag: NICK, Value: "New" }], refused: new Map() });
		await observer.get("alice", [NICK]);
		await observer.fetch("alice", [NICK]);
		assert.deepEqual((await observer.get("alice", [NICK]))?.values, { [NICK]: "New" });
		assert.equal(reads.length, 2);
	});

	it("drops a tag from its memory that a fresh look finds unset", async () => {
		const { observer } = observing(alice, { items: [], refused: new Map() });
		await observer.get("alice", [NICK]);
		await observer.fetch("alice", [NICK]);
		assert.deepEqual((await observer.get("alice", [NICK]))?.values, {});
	});

	it("forgets one account after a write to it", async () => {
		const { observer, reads } = observing(alice);
		await observer.get("alice", [NICK]);
		await observer.get("bob", [NICK]);
		observer.invalidate("alice");
		await observer.get("alice", [NICK]);
		await observer.get("bob", [NICK]);
		assert.equal(reads.length, 3);
	});

	it("asks for the nick where no tag is owned, because a list may not be empty", async () => {
		const { observer, reads } = observing(alice);
		assert.ok((await observer.get("alice", [])) !== undefined);
		assert.deepEqual(reads, [`alice ${NICK}`]);
	});

	it("says undefined for an account that is not there, and remembers it", async () => {
		const { observer, reads } = observing(gone);
		assert.equal(await observer.get("alice", [NICK]), undefined);
		assert.equal(await observer.get("alice", [LEVEL]), undefined);
		assert.equal(reads.length, 1);
	});

	it("sees an account that has come since, by a fresh look", async () => {
		const { observer } = observing(gone, alice);
		await observer.get("alice", [NICK]);
		assert.ok((await observer.fetch("alice", [NICK])) !== undefined);
		assert.deepEqual((await observer.get("alice", [NICK]))?.values, { [NICK]: "Alice" });
	});

	const failures = [
		networkError(call, "ECONNRESET"),
		apiError(call, 70009),
		accountError("portrait_get", "alice", 40006),
	];
	for (const failure of failures) {
		it(`never takes "${failure.kind}" for gone, and remembers nothing of it`, async () => {
			const { observer } = observing(failure, alice);
			await assert.rejects(observer.get("alice", [NICK]), failure);
			assert.deepEqual((await observer.get("alice", [NICK]))?.values, { [NICK]: "Alice" });
		});
	}

	it("gives refused tags with their errors, and asks for them again", async () => {
		const refused = new Map([[LEVEL, apiError(call, 40007)]]);
		const { observer, reads } = observing({ ...alice, refused });
		assert.deepEqual(await observer.get("alice", [NICK, LEVEL]), { values: { [NICK]: "Alice" }, refused });
		await observer.get("alice", [NICK, LEVEL]);
		await observer.get("alice", [NICK]);
		assert.equal(reads.length, 2);
	});
});

describe("observeAll", () => {
	const asked = ["alice", "bob", "carol"].map((account) => ({ account, tags: [NICK] }));
	const seeing =
		(seen: Readonly<Record<string, LiveProfile | Error | undefined>>): LiveProfiles["get"] =>
		async (account) => {
			const live = seen[account];
			if (live instanceof Error) throw live;
			return live;
		};
	const named = (nick: string): LiveProfile => ({ values: { [NICK]: nick }, refused: new Map() });
	const failed = (account: string, code: number) => accountError("portrait_get", account, code);

	it("gives the values in the order asked, and nothing for an account that is not there", async () => {
		const seen = await fetchAll(asked, seeing({ alice: named("a"), carol: named("c") }));
		assert.deepEqual(seen, [{ [NICK]: "a" }, undefined, { [NICK]: "c" }]);
	});

	it("throws the one failure as it is", async () => {
		const broken = failed("bob", 40006);
		await assert.rejects(fetchAll(asked, seeing({ alice: named("a"), bob: broken, carol: named("c") })), broken);
	});

	it("throws of several failures the first in words, and the codes of the others", async () => {
		const looks = seeing({
			alice: failed("alice", 40006),
			bob: failed("bob", 40006),
			carol: networkError(call, "EPIPE"),
		});
		const { message, kind } = await failureOf(fetchAll(asked, looks));
		assert.equal(kind, "account");
		assert.match(
			message,
			/^portrait_get alice: account 40006 .*; and 2 more accounts failed: 40006 \(1\), network \(1\)$/,
		);
	});

	it("throws the refusal of a tag", async () => {
		const refusal = apiError(call, 40007);
		const refusing = { values: {}, refused: new Map([[LEVEL, refusal]]) };
		await assert.rejects(fetchAll(asked, seeing({ alice: named("a"), bob: refusing, carol: named("c") })), refusal);
	});
});
