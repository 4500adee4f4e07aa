import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
	appendFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvents } from "@/cli/profile-events";
import { sign } from "@/cli/watch/webhook";
import { startEmulator } from "@/emulator";
import { createProfileDriver } from "@/test/support/profile-driver";
import { buildResource, buildStateExport } from "@/test/support/stack-export";
import { type Child, runCommandIn, runCommandWithLimit } from "@/test/unit/cli/child";

const APP = "1400000000";
const TOKEN = "canary-of-the-token";
const SECRET = "canary-of-a-value";
const env = { TIM_SDK_APP_ID: APP, TIM_IDENTIFIER: "deployer", TIM_WEBHOOK_TOKEN: TOKEN };

/** Tags of one event. The line of this event in the events file is 38 KB long, because the characters have three bytes. */
const longTags = Array.from({ length: 100 }, (_, index) => `${"語".repeat(125)}${index}`);

const now = () => Math.floor(Date.now() / 1000);

/** Posts a change in the service's format. Returns the HTTP status, or `undefined` if there is no response. */
async function post(
	url: string,
	account: string,
	query: Readonly<Record<string, string>> = {},
	tags: readonly string[] = ["Tag_Profile_IM_Nick"],
	eventTime = Date.now(),
) {
	const time = query.RequestTime ?? String(now());
	const signed = { SdkAppid: APP, RequestTime: time, Sign: sign(TOKEN, time), OptPlatform: "RESTAPI", ...query };
	const body = {
		CallbackCommand: "Profile.CallbackPortraitSet",
		From_Account: account,
		Operator_Account: "carol",
		EventTime: eventTime,
		ProfileItem: tags.map((Tag) => ({ Tag, Value: SECRET })),
	};
	const send = { method: "POST", body: JSON.stringify(body) };
	return (await fetch(`${url}/?${new URLSearchParams(signed)}`, send).catch(() => undefined))?.status;
}

describe("pulumi-tim watch", function () {
	this.timeout(60_000);
	let folder: string;
	let file: string;
	const running: Child[] = [];
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-watch-"));
		file = join(folder, "events.jsonl");
	});
	afterEach(() => {
		for (const child of running.splice(0)) child.process.kill("SIGKILL");
		rmSync(folder, { recursive: true });
	});

	async function startWatch(...options: readonly string[]) {
		const child = runCommandIn(env, "watch", "--port", "0", "--events", file, ...options);
		running.push(child);
		const [, url = ""] = /^listening on (\S+)$/m.exec(await child.until("ready")) ?? [];
		return { child, url };
	}

	const accountsIn = (...names: readonly string[]) =>
		names.flatMap((name) =>
			readFileSync(join(folder, name), "utf8")
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line).account as string),
		);

	it("keeps every acknowledged event after kill -9, and repairs the file", async () => {
		const first = await startWatch();
		const acknowledged: string[] = [];
		const posting = Array.from({ length: 8 }, async (_, lane) => {
			for (let index = 0; ; index += 1) {
				if ((await post(first.url, `${lane}-${index}`)) !== 200) return;
				if (acknowledged.push(`${lane}-${index}`) === 200) first.child.process.kill("SIGKILL");
			}
		});
		await Promise.all(posting);
		await first.child.ended();
		appendFileSync(file, '{"version":1,"time":"2026-03-0');

		const second = await startWatch();
		assert.equal(await post(second.url, "after"), 200);
		second.child.process.kill("SIGTERM");
		const { code, err } = await second.child.ended();
		assert.equal(code, 0);
		assert.match(
			err,
			/events\.jsonl: removed an incomplete last line of 30 bytes; it is kept in \S+events\.jsonl\.cut\n/,
		);
		const kept = new Set(accountsIn("events.jsonl"));
		assert.ok(acknowledged.length >= 200);
		assert.deepEqual(
			[...acknowledged, "after"].filter((account) => !kept.has(account)),
			[],
		);
	});

	it("prints the required settings in the console as its first line", async () => {
		const { child } = await startWatch();
		const [first = "", second = ""] = (await child.until("ready")).split("\n");
		assert.match(first, /console: the webhook for profile changes and, as users report, the subscription to profile/);
		assert.match(first, /Login and Message/);
		assert.match(second, /^listening on /);
	});

	it("rejects calls that the service did not send, records no value, and prints no secret", async () => {
		const { child, url } = await startWatch();
		const invalid: readonly Readonly<Record<string, string>>[] = [
			{ Sign: sign("another token", String(now())) },
			{ RequestTime: String(now() - 61) },
			{ RequestTime: String(now() + 90) },
			{ SdkAppid: "1400000001" },
		];
		for (const query of invalid) assert.equal(await post(url, "mallory", query), 403, JSON.stringify(query));
		assert.equal(await post(url, "m".repeat(300_000)), 413);
		assert.equal(await post(url, "alice"), 200);
		child.process.kill("SIGTERM");
		const { out, err } = await child.ended();
		assert.match(out, /\nalice: Tag_Profile_IM_Nick changed by carol \(RESTAPI\) at \S+\n$/);
		const summary = "1 bad signature, 2 outside the time window, 1 foreign app, 1 malformed, 1 recorded";
		assert.ok(err.endsWith(`pulumi-tim: calls: ${summary}\n`), err);
		assert.deepEqual(accountsIn("events.jsonl"), ["alice"]);
		for (const text of [out, err, readFileSync(file, "utf8")]) assert.doesNotMatch(text, /canary/);
	});

	it("records writes of this package as ours, and writes by another operator or platform as not ours", async () => {
		const { child, url } = await startWatch();
		const emulator = await startEmulator({
			accounts: { alice: {}, bob: {} },
			admins: [env.TIM_IDENTIFIER],
			webhook: { url, token: TOKEN },
		});
		try {
			await createProfileDriver(emulator).up({ account: "alice", nick: SECRET, level: 3 });
			await emulator.webhook.idle();
			emulator.change({ account: "alice", operator: "carol", items: { Tag_Profile_IM_Nick: SECRET } });
			emulator.change({ account: "bob", operator: env.TIM_IDENTIFIER, items: { Tag_Profile_IM_Level: 4 } });
			await emulator.webhook.idle();
			assert.deepEqual(new Set(emulator.webhook.deliveries.map(({ outcome }) => outcome)), new Set(["delivered"]));
		} finally {
			await emulator.close();
		}
		const events = [];
		for await (const group of readEvents(file)) events.push(...group.map(({ time: _, ...event }) => event));
		const [nick, level] = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level"];
		const [ours, ...others] = events;
		assert.deepEqual(ours, {
			...{ version: 1, account: "alice", operator: "deployer", platform: "RESTAPI" },
			...{ tags: [nick, level], ours: true },
		});
		const byHand = { version: 1, platform: "Web", ours: false };
		const hands = [
			{ ...byHand, account: "alice", operator: "carol", tags: [nick] },
			{ ...byHand, account: "bob", operator: "deployer", tags: [level] },
		];
		assert.deepEqual(
			others.sort((a, b) => a.account.localeCompare(b.account)),
			hands,
		);
		child.process.kill("SIGTERM");
		assert.doesNotMatch((await child.ended()).out, /RESTAPI/);
	});

	it("prints that another operator changed a declared input", async () => {
		const state = join(folder, "state.json");
		writeFileSync(state, JSON.stringify(buildStateExport([buildResource("alice", { nick: SECRET })])));
		const { child, url } = await startWatch("--state", state);
		assert.equal(await post(url, "alice", {}, ["Tag_Profile_IM_Level"]), 200);
		assert.equal(await post(url, "alice"), 200);
		await child.until(/^drift: alice/); // the command reads the state file after it responds
		writeFileSync(state, JSON.stringify(buildStateExport([buildResource("bob", { nick: SECRET, level: 3 })])));
		assert.equal(await post(url, "alice"), 200);
		assert.equal(await post(url, "bob"), 200);
		child.process.kill("SIGTERM");
		const { out } = await child.ended();
		const drift = out.split("\n").filter((line) => line.startsWith("drift: "));
		assert.deepEqual(
			drift.map((line) => line.replace(/ at .*/, "")),
			["drift: alice: nick changed by carol (RESTAPI)", "drift: bob: nick changed by carol (RESTAPI)"],
		);
		assert.doesNotMatch(out, /canary/);
	});

	it("exits with 1 if the port is in use, and does not create an events file", async () => {
		const { url } = await startWatch();
		const { port } = new URL(url);
		const other = join(folder, "other.jsonl");
		const { code, out, err } = await runCommandIn(env, "watch", "--port", port, "--events", other).ended();
		const message = `pulumi-tim: port ${port} is in use; choose another with --port\n`;
		assert.deepEqual({ code, out, err }, { code: 1, out: "", err: message });
		assert.deepEqual(readdirSync(folder), ["events.jsonl"]);
	});

	const unusable: readonly { name: string; create: () => unknown; reason: string }[] = [
		{ name: "a folder", create: () => mkdirSync(file), reason: "not a regular file; pass another file to --events" },
		{
			name: "a FIFO",
			create: () => execFileSync("mkfifo", [file]),
			reason: "not a regular file; pass another file to --events",
		},
		{
			name: "a device",
			create: () => symlinkSync("/dev/full", file),
			reason: "not a regular file; pass another file to --events",
		},
		{
			name: "a file in a missing folder",
			create: () => symlinkSync(join(folder, "none", "e"), file),
			reason: "no such folder; create it, or check --events",
		},
		{
			name: "another JSON document",
			create: () => writeFileSync(file, '{"version":3,"deployment":{}}'),
			reason: "line 1: not an event; correct or remove the line, or pass another file to --events",
		},
	];
	for (const { name, create, reason } of unusable) {
		it(`exits with 1 if the events file is ${name}`, async function () {
			if (process.platform === "win32") this.skip();
			create();
			const { code, out, err } = await runCommandIn(env, "watch", "--port", "0", "--events", file).ended();
			assert.deepEqual({ code, out, err }, { code: 1, out: "", err: `pulumi-tim: ${file}: ${reason}\n` });
		});
	}

	const foreign: readonly {
		name: string;
		create: () => unknown;
		options?: () => readonly string[];
		message: () => string;
	}[] = [
		{
			name: "FILE.2 is a file of another program",
			create: () => writeFileSync(`${file}.2`, "FOREIGN 2\n"),
			message: () =>
				`${file}.2: not a file of the watch, which uses this name; move it, or pass another file to --events`,
		},
		{
			name: "FILE.cut is a file of another program",
			create: () => writeFileSync(`${file}.cut`, "FOREIGN\n"),
			message: () =>
				`${file}.cut: not a file of the watch, which uses this name; move it, or pass another file to --events`,
		},
		{
			name: "FILE.1 is the state",
			create: () => writeFileSync(`${file}.1`, JSON.stringify(buildStateExport([]))),
			options: () => ["--state", `${file}.1`],
			message: () => `--events: ${file}.1 is also the file of --state; use different files`,
		},
	];
	for (const { name, create, options = () => [], message } of foreign) {
		it(`exits with 1, and changes nothing, if ${name}`, async () => {
			create();
			const before = readdirSync(folder).map((each) => [each, readFileSync(join(folder, each), "utf8")]);
			const child = runCommandIn(env, "watch", "--port", "0", "--events", file, "--keep", "2", ...options());
			assert.deepEqual(await child.ended(), { code: 1, out: "", err: `pulumi-tim: ${message()}\n` });
			const after = readdirSync(folder).map((each) => [each, readFileSync(join(folder, each), "utf8")]);
			assert.deepEqual(after, before);
		});
	}

	it("records an event once if it is sent again after a restart, also if its time is later than its arrival", async () => {
		const times: readonly (readonly [string, number])[] = [
			["past", Date.now() - 1500],
			["future", Date.now() + 1500],
			["next year", Date.now() + 31_536_000_000],
		];
		const accounts = times.map(([account]) => account);
		for (let round = 0; round < 2; round += 1) {
			const { child, url } = await startWatch();
			for (const [account, time] of times) assert.equal(await post(url, account, {}, undefined, time), 200);
			child.process.kill("SIGTERM");
			await child.ended();
		}
		assert.deepEqual(accountsIn("events.jsonl"), accounts);
	});

	it("records an event once if it is sent again after a rotation and a restart", async () => {
		const first = await startWatch("--rotate-mb", "1");
		const time = Date.now();
		const accounts = Array.from({ length: 30 }, (_, index) => String(index));
		for (const account of accounts) assert.equal(await post(first.url, account, {}, longTags, time), 200);
		first.child.process.kill("SIGTERM");
		await first.child.ended();
		const again = accountsIn("events.jsonl.1").at(-1) ?? "";
		const second = await startWatch("--rotate-mb", "1");
		assert.equal(await post(second.url, again, {}, longTags, time), 200);
		assert.deepEqual(accountsIn("events.jsonl.1", "events.jsonl"), accounts);
	});

	it("returns 503 while the folder of the events file does not exist", async () => {
		const sub = join(folder, "sub");
		mkdirSync(sub);
		file = join(sub, "e");
		const { url } = await startWatch();
		const health = async () => (await fetch(`${url}/health`)).status;
		assert.deepEqual([await post(url, "a"), await health()], [200, 200]);
		rmSync(sub, { recursive: true });
		assert.deepEqual([await post(url, "b"), await health()], [503, 503]);
		mkdirSync(sub);
		assert.deepEqual([await health(), await post(url, "b")], [200, 200]);
		assert.deepEqual(accountsIn("sub/e"), ["b"]);
	});

	it("records events while idle callers use all descriptors", async function () {
		if (process.platform === "win32") this.skip();
		const child = runCommandWithLimit(64, env, "watch", "--port", "0", "--events", file, "--rotate-mb", "1");
		running.push(child);
		const [, url = ""] = /^listening on (\S+)$/m.exec(await child.until("ready")) ?? [];
		const sockets = Array.from({ length: 80 }, () => connect(Number(new URL(url).port), "127.0.0.1"));
		for (const socket of sockets) socket.on("error", () => undefined).resume();
		const accounts = Array.from({ length: 90 }, (_, index) => String(index));
		try {
			for (const account of accounts) assert.equal(await post(url, account, {}, longTags), 200, account);
		} finally {
			for (const socket of sockets) socket.destroy();
		}
		assert.deepEqual(accountsIn("events.jsonl.3", "events.jsonl.2", "events.jsonl.1", "events.jsonl"), accounts);
	});

	it("disconnects slow callers within seven seconds, and exits within two seconds of a signal", async () => {
		const { child, url } = await startWatch("--port", "0");
		const port = Number(new URL(url).port);
		const slow = [
			"",
			"POST / HTTP/1.1\r\nHost: localhost\r\n",
			`POST /?SdkAppid=${APP} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{`,
			"GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
		];
		const open = async (bytes: string) => {
			const socket = connect(port, "127.0.0.1").on("error", () => undefined);
			socket.resume().write(bytes);
			await once(socket, "close");
		};
		const from = Date.now();
		await Promise.all(slow.map(open));
		assert.ok(Date.now() - from < 7000, `${Date.now() - from} ms`);
		const closed = slow.map(open);
		assert.equal(await post(url, "alice"), 200);
		const signalled = Date.now();
		child.process.kill("SIGTERM");
		assert.equal((await child.ended()).code, 0);
		assert.ok(Date.now() - signalled < 2000, `${Date.now() - signalled} ms`);
		await Promise.all(closed);
	});

	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		it(`exits with 0 on ${signal}, even while a caller keeps its connection open`, async () => {
			const { child, url } = await startWatch();
			assert.equal(await post(url, "alice"), 200); // fetch keeps the connection open
			child.process.kill(signal);
			const { code, err } = await child.ended();
			assert.deepEqual({ code, err }, { code: 0, err: "pulumi-tim: calls: 1 recorded\n" });
			assert.deepEqual(accountsIn("events.jsonl"), ["alice"]);
		});
	}

	it("rotates the events file, and keeps the given number of files", async () => {
		const { url } = await startWatch("--rotate-mb", "1", "--keep", "2");
		const accounts = Array.from({ length: 100 }, (_, index) => `account-${index}`);
		for (const account of accounts) assert.equal(await post(url, account, {}, longTags), 200);
		const names = ["events.jsonl.2", "events.jsonl.1", "events.jsonl"];
		assert.deepEqual(readdirSync(folder).sort(), [...names].sort());
		const kept = accountsIn(...names);
		assert.deepEqual(kept, accounts.slice(-kept.length));
		assert.ok(kept.length >= 50, `${kept.length} are kept`);
		for (const name of names) assert.ok(statSync(join(folder, name)).size <= 1_048_576, name);
	});
});
