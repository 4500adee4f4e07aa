import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvents } from "@/cli/profile-events";
import { createRandom } from "@/emulator/random";
import { seed } from "@/test/support/arbitraries";
import { type Child, runCompiled } from "@/test/unit/cli/child";

/** The number of times that a process is killed. */
const KILLS = Math.ceil(7 * Number(process.env.TIM_TEST_RUNS ?? 1));

/** The number of times that a process is killed before the next one starts with an empty folder. */
const KILLS_PER_FOLDER = 20;

/** The number of callers that post events at the same time. */
const LANES = 8;

/** The maximum number of events that are acknowledged before a process is killed. */
const MOST_EVENTS = 60;

const env = { TIM_SDK_APP_ID: "1400000000", TIM_IDENTIFIER: "deployer" };

/** Tags of one event. The line of an event is 38 KB long, so that files are rotated often. */
const tags = Array.from({ length: 100 }, (_, index) => ({ Tag: `${"語".repeat(125)}${index}`, Value: "x" }));

describe(`a crash of pulumi-tim watch (repeat with TIM_TEST_SEED=${seed})`, function () {
	this.timeout(60_000);
	const random = createRandom(seed);
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-crash-"));
	const file = join(folder, "events.jsonl");
	const acknowledged: string[] = [];
	const sent = new Set<string>();
	let running: Child | undefined;
	after(() => {
		running?.process.kill("SIGKILL");
		rmSync(folder, { recursive: true });
	});

	function startAgain() {
		for (const name of readdirSync(folder)) rmSync(join(folder, name));
		acknowledged.splice(0);
		sent.clear();
	}

	/** Posts an event. Returns whether the event was acknowledged. */
	async function post(url: string, account: string): Promise<boolean> {
		sent.add(account);
		const body = {
			CallbackCommand: "Profile.CallbackPortraitSet",
			From_Account: account,
			Operator_Account: "carol",
			EventTime: Date.now(),
			ProfileItem: tags,
		};
		const call = { method: "POST", body: JSON.stringify(body) };
		const response = await fetch(`${url}/?SdkAppid=${env.TIM_SDK_APP_ID}`, call).catch(() => undefined);
		return response?.status === 200;
	}

	async function recordedAccounts(): Promise<readonly string[]> {
		const accounts: string[] = [];
		for (let number = 0; number === 0 || existsSync(`${file}.${number}`); number += 1) {
			const groups = readEvents(number === 0 ? file : `${file}.${number}`);
			for await (const events of groups) accounts.push(...events.map(({ account }) => account));
		}
		return accounts;
	}

	async function runAndKill(name: string, events: number) {
		const options = ["--port", "0", "--events", file, "--rotate-mb", "1", "--keep", "1000"];
		const child = runCompiled(env, "watch", ...options);
		running = child;
		const [, url = ""] = /^listening on (\S+)$/m.exec(await child.until("ready")) ?? [];
		let count = 0;
		const lanes = Array.from({ length: LANES }, async (_, lane) => {
			for (let index = 0; ; index += 1) {
				const account = `${name}-${lane}-${index}`;
				if (!(await post(url, account))) return;
				acknowledged.push(account);
				count += 1;
				if (count === events) child.process.kill("SIGKILL");
			}
		});
		await Promise.all(lanes);
		await child.ended();
	}

	for (let kill = 1; kill <= KILLS; kill += 1) {
		const events = 1 + Math.floor(random() * MOST_EVENTS);
		it(`after ${events} events (${kill}) loses no acknowledged event, and records nothing else`, async () => {
			if (kill % KILLS_PER_FOLDER === 0) startAgain();
			await runAndKill(`crash${kill}`, events);
			const recorded = await recordedAccounts();
			const unique = new Set(recorded);
			assert.equal(unique.size, recorded.length, "an event is recorded twice");
			assert.deepEqual(
				acknowledged.filter((account) => !unique.has(account)),
				[],
			);
			assert.deepEqual(
				recorded.filter((account) => !sent.has(account)),
				[],
			);
		});
	}
});
