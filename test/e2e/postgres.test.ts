import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "@/emulator";
import { startCommand } from "@/test/support/command";
import { checkout } from "@/test/support/engine";
import { findPostgresFolder, type Postgres, startPostgres } from "@/test/support/postgres";
import {
	assertExitCode,
	createProfilesFile,
	createProfilesProgram,
	type DeclaredResources,
	storedTags,
	summarizePreview,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const accounts = Array.from({ length: 20 }, (_, index) => `bot_${index}`);

/** Returns a profile for each account. The nick is `nick`, or the value of the account in `others`. */
const profiles = (nick: string, others: Readonly<Record<string, string>> = {}): DeclaredResources =>
	Object.fromEntries(accounts.map((account) => [account, { args: { account, nick: others[account] ?? nick } }]));

describe("a stack in Postgres that two people use", function () {
	this.timeout(180_000);
	let postgres: Postgres;
	let emulator: Emulator;
	let alice: Stack;
	let bob: Stack;

	before(async function () {
		const folder = findPostgresFolder();
		if (folder === undefined) {
			console.log("    skipped: postgres and initdb are not installed on the PATH or in /usr/lib/postgresql");
			this.skip();
		}
		postgres = await startPostgres(folder);
		emulator = await startEmulator({ accounts: Object.fromEntries(accounts.map((account) => [account, {}])) });
		const person = () =>
			createStack({ files: createProfilesProgram(profiles("Bot")), env: emulator.env, backendUrl: postgres.url });
		alice = await person();
		bob = await person();
	});
	after(async () => {
		for (const stack of [alice, bob]) stack?.dispose();
		await emulator?.close();
		await postgres?.stop();
	});

	it("shows the second person no change after the first person's up", async () => {
		assertExitCode(await alice.up(), 0);
		assert.equal(emulator.calls("portrait_set"), accounts.length);
		assertExitCode(await bob.preview("--expect-no-changes"), 0);
	});

	it("shows the first person the change that the second person applied", async () => {
		bob.write(createProfilesFile(profiles("Bot", { bot_7: "Bob's" })));
		assertExitCode(await bob.up(), 0);
		assert.deepEqual((await summarizePreview(alice)).properties, { bot_7: ["nick"] });
	});

	it("is locked during an up, so that another up fails and writes nothing", async () => {
		bob.write(createProfilesFile(profiles("Robot")));
		emulator.faults.add({ when: { command: "portrait_set" }, effect: { do: "delay", ms: 3000 } });
		const before = emulator.calls("portrait_set");
		const up = bob.start("up", "--yes", "--skip-preview");
		let isOver = false;
		void up.result.then(() => {
			isOver = true;
		});
		while (!isOver && emulator.calls("portrait_set") === before) await sleep(5);
		const output = assertExitCode(await alice.up(), 1);
		emulator.faults.clear();
		assert.match(output, /the stack is currently locked by 1 lock\(s\).*\n.*postgres:\/\/\*+:\*+@\S+: created by /);
		assertExitCode(await up.result, 0);
		for (const account of accounts) assert.deepEqual(storedTags(emulator, account), { Nick: "Robot" });
		alice.write(createProfilesFile(profiles("Robot")));
		assertExitCode(await alice.up("--expect-no-changes"), 0);
	});

	it("can be compared with pulumi-tim drift", async () => {
		emulator.setProfile("bot_3", { Tag_Profile_IM_Nick: "Someone's" });
		const args = [join(checkout, "dist/cli/main.js"), "drift", "--stack", "dev"];
		const drift = await startCommand(process.execPath, args, { cwd: alice.folder, env: alice.env }).result;
		assert.match(assertExitCode(drift, 2), /^drift: 20 accounts: 19 as declared, 1 drifted/m);
	});
});
