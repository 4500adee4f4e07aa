import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Finding } from "@/cli/drift/finding";
import {
	type HistoryStore,
	hasChanges,
	MAX_RUNS,
	noHistoryStore,
	openHistory,
	updateHistory,
} from "@/cli/drift/history";
import { emptyHistory, type History } from "@/cli/drift/stored-history";
import { encoders, undecodable } from "@/test/support/encodings";
import { buildFinding, buildReport } from "@/test/support/report";
import { type Receiver, startReceiver } from "./receiver";

describe("updateHistory", () => {
	const day = (number: number) => new Date(Date.UTC(2026, 2, number));
	const ignored = { reason: "known", until: "2026-12-31" };

	/** Adds a run for each list of findings, one day apart, and returns the last update. */
	function update(...runs: readonly (readonly Finding[])[]) {
		let history: History = emptyHistory;
		let last = updateHistory(history, [], day(1));
		for (const [index, findings] of runs.entries()) {
			last = updateHistory(history, findings, day(index + 1));
			history = last.history;
		}
		return last;
	}

	it("adds to a finding the time of the first run that found it, and the number of runs", () => {
		const [finding] = update([buildFinding()], [buildFinding()], [buildFinding()]).findings;
		assert.deepEqual(finding?.seen, { first: "2026-03-01T00:00:00.000Z", times: 3 });
	});

	it("restarts the count of a finding that was absent from the previous run", () => {
		const [finding] = update([buildFinding()], [], [buildFinding()]).findings;
		assert.deepEqual(finding?.seen, { first: "2026-03-03T00:00:00.000Z", times: 1, change: "appeared" });
	});

	const changes: readonly {
		readonly name: string;
		readonly before: readonly Finding[];
		readonly now: readonly Finding[];
		readonly changed: boolean;
	}[] = [
		{ name: "an empty list of findings", before: [], now: [], changed: false },
		{ name: "the same finding", before: [buildFinding()], now: [buildFinding()], changed: false },
		{ name: "a new finding", before: [], now: [buildFinding()], changed: true },
		{ name: "a different live value", before: [buildFinding()], now: [buildFinding({ live: "X" })], changed: true },
		{ name: "a different kind", before: [buildFinding()], now: [buildFinding({ kind: "both-moved" })], changed: true },
		{
			name: "a different declared value",
			before: [buildFinding()],
			now: [buildFinding({ declared: "B" })],
			changed: false,
		},
		{ name: "a resolved finding", before: [buildFinding()], now: [], changed: true },
		{ name: "a new ignored finding", before: [], now: [buildFinding({ ignored })], changed: false },
		{
			name: "a finding whose ignore rule expired",
			before: [buildFinding({ ignored })],
			now: [buildFinding()],
			changed: true,
		},
		{ name: "a resolved ignored finding", before: [buildFinding({ ignored })], now: [], changed: false },
	];
	for (const { name, before, now, changed } of changes) {
		it(`${changed ? "counts" : "does not count"} ${name} as a change`, () => {
			assert.equal(hasChanges(update(before, now)), changed);
		});
	}

	it("returns a finding as resolved if the last run did not find it", () => {
		const { resolved } = update([buildFinding(), buildFinding({ path: "level" })], [buildFinding()]);
		assert.deepEqual(resolved, [{ urn: buildFinding().urn, account: "alice", path: "level" }]);
	});

	for (const { name, changes } of [
		{ name: "an account that could not be read", changes: { kind: "not-readable" } },
		{ name: "an account that could not be compared", changes: { kind: "not-compared" } },
		{ name: "a resource that could not be compared", changes: { kind: "not-compared", account: undefined } },
	] as const) {
		it(`keeps the entries of ${name}`, () => {
			const { kind, urn, account } = { ...buildFinding(), ...changes };
			const whole = { kind, urn, ...(account !== undefined && { account }), reason: "r" };
			const { resolved, history } = update([buildFinding()], [whole]);
			assert.deepEqual(resolved, []);
			const { findings } = updateHistory(history, [buildFinding()], day(3));
			assert.deepEqual(findings[0]?.seen, { first: "2026-03-01T00:00:00.000Z", times: 2 });
		});
	}

	it("replaces the entries of an account that is gone, and does not report them as resolved", () => {
		const { path, tag, declared, live, ...account } = buildFinding({ kind: "account-gone" });
		const { resolved, findings, history } = update([buildFinding()], [account]);
		assert.deepEqual([resolved, findings[0]?.seen?.change, history.entries.length], [[], "appeared", 1]);
	});

	it("stores a hash of a live value, but no hash of a secret", () => {
		const { history } = update([
			buildFinding({ declared: "canary", live: "canary2" }),
			buildFinding({ path: "level", live: "[secret]", secret: true }),
		]);
		assert.doesNotMatch(JSON.stringify(history), /canary|secret/);
		assert.match(history.entries[0]?.live ?? "", /^[0-9a-f]{16}$/);
		assert.equal(history.entries[1]?.live, undefined);
	});

	it("keeps 100,000 findings, none of which is new in the next run", function () {
		this.timeout(30_000);
		const many = Array.from({ length: 100_001 }, (_, index) => buildFinding({ account: `a${index}` }));
		const { findings, history } = update(many, many);
		assert.equal(history.entries.length, 100_000);
		const added = findings.filter(({ seen }) => seen?.change !== undefined);
		assert.deepEqual(
			added.map(({ account }) => account),
			["a100000"],
		);
	});

	it("adds the exit code and the number of findings by kind of each run, without ignored findings", () => {
		const gone = buildFinding({ kind: "account-gone" });
		const { history } = update([buildFinding(), gone, buildFinding({ path: "level" })], [buildFinding({ ignored })]);
		assert.deepEqual(history.runs, [
			{ time: "2026-03-01T00:00:00.000Z", exitCode: 3, counts: { "account-gone": 1, "live-moved": 2 } },
			{ time: "2026-03-02T00:00:00.000Z", exitCode: 0, counts: {} },
		]);
	});

	it("keeps the last runs in the order of their start", () => {
		const { history } = update(...Array.from({ length: MAX_RUNS + 1 }, () => []));
		const { runs } = updateHistory(history, [], day(3)).history;
		assert.equal(runs.length, MAX_RUNS);
		assert.deepEqual(
			runs.slice(0, 3).map(({ time }) => time.slice(0, 10)),
			["2026-03-03", "2026-03-03", "2026-03-04"],
		);
	});
});

describe("openHistory", () => {
	let folder: string;
	let receiver: Receiver;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-history-"));
		receiver = await startReceiver();
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
		receiver.close();
	});

	const file = () => join(folder, "history.json");

	async function run(...findings: readonly Finding[]) {
		const history = await openHistory(file());
		const now = new Date("2026-03-02T10:00:00Z");
		const compared = history.compare({ findings, ignored: [], rules: [], expired: [] }, now);
		const report = buildReport(compared.findings, compared);
		return { report, failure: await history.save(report, { url: receiver.url, format: "json" }) };
	}

	it("sends a notification only if the findings changed", async () => {
		await run(buildFinding());
		await run(buildFinding());
		assert.equal(receiver.bodies.length, 1);
		assert.equal(JSON.parse(receiver.bodies[0] ?? "").findings[0].seen.change, "appeared");
		await run();
		assert.equal(receiver.bodies.length, 2);
		assert.deepEqual(JSON.parse(receiver.bodies[1] ?? "").resolved[0].path, "nick");
		await run();
		assert.equal(receiver.bodies.length, 2);
	});

	it("returns the reason of a failed notification, and retries the notification in the next run", async () => {
		receiver.respondWith(404);
		const { failure } = await run(buildFinding());
		assert.equal(failure, "--notify: the notification was not sent: the receiver returned HTTP 404; check the URL");
		receiver.respondWith(200);
		const second = await run(buildFinding());
		assert.equal(second.failure, undefined);
		assert.equal(second.report.findings[0]?.seen?.times, 2);
		assert.equal(receiver.bodies.length, 2);
		await run(buildFinding());
		assert.equal(receiver.bodies.length, 2);
	});

	it("stores the exit code of a clean run whose notification failed", async () => {
		await run(buildFinding());
		receiver.respondWith(404);
		await run();
		const { runs } = JSON.parse(readFileSync(file(), "utf8")) as History;
		assert.deepEqual(
			runs.map(({ exitCode }) => exitCode),
			[2, 1],
		);
	});

	it("upgrades a history of version 1", async () => {
		const [finding] = (await run(buildFinding())).report.findings;
		const { entries } = JSON.parse(readFileSync(file(), "utf8")) as History;
		writeFileSync(
			file(),
			JSON.stringify({ version: 1, entries: entries.map((each) => ({ ...each, last: each.first })) }),
		);
		const { report } = await run(buildFinding());
		assert.deepEqual(report.findings[0]?.seen, { first: finding?.seen?.first, times: 2 });
		assert.deepEqual(report.runs?.length, 1);
		const upgraded = JSON.parse(readFileSync(file(), "utf8"));
		assert.deepEqual([upgraded.version, upgraded.runs.length, upgraded.entries.length], [2, 1, 1]);
	});

	it("leaves no temporary file after it saves the history", async () => {
		await run(buildFinding());
		assert.deepEqual(readdirSync(folder), ["history.json"]);
		assert.equal(JSON.parse(readFileSync(file(), "utf8")).entries.length, 1);
	});

	it("counts every one of several concurrent runs", async () => {
		const stores = await Promise.all(Array.from({ length: 5 }, () => openHistory(file())));
		const now = new Date("2026-03-02T10:00:00Z");
		for (const store of stores) store.compare({ findings: [buildFinding()], ignored: [], rules: [], expired: [] }, now);
		await Promise.all(stores.map((store) => store.save(buildReport([]), undefined)));
		assert.equal(JSON.parse(readFileSync(file(), "utf8")).entries[0].times, 5);
	});

	it("writes a file that only its owner can read, also if the file exists", async () => {
		writeFileSync(file(), JSON.stringify(emptyHistory), { mode: 0o644 });
		await run(buildFinding());
		assert.equal(statSync(file()).mode & 0o777, 0o600);
	});

	const entry = { urn: "u", kind: "live-moved", first: "2026-03-02", times: 1 };
	const run1 = { time: "2026-03-02", exitCode: 0, counts: {} };

	it("writes a history that the next run accepts, whatever the file contains", async () => {
		const numbers = fc.oneof(fc.nat(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER));
		const time = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
		const oneOf = (...values: readonly unknown[]) => fc.oneof(fc.jsonValue(), fc.constantFrom(...values));
		const runs = fc.record({
			time,
			exitCode: numbers,
			counts: fc.dictionary(fc.string(), numbers),
			other: fc.jsonValue(),
		});
		const entries = fc.record(
			{
				...{
					urn: fc.constantFrom(buildFinding().urn, "u"),
					account: fc.constantFrom("alice", "bob", ""),
					kind: fc.string(),
				},
				...{ path: fc.constantFrom("nick", ""), live: fc.string(), ignored: fc.boolean(), last: fc.jsonValue() },
				...{ first: fc.oneof(time, fc.constant("1")), times: numbers },
			},
			{ requiredKeys: ["urn", "kind", "first", "times"] },
		);
		const histories = fc.record(
			{
				...{ version: oneOf(1, 2), unsent: oneOf(true, false), other: fc.jsonValue() },
				...{ runs: fc.oneof(fc.array(runs), fc.array(fc.jsonValue()), fc.jsonValue()) },
				...{ entries: fc.oneof(fc.array(entries), fc.array(fc.jsonValue())) },
			},
			{ requiredKeys: ["version", "entries"] },
		);
		const unread: Finding = { kind: "not-readable", urn: "u", account: "bob", reason: "r" };
		let accepted = 0;
		const write = async (history: HistoryStore) => {
			const compared = history.compare(
				{ findings: [buildFinding(), unread], ignored: [], rules: [], expired: [] },
				new Date(),
			);
			await history.save(buildReport(compared.findings, compared), undefined);
		};
		await fc.assert(
			fc.asyncProperty(histories, async (content) => {
				writeFileSync(file(), JSON.stringify(content));
				const history = await openHistory(file()).catch(() => undefined);
				if (history === undefined) return;
				accepted += 1;
				await write(history);
				await write(await openHistory(file()));
			}),
		);
		assert.notEqual(accepted, 0);
	});

	it("omits properties of other programs, whatever their depth", async () => {
		const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
		const unread = JSON.stringify({ ...entry, account: "dave" }).replace("}", `,"deep":${deep}}`);
		writeFileSync(file(), `{"version":2,"deep":${deep},"runs":[],"entries":[${unread}]}`);
		await run({ kind: "not-readable", urn: "u", account: "dave", reason: "r" });
		assert.doesNotMatch(readFileSync(file(), "utf8"), /deep/);
	});

	const invalidHistories: readonly (readonly [object, string])[] = [
		[{ version: 3 }, "version must be 1 or 2"],
		[{ version: "2" }, "version must be 1 or 2"],
		[{ version: 1, entries: {} }, "entries must be a list"],
		[{ version: 2, entries: [] }, "runs must be a list"],
		...[null, "abc", {}, false].map((runs) => [{ version: 1, runs, entries: [] }, "runs must be a list"] as const),
		[{ version: 1, runs: [5], entries: [] }, "runs[0] must be an object"],
		[{ version: 2, runs: [], unsent: 1 }, "unsent must be true or false"],
		[{ version: 2, runs: [run1, null] }, "runs[1] must be an object"],
		[{ version: 2, runs: [{ ...run1, time: "yesterday" }] }, "runs[0].time must be a time"],
		[{ version: 2, runs: [{ ...run1, exitCode: -1 }] }, "runs[0].exitCode must be an integer"],
		[{ version: 2, runs: [{ ...run1, counts: [] }] }, "runs[0].counts must be an object"],
		[{ version: 2, runs: [{ ...run1, counts: { "live-moved": "1" } }] }, "runs[0].counts must contain integers"],
		...[
			[null, "entries[1] must be an object"],
			[5, "entries[1] must be an object"],
			[{ ...entry, urn: undefined }, "entries[1].urn must be text"],
			[{ ...entry, account: 5 }, "entries[1].account must be text"],
			[{ ...entry, first: "yesterday" }, "entries[1].first must be a time"],
			[{ ...entry, times: "2" }, "entries[1].times must be an integer"],
			[{ ...entry, ignored: "no" }, "entries[1].ignored must be true or false"],
		].map(([invalid, problem]) => [{ version: 2, runs: [run1], entries: [entry, invalid] }, String(problem)] as const),
	];
	for (const [invalid, problem] of invalidHistories) {
		const text = JSON.stringify(invalid);
		it(`rejects the history ${text}, and does not change the file`, async () => {
			writeFileSync(file(), text);
			await assert.rejects(openHistory(file()), {
				message: `${file()}: not a history file of pulumi-tim drift: ${problem}; delete the file, or pass another file to --history`,
			});
			assert.equal(readFileSync(file(), "utf8"), text);
		});
	}

	for (const text of ["", "{", "[]", "null"]) {
		it(`rejects a file with the content ${JSON.stringify(text)}, and does not overwrite the file`, async () => {
			writeFileSync(file(), text);
			await assert.rejects(openHistory(file()), {
				message: /history\.json: not a history file of pulumi-tim drift: .*; delete the file, /,
			});
			assert.equal(readFileSync(file(), "utf8"), text);
		});
	}

	for (const [name, encode] of Object.entries(encoders)) {
		it(`continues a history in ${name}`, async () => {
			await run(buildFinding());
			writeFileSync(file(), encode(readFileSync(file(), "utf8")));
			const { report } = await run(buildFinding());
			assert.equal(report.findings[0]?.seen?.times, 2);
		});
	}

	for (const [name, bytes] of Object.entries(undecodable)) {
		it(`rejects a file in ${name}, and does not overwrite the file`, async () => {
			writeFileSync(file(), bytes);
			await assert.rejects(openHistory(file()), {
				message: `${file()}: not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8`,
			});
			assert.deepEqual(readFileSync(file()), bytes);
		});
	}

	it("rejects an unwritable file with a message that contains its path", async () => {
		await assert.rejects(openHistory(join(folder, "none", "history.json")), {
			message: /none.history\.json: the folder does not exist; create it$/,
		});
		await assert.rejects(openHistory(folder), { message: `${folder}: a folder, not a file; pass a file` });
	});

	it("differs from noHistoryStore, which saves no history and sends no notification", async () => {
		const { findings } = noHistoryStore.compare(
			{ findings: [buildFinding()], ignored: [], rules: [], expired: [] },
			new Date(),
		);
		assert.deepEqual(findings, [buildFinding()]);
		assert.equal(await noHistoryStore.save(buildReport(), { url: receiver.url, format: "json" }), undefined);
		assert.equal(receiver.bodies.length, 0);
	});
});
