import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import type { AccountState } from "@/provider/model/types";
import { type AccountProcess, createAccountProcess } from "@/test/support/account-driver";
import { failureOf } from "@/test/support/builders";

const ALLOWED = { env: { TIM_ALLOW_ACCOUNT_DELETION: "true" } };
const names = (count: number, prefix = "bot_") => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

let emulator: Emulator;
before(async () => {
	emulator = await startEmulator({ callsPerSecond: 0, quirks: { deletion: "allowed", reimport: "allowed" } });
});
beforeEach(() => emulator.reset());
after(() => emulator.close());

/** Returns the number of calls of each command since the last reset. */
function calls(): Readonly<Record<string, number>> {
	const commands = [...new Set(emulator.requests.map(({ command }) => command))];
	return Object.fromEntries(commands.map((command) => [command, emulator.calls(command)]));
}

function upAll(process: AccountProcess, accounts: readonly string[]): Promise<readonly AccountState[]> {
	return Promise.all(accounts.map((account) => process.up({ account })));
}

describe("accounts", () => {
	it("are created in batches, 250 in three checks and three imports, and then show no change", async () => {
		const states = await upAll(createAccountProcess(emulator), names(250));
		assert.deepEqual(calls(), { account_check: 3, multiaccount_import: 3 });
		assert.ok(names(250).every((account) => emulator.profile(account) !== undefined));
		const next = createAccountProcess(emulator);
		assert.ok(!(await Promise.all(states.map((state) => next.changes(state)))).some(Boolean));
		assert.deepEqual(calls(), { account_check: 6, multiaccount_import: 3 });
	});

	it("are not imported when they exist, and keep their profiles", async () => {
		emulator.addAccount("alice", { Tag_Profile_IM_Nick: "Alice" });
		await upAll(createAccountProcess(emulator), ["alice", "bob"]);
		assert.deepEqual(emulator.profile("alice"), { Tag_Profile_IM_Nick: "Alice" });
		assert.deepEqual(emulator.requests.at(-1)?.accounts, ["bob"]);
	});

	it("are checked once for a refresh and the diff after it", async () => {
		const states = await upAll(createAccountProcess(emulator), names(3));
		const process = createAccountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map(process.refresh)), [true, true, true]);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [false, false, false]);
		assert.deepEqual(calls(), { account_check: 2, multiaccount_import: 1 });
	});

	it("are dropped by a refresh when they do not exist, and created again by an up without one", async () => {
		const [state] = await upAll(createAccountProcess(emulator), ["alice"]);
		assert.ok(state);
		emulator.removeAccount("alice");
		assert.equal(await createAccountProcess(emulator).refresh(state), false);
		const process = createAccountProcess(emulator);
		assert.equal(await process.changes(state), true);
		assert.deepEqual(process.lines, ["alice: does not exist in the service; the next up creates it again"]);
		await process.update(state, { account: "alice" });
		assert.deepEqual(emulator.profile("alice"), {});
	});

	it("fail one by one when they cannot be imported, with the reason", async () => {
		const command = ["account_import", "multiaccount_import"];
		emulator.faults.add({ when: { account: "bob", command }, effect: { do: "answer-account", code: 70399 } });
		const process = createAccountProcess(emulator);
		const [alice, bob] = await Promise.allSettled(["alice", "bob"].map((account) => process.up({ account })));
		assert.equal(alice?.status, "fulfilled");
		assert.match(
			String((bob as PromiseRejectedResult).reason.message),
			/^account_import bob: api 70399 the account was deleted /,
		);
	});

	it("are created when the answer is lost", async () => {
		emulator.faults.add({ when: { command: "account_import" }, effect: { do: "drop", effect: "after" } });
		assert.equal((await upAll(createAccountProcess(emulator), ["alice"]))[0]?.account, "alice");
	});

	it("report the limit of the app", async () => {
		emulator.faults.add({ when: { command: "account_import" }, effect: { do: "answer", code: 70398 } });
		const { message } = await failureOf(createAccountProcess(emulator).up({ account: "alice" }));
		assert.match(
			message,
			/^account_import alice: api 70398 the account quota of the app is used up; delete accounts, /,
		);
	});
});

describe("the delete of accounts", () => {
	const deletable = (account: string): AccountState => ({ account, onDelete: "delete" });

	it("deletes permanently when the program and the stack allow it, and succeeds for a missing account", async () => {
		emulator.addAccount("alice");
		for (let times = 0; times < 2; times += 1) await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.equal(emulator.profile("alice"), undefined);
	});

	it("retains by default, and when the stack does not allow it", async () => {
		emulator.addAccount("alice");
		await createAccountProcess(emulator, ALLOWED).delete({ account: "alice" });
		await failureOf(createAccountProcess(emulator).delete(deletable("alice")));
		assert.equal(emulator.calls(), 0);
	});

	it("keeps an account that a renamed resource claims, and deletes it in a destroy", async () => {
		const process = createAccountProcess(emulator, ALLOWED);
		await process.up(deletable("alice"));
		await process.delete(deletable("alice"));
		assert.deepEqual(emulator.profile("alice"), {});
		await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.equal(emulator.profile("alice"), undefined);
	});

	it("deletes the old account of a replacement", async () => {
		emulator.addAccount("old");
		const process = createAccountProcess(emulator, ALLOWED);
		await process.up(deletable("new"));
		await process.delete(deletable("old"));
		assert.deepEqual([emulator.profile("new"), emulator.profile("old")], [{}, undefined]);
	});

	it("succeeds when the answer is lost and the retry finds no account", async () => {
		emulator.addAccount("alice");
		emulator.faults.add({ when: { command: "account_delete" }, times: 1, effect: { do: "drop", effect: "after" } });
		await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.deepEqual(calls(), { account_delete: 2 });
	});

	it("retries when the result of the account is a transient error", async () => {
		emulator.addAccount("alice");
		const when = { command: "account_delete" };
		emulator.faults.add({ when, times: 1, effect: { do: "answer-account", code: 70169 } });
		await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.equal(emulator.profile("alice"), undefined);
		assert.deepEqual(calls(), { account_delete: 2 });
	});

	it("reports the remedy when the app does not allow it", async () => {
		emulator.addAccount("alice");
		emulator.quirks.deletion = "refused";
		const { message } = await failureOf(createAccountProcess(emulator, ALLOWED).delete(deletable("alice")));
		assert.match(message, /^account_delete alice: api 71000 .*; allow it in the console, or set onDelete to retain$/);
	});
});

describe("robots", () => {
	const robots = (count: number) => names(count, "@RBT#");

	it("are created, and one list is used for a refresh and the diffs after it", async () => {
		const states = await upAll(createAccountProcess(emulator), robots(3));
		assert.equal(emulator.calls("create_robot"), 3);
		const before = emulator.calls("get_all_robots");
		const process = createAccountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map(process.refresh)), [true, true, true]);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [false, false, false]);
		assert.equal(emulator.calls("get_all_robots"), before + 1);
	});

	it("are not created when they exist", async () => {
		emulator.addAccount("@RBT#0", { Tag_Profile_IM_Nick: "Old" });
		await upAll(createAccountProcess(emulator), ["@RBT#0"]);
		assert.deepEqual(calls(), { get_all_robots: 1 });
	});

	it("are all created again in one up, although each create invalidates the list", async () => {
		const states = await upAll(createAccountProcess(emulator), robots(3));
		for (const robot of robots(3)) emulator.removeAccount(robot);
		const process = createAccountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [true, true, true]);
		for (const state of states) await process.update(state, { account: state.account });
		assert.deepEqual(
			robots(3).map((robot) => emulator.profile(robot)),
			[{}, {}, {}],
		);
	});

	it("are rejected above the limit before any write, and existing robots count", async () => {
		for (const robot of robots(19)) emulator.addAccount(robot);
		const process = createAccountProcess(emulator);
		const results = await Promise.allSettled(["@RBT#a", "@RBT#b"].map((account) => process.up({ account })));
		assert.deepEqual(
			results.map(({ status }) => status),
			["fulfilled", "rejected"],
		);
		assert.equal(emulator.calls("create_robot"), 1);
	});

	it("are rejected above the limit in one program without a call", async () => {
		const process = createAccountProcess(emulator);
		for (const account of robots(20)) process.context.claims.record("robot", [{ account }]);
		const { message } = await failureOf(process.up({ account: "@RBT#x" }));
		assert.equal(message, "account: the program declares more than 20 robots, the most that an app can have");
		assert.equal(emulator.calls(), 0);
	});

	it("are retained by default, deleted when the program says so, and a missing one is a success", async () => {
		emulator.addAccount("@RBT#0");
		await createAccountProcess(emulator).delete({ account: "@RBT#0" });
		assert.deepEqual(emulator.profile("@RBT#0"), {});
		for (let times = 0; times < 2; times += 1) {
			await createAccountProcess(emulator).delete({ account: "@RBT#0", onDelete: "delete" });
		}
		assert.equal(emulator.profile("@RBT#0"), undefined);
	});
});
