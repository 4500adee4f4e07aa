import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@/cli/drift/finding";
import {
	type History,
	isChanged,
	MAX_ENTRIES,
	noHistory,
	noHistoryStore,
	openHistory,
	updateHistory,
} from "@/cli/drift/history";
import type { NotifyFormat } from "@/cli/drift/options";
import { buildFinding, buildReport } from "@/test/support/report";

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

describe("the memory of a run", () => {
	let folder: string;
	let server: Server;
	let posts: string[];
	let status: number;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-memory-"));
		posts = [];
		status = 200;
		server = createServer((request, response) => {
			let body = "";
			request.on("data", (part) => {
				body += part;
			});
			request.on("end", () => {
				posts.push(body);
				response.writeHead(status).end("ok");
			});
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
		server.closeAllConnections();
		server.close();
	});

	const file = () => join(folder, "history.json");
	const url = () => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=canary`);

	/** One run: what it found, and why it could not be told. */
	async function run(findings: readonly Finding[], format: NotifyFormat = "json") {
		const memory = await openHistory(file());
		const now = new Date("2026-03-02T10:00:00Z");
		const recalled = memory.compare({ findings, ignored: [], expired: [] }, now);
		const report = buildReport(recalled.findings, recalled);
		return { report, untold: await memory.save(report, { url: url(), format }) };
	}

	it("tells of a change once, and not of what stays", async () => {
		await run([buildFinding()]);
		await run([buildFinding()]);
		assert.equal(posts.length, 1);
		assert.equal(JSON.parse(posts[0] ?? "").findings[0].seen.change, "appeared");
		await run([]);
		assert.equal(posts.length, 2);
		assert.deepEqual(JSON.parse(posts[1] ?? "").resolved[0].path, "nick");
		await run([]);
		assert.equal(posts.length, 2);
	});

	it("tells again in the next run what could not be told, and says why without the address", async () => {
		status = 404;
		const { untold } = await run([buildFinding()]);
		assert.equal(untold, "--notify: not told: the receiver answers http 404; check the address");
		status = 200;
		const { untold: told, report } = await run([buildFinding()]);
		assert.equal(told, undefined);
		assert.equal(report.findings[0]?.seen?.times, 2);
		assert.equal(posts.length, 2);
		await run([buildFinding()]);
		assert.equal(posts.length, 2);
	});

	it("tells Slack in a text that is bounded and that no name can break out of", async () => {
		const many = Array.from({ length: 30 }, (_, at) => buildFinding({ account: `<@${at}> & co` }));
		await run(many, "slack");
		const { text, ...rest } = JSON.parse(posts[0] ?? "") as { readonly text: string };
		assert.deepEqual(rest, {});
		assert.match(
			text,
			/^\*Drift: drift\*: 31 accounts: 1 as declared, 30 drifted \(30 attributes\) \(stack dev\)\n• &lt;@0&gt; &amp; co nick: live moved: /,
		);
		assert.match(text, /\nand 10 more$/);
	});

	it("leaves no other file behind", async () => {
		await run([buildFinding()]);
		assert.deepEqual(readdirSync(folder), ["history.json"]);
		assert.equal(JSON.parse(readFileSync(file(), "utf8")).entries.length, 1);
	});

	for (const text of ["", "{", "[]", "null", '{"version":2,"entries":[]}']) {
		it(`refuses a file that holds ${JSON.stringify(text)}, and leaves it as it is`, async () => {
			writeFileSync(file(), text);
			await assert.rejects(openHistory(file()), { message: /history\.json: is no history of this command; remove it/ });
			assert.equal(readFileSync(file(), "utf8"), text);
		});
	}

	it("names a place that cannot be written", async () => {
		const memory = await openHistory(join(folder, "none", "history.json"));
		await assert.rejects(memory.save(buildReport([]), undefined), {
			message: /none.history\.json: cannot be written \(ENOENT\); check --history/,
		});
	});

	it("is none without a file", async () => {
		const { findings } = noHistoryStore.compare({ findings: [buildFinding()], ignored: [], expired: [] }, new Date());
		assert.deepEqual(findings, [buildFinding()]);
		assert.equal(await noHistoryStore.save(buildReport(), { url: url(), format: "json" }), undefined);
		assert.equal(posts.length, 0);
	});
});
