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

/** Returns the number of calls of each command since the emulator was reset. */
function calls(): Readonly<Record<string, number>> {
	const commands = [...new Set(emulator.requests.map(({ command }) => command))];
	return Object.fromEntries(commands.map((command) => [command, emulator.calls(command)]));
}

function upAll(process: AccountProcess, accounts: readonly string[]): Promise<readonly AccountState[]> {
	return Promise.all(accounts.map((account) => process.up({ account })));
}

describe("the handler of an Account", () => {
	it("creates 250 accounts with three calls of each command, and then shows no change", async () => {
		const states = await upAll(createAccountProcess(emulator), names(250));
		assert.deepEqual(calls(), { account_check: 3, multiaccount_import: 3 });
		assert.ok(names(250).every((account) => emulator.profile(account) !== undefined));
		const next = createAccountProcess(emulator);
		assert.ok(!(await Promise.all(states.map((state) => next.changes(state)))).some(Boolean));
		assert.deepEqual(calls(), { account_check: 6, multiaccount_import: 3 });
	});

	it("does not create an existing account again, and keeps its profile", async () => {
		emulator.addAccount("alice", { Tag_Profile_IM_Nick: "Alice" });
		await upAll(createAccountProcess(emulator), ["alice", "bob"]);
		assert.deepEqual(emulator.profile("alice"), { Tag_Profile_IM_Nick: "Alice" });
		assert.deepEqual(emulator.requests.at(-1)?.accounts, ["bob"]);
	});

	it("looks accounts up once for a refresh and the diffs after the refresh", async () => {
		const states = await upAll(createAccountProcess(emulator), names(3));
		const process = createAccountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map(process.refresh)), [true, true, true]);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [false, false, false]);
		assert.deepEqual(calls(), { account_check: 2, multiaccount_import: 1 });
	});

	it("removes a missing account from the state in a refresh, and creates it in an up without a refresh", async () => {
		const [state] = await upAll(createAccountProcess(emulator), ["alice"]);
		assert.ok(state);
		emulator.removeAccount("alice");
		assert.equal(await createAccountProcess(emulator).refresh(state), false);
		const process = createAccountProcess(emulator);
		assert.equal(await process.changes(state), true);
		assert.deepEqual(process.lines, [
			"alice: the account does not exist in the service; the next pulumi up creates the account again",
		]);
		await process.update(state, { account: "alice" });
		assert.deepEqual(emulator.profile("alice"), {});
	});

	it("fails only for the account that the service does not create, with the reason", async () => {
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

	it("creates an account although the response to account_import is lost", async () => {
		emulator.faults.add({ when: { command: "account_import" }, effect: { do: "drop", effect: "after" } });
		assert.equal((await upAll(createAccountProcess(emulator), ["alice"]))[0]?.account, "alice");
	});

	it("reports that the app's account quota is used up", async () => {
		emulator.faults.add({ when: { command: "account_import" }, effect: { do: "answer", code: 70398 } });
		const { message } = await failureOf(createAccountProcess(emulator).up({ account: "alice" }));
		assert.match(
			message,
			/^account_import alice: api 70398 the account quota of the app is used up; delete accounts, /,
		);
	});
});

describe("delete in the handler of an Account", () => {
	const deletable = (account: string): AccountState => ({ account, onDelete: "delete" });

	it("deletes an account when the program and the stack allow it, and succeeds for a missing account", async () => {
		emulator.addAccount("alice");
		for (let times = 0; times < 2; times += 1) await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.equal(emulator.profile("alice"), undefined);
	});

	it("keeps an account by default, and fails without a call when the stack does not allow the deletion", async () => {
		emulator.addAccount("alice");
		await createAccountProcess(emulator, ALLOWED).delete({ account: "alice" });
		await failureOf(createAccountProcess(emulator).delete(deletable("alice")));
		assert.equal(emulator.calls(), 0);
	});

	it("keeps an account that a renamed resource claims, and deletes the account in a destroy", async () => {
		const process = createAccountProcess(emulator, ALLOWED);
		await process.up(deletable("alice"));
		await process.delete(deletable("alice"));
		assert.deepEqual(emulator.profile("alice"), {});
		await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.equal(emulator.profile("alice"), undefined);
	});

	it("deletes the old account when a resource is replaced", async () => {
		emulator.addAccount("old");
		const process = createAccountProcess(emulator, ALLOWED);
		await process.up(deletable("new"));
		await process.delete(deletable("old"));
		assert.deepEqual([emulator.profile("new"), emulator.profile("old")], [{}, undefined]);
	});

	it("succeeds when the response is lost and the retry finds no account", async () => {
		emulator.addAccount("alice");
		emulator.faults.add({ when: { command: "account_delete" }, times: 1, effect: { do: "drop", effect: "after" } });
		await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.deepEqual(calls(), { account_delete: 2 });
	});

	it("retries a deletion whose result for the account is a transient error", async () => {
		emulator.addAccount("alice");
		const when = { command: "account_delete" };
		emulator.faults.add({ when, times: 1, effect: { do: "answer-account", code: 70169 } });
		await createAccountProcess(emulator, ALLOWED).delete(deletable("alice"));
		assert.equal(emulator.profile("alice"), undefined);
		assert.deepEqual(calls(), { account_delete: 2 });
	});

	it("reports what to do when the app does not allow the deletion", async () => {
		emulator.addAccount("alice");
		emulator.quirks.deletion = "refused";
		const { message } = await failureOf(createAccountProcess(emulator, ALLOWED).delete(deletable("alice")));
		assert.match(
			message,
			/^account_delete alice: api 71000 .*; allow account deletion in the console, or set onDelete to retain$/,
		);
	});
});

describe("the handler of a Robot", () => {
	const robots = (count: number) => names(count, "@RBT#");

	it("creates robots, and lists them once for a refresh and the diffs after the refresh", async () => {
		const states = await upAll(createAccountProcess(emulator), robots(3));
		assert.equal(emulator.calls("create_robot"), 3);
		const before = emulator.calls("get_all_robots");
		const process = createAccountProcess(emulator);
		assert.deepEqual(await Promise.all(states.map(process.refresh)), [true, true, true]);
		assert.deepEqual(await Promise.all(states.map((state) => process.changes(state))), [false, false, false]);
		assert.equal(emulator.calls("get_all_robots"), before + 1);
	});

	it("does not create an existing robot", async () => {
		emulator.addAccount("@RBT#0", { Tag_Profile_IM_Nick: "Old" });
		await upAll(createAccountProcess(emulator), ["@RBT#0"]);
		assert.deepEqual(calls(), { get_all_robots: 1 });
	});

	it("creates all missing robots in one up, although each creation invalidates the cached list", async () => {
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

	it("rejects a robot, before any write, if existing robots and new robots exceed the limit of an app", async () => {
		for (const robot of robots(19)) emulator.addAccount(robot);
		const process = createAccountProcess(emulator);
		const results = await Promise.allSettled(["@RBT#a", "@RBT#b"].map((account) => process.up({ account })));
		assert.deepEqual(
			results.map(({ status }) => status),
			["fulfilled", "rejected"],
		);
		assert.equal(emulator.calls("create_robot"), 1);
	});

	it("rejects a program that declares more robots than the limit of an app, without a call", async () => {
		const process = createAccountProcess(emulator);
		for (const account of robots(20)) process.context.claims.record("robot", [{ account }]);
		const { message } = await failureOf(process.up({ account: "@RBT#x" }));
		assert.equal(message, "account: the program declares more than 20 robots, which is the limit of an app");
		assert.equal(emulator.calls(), 0);
	});

	it("keeps a robot by default, deletes it if onDelete is delete, and succeeds for a missing robot", async () => {
		emulator.addAccount("@RBT#0");
		await createAccountProcess(emulator).delete({ account: "@RBT#0" });
		assert.deepEqual(emulator.profile("@RBT#0"), {});
		for (let times = 0; times < 2; times += 1) {
			await createAccountProcess(emulator).delete({ account: "@RBT#0", onDelete: "delete" });
		}
		assert.equal(emulator.profile("@RBT#0"), undefined);
	});
});
