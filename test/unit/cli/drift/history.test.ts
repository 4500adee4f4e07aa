import assert from "node:assert/strict";
import type { Finding } from "@/cli/drift/finding";
import { type History, isChanged, MAX_ENTRIES, noHistory, updateHistory } from "@/cli/drift/history";
import { buildFinding } from "@/test/support/report";

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const ignored = { reason: "known", until: "2026-12-31" };

/** Takes runs of a day each into a history, and gives the last one. */
function runs(...findings: readonly (readonly Finding[])[]) {
	let history: History = noHistory;
	let last = updateHistory(history, [], day(1));
	for (const [at, each] of findings.entries()) {
		last = updateHistory(history, each, day(at + 1));
		history = last.history;
	}
	return last;
}

describe("the history", () => {
	it("says since when and how often something is found", () => {
		const [finding] = runs([buildFinding()], [buildFinding()], [buildFinding()]).findings;
		assert.deepEqual(finding?.seen, { first: "2026-03-01T00:00:00.000Z", times: 3 });
	});

	it("begins anew when something was not found in between", () => {
		const [finding] = runs([buildFinding()], [], [buildFinding()]).findings;
		assert.deepEqual(finding?.seen, { first: "2026-03-03T00:00:00.000Z", times: 1, change: "appeared" });
	});

	const changes: readonly { name: string; before: readonly Finding[]; now: readonly Finding[]; changed: boolean }[] = [
		{ name: "nothing", before: [], now: [], changed: false },
		{ name: "the same", before: [buildFinding()], now: [buildFinding()], changed: false },
		{ name: "something new", before: [], now: [buildFinding()], changed: true },
		{ name: "another live value", before: [buildFinding()], now: [buildFinding({ live: "X" })], changed: true },
		{ name: "another kind", before: [buildFinding()], now: [buildFinding({ kind: "both-moved" })], changed: true },
		{
			name: "another declared value alone",
			before: [buildFinding()],
			now: [buildFinding({ declared: "B" })],
			changed: false,
		},
		{ name: "something that is gone", before: [buildFinding()], now: [], changed: true },
		{ name: "something that a rule hides", before: [], now: [buildFinding({ ignored })], changed: false },
		{
			name: "something whose rule has ended",
			before: [buildFinding({ ignored })],
			now: [buildFinding()],
			changed: true,
		},
		{ name: "something hidden that is gone", before: [buildFinding({ ignored })], now: [], changed: false },
	];
	for (const { name, before, now, changed } of changes) {
		it(`takes ${name} for ${changed ? "a change" : "none"}`, () => assert.equal(isChanged(runs(before, now)), changed));
	}

	it("names what is not found any more", () => {
		const { resolved } = runs([buildFinding(), buildFinding({ path: "level" })], [buildFinding()]);
		assert.deepEqual(resolved, [{ urn: buildFinding().urn, account: "alice", path: "level" }]);
	});

	it("keeps what it knows of an account that could not be read this time", () => {
		const { path, tag, declared, live, ...account } = buildFinding({ kind: "not-readable", reason: "network" });
		const { resolved, history } = runs([buildFinding()], [account]);
		assert.deepEqual(resolved, []);
		const { findings } = updateHistory(history, [buildFinding()], day(3));
		assert.deepEqual(findings[0]?.seen, { first: "2026-03-01T00:00:00.000Z", times: 2 });
	});

	it("says of an account that is gone only that", () => {
		const { path, tag, declared, live, ...account } = buildFinding({ kind: "account-gone" });
		const { resolved, findings, history } = runs([buildFinding()], [account]);
		assert.deepEqual([resolved, findings[0]?.seen?.change, history.entries.length], [[], "appeared", 1]);
	});

	it("holds no value: a fingerprint of what is live, and of a secret not even that", () => {
		const { history } = runs([
			buildFinding({ declared: "canary", live: "canary2" }),
			buildFinding({ path: "level", live: "[secret]", secret: true }),
		]);
		assert.doesNotMatch(JSON.stringify(history), /canary|secret/);
		assert.match(history.entries[0]?.live ?? "", /^[0-9a-f]{16}$/);
		assert.equal(history.entries[1]?.live, undefined);
	});

	it("is bounded", () => {
		const many = Array.from({ length: MAX_ENTRIES + 5 }, (_, at) => buildFinding({ path: String(at) }));
		assert.equal(runs(many).history.entries.length, MAX_ENTRIES);
	});
});
