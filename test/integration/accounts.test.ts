import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import type { AccountState } from "@/provider/model/types";
import { type AccountProcess, accountProcess } from "@/test/support/account-driver";
import { failureOf } from "@/test/support/builders";

const ALLOWED = { env: { TIM_ALLOW_ACCOUNT_DELETION: "true" } };
const names = (count: number, prefix = "bot_") => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

let emulator: Emulator;
before(async () => {
	emulator = await startEmulator({ callsPerSecond: 0, quirks: { deletion: "allowed", reimport: "allowed" } });
});
beforeEach(() => emulator.reset());
after(() => emulator.close());

/** How often each command was called since the last reset. */
function calls(): Readonly<Record<string, number>> {
	const commands = [...new Set(emulator.requests.map(({ command }) => command))];
	return Object.fromEntries(commands.map((command) => [command, emulator.calls(command)]));
}

function upAll(process: AccountProcess, accounts: readonly string[]): Promise<readonly AccountState[]> {
	return Promise.all(accounts.map((account) => process.up({ account })));
}

describe("accounts", () => {
	it("are made from nothing, 250 of them in three checks and three imports, and then there is nothing to do", async () => {
		const states = await upAll(accountProcess(emulator), names(250));
		assert.deepEqual(calls(), { account_check: 3, multiaccount_import: 3 });
		assert.ok(names(250).every((account) => emulator.profile(account) !== undefined));
		const next = accountProcess(emulator);
		assert.ok(!(await Promise.all(states.map((state) => next.changes(state)))).some(Boolean));
		assert.deepEqual(calls(), { account_check: 6, multiaccount_import: 3 });
	});

	it("that exist keep their profile, and are not imported", async () => {
		emulator.addAccount("alice", { Tag_Profile_IM_Nick: "Alice" });
		await upAll(accountProcess(emulator), ["alice", "bob"]);
		assert.deepEqual(emulator.profile("alice"), { Tag_Profile_IM_Nick: "Alice" });
		assert.deepEqual(emulator.requests.at(-1)?.accounts, ["bob"]);
	});

	it("are looked up once for a refresh and the diff after it", async () => {
		const states = await upAll(accountProcess(emulator), names(3));
		const process = accountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map(process.refresh)), [true, true, true]);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [false, false, false]);
		assert.deepEqual(calls(), { account_check: 2, multiaccount_import: 1 });
	});

	it("that are gone are dropped by a refresh, and made again by an up without one", async () => {
		const [state] = await upAll(accountProcess(emulator), ["alice"]);
		assert.ok(state);
		emulator.removeAccount("alice");
		assert.equal(await accountProcess(emulator).refresh(state), false);
		const process = accountProcess(emulator);
		assert.equal(await process.changes(state), true);
		assert.deepEqual(process.lines, ["alice: not in the service; the next up makes it again"]);
		await process.update(state, { account: "alice" });
		assert.deepEqual(emulator.profile("alice"), {});
	});

	it("that cannot be imported fail each by itself, with the reason", async () => {
		const command = ["account_import", "multiaccount_import"];
		emulator.faults.add({ when: { account: "bob", command }, effect: { do: "answer-account", code: 70399 } });
		const process = accountProcess(emulator);
		const [alice, bob] = await Promise.allSettled(["alice", "bob"].map((account) => process.up({ account })));
		assert.equal(alice?.status, "fulfilled");
		assert.match(
			String((bob as PromiseRejectedResult).reason.message),
			/^account_import bob: api 70399 the account was deleted /,
		);
	});

	it("are made although the answer is lost", async () => {
		emulator.faults.add({ when: { command: "account_import" }, effect: { do: "drop", effect: "after" } });
		assert.equal((await upAll(accountProcess(emulator), ["alice"]))[0]?.account, "alice");
	});

	it("are refused in words where the app has no room for them", async () => {
		emulator.faults.add({ when: { command: "account_import" }, effect: { do: "answer", code: 70398 } });
		const { message } = await failureOf(accountProcess(emulator).up({ account: "alice" }));
		assert.match(
			message,
			/^account_import alice: api 70398 the app's number of accounts is used up; delete accounts, /,
		);
	});
});

describe("deleting accounts", () => {
	const deleting = (account: string): AccountState => ({ account, onDelete: "delete" });

	it("deletes for ever where program and stack say so, and one that is gone already is a success", async () => {
		emulator.addAccount("alice");
		for (let times = 0; times < 2; times += 1) await accountProcess(emulator, ALLOWED).delete(deleting("alice"));
		assert.equal(emulator.profile("alice"), undefined);
	});

	it("retains by default, and where the stack does not allow it", async () => {
		emulator.addAccount("alice");
		await accountProcess(emulator, ALLOWED).delete({ account: "alice" });
		await failureOf(accountProcess(emulator).delete(deleting("alice")));
		assert.equal(emulator.calls(), 0);
	});

	it("spares what the new resource of a rename claims, and nothing in a destroy", async () => {
		const process = accountProcess(emulator, ALLOWED);
		await process.up(deleting("alice"));
		await process.delete(deleting("alice"));
		assert.deepEqual(emulator.profile("alice"), {});
		await accountProcess(emulator, ALLOWED).delete(deleting("alice"));
		assert.equal(emulator.profile("alice"), undefined);
	});

	it("deletes the old account of a replacement", async () => {
		emulator.addAccount("old");
		const process = accountProcess(emulator, ALLOWED);
		await process.up(deleting("new"));
		await process.delete(deleting("old"));
		assert.deepEqual([emulator.profile("new"), emulator.profile("old")], [{}, undefined]);
	});

	it("succeeds although the answer is lost: the second attempt finds it gone", async () => {
		emulator.addAccount("alice");
		emulator.faults.add({ when: { command: "account_delete" }, times: 1, effect: { do: "drop", effect: "after" } });
		await accountProcess(emulator, ALLOWED).delete(deleting("alice"));
		assert.deepEqual(calls(), { account_delete: 2 });
	});

	it("is tried again where an answer that is OK says of the account that time will cure it", async () => {
		emulator.addAccount("alice");
		const when = { command: "account_delete" };
		emulator.faults.add({ when, times: 1, effect: { do: "answer-account", code: 70169 } });
		await accountProcess(emulator, ALLOWED).delete(deleting("alice"));
		assert.equal(emulator.profile("alice"), undefined);
		assert.deepEqual(calls(), { account_delete: 2 });
	});

	it("says what to do where the app does not allow it", async () => {
		emulator.addAccount("alice");
		emulator.quirks.deletion = "refused";
		const { message } = await failureOf(accountProcess(emulator, ALLOWED).delete(deleting("alice")));
		assert.match(message, /^account_delete alice: api 71000 .*; allow it in the console, or set onDelete to retain$/);
	});
});

describe("robots", () => {
	const robots = (count: number) => names(count, "@RBT#");

	it("are made from nothing, and one list serves a refresh and the diffs after it", async () => {
		const states = await upAll(accountProcess(emulator), robots(3));
		assert.equal(emulator.calls("create_robot"), 3);
		const before = emulator.calls("get_all_robots");
		const process = accountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map(process.refresh)), [true, true, true]);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [false, false, false]);
		assert.equal(emulator.calls("get_all_robots"), before + 1);
	});

	it("that exist are not created again", async () => {
		emulator.addAccount("@RBT#0", { Tag_Profile_IM_Nick: "Old" });
		await upAll(accountProcess(emulator), ["@RBT#0"]);
		assert.deepEqual(calls(), { get_all_robots: 1 });
	});

	it("that are gone are all made again in one up, though each creation drops the list", async () => {
		const states = await upAll(accountProcess(emulator), robots(3));
		for (const robot of robots(3)) emulator.removeAccount(robot);
		const process = accountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [true, true, true]);
		for (const state of states) await process.update(state, { account: state.account });
		assert.deepEqual(
			robots(3).map((robot) => emulator.profile(robot)),
			[{}, {}, {}],
		);
	});

	it("above the limit are refused before any write, those of others counted", async () => {
		for (const robot of robots(19)) emulator.addAccount(robot);
		const process = accountProcess(emulator);
		const made = await Promise.allSettled(["@RBT#a", "@RBT#b"].map((account) => process.up({ account })));
		assert.deepEqual(
			made.map(({ status }) => status),
			["fulfilled", "rejected"],
		);
		assert.equal(emulator.calls("create_robot"), 1);
	});

	it("above the limit in one program are refused without a call", async () => {
		const process = accountProcess(emulator);
		for (const account of robots(20)) process.context.claims.claim("robot", account);
		const { message } = await failureOf(process.up({ account: "@RBT#x" }));
		assert.equal(message, "account: an app takes 20 robots, and the program declares more");
		assert.equal(emulator.calls(), 0);
	});

	it("are retained by default, deleted where the program says so, and gone already is a success", async () => {
		emulator.addAccount("@RBT#0");
		await accountProcess(emulator).delete({ account: "@RBT#0" });
		assert.deepEqual(emulator.profile("@RBT#0"), {});
		for (let times = 0; times < 2; times += 1) {
			await accountProcess(emulator).delete({ account: "@RBT#0", onDelete: "delete" });
		}
		assert.equal(emulator.profile("@RBT#0"), undefined);
	});
});
