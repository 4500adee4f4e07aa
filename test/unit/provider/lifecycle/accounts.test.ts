import assert from "node:assert/strict";
import { accountError, apiError, networkError } from "@/provider/errors/im-error";
import { type AccountInputs, type AccountState, unknownValue } from "@/provider/model/types";
import { APP, type FakeService, failureOf, fakeService, handlerContext } from "@/test/support/builders";
import { accountHooks } from "@/test/support/hooks";

const inputs: AccountInputs = { account: "alice" };

const state: AccountState = { ...inputs, app: APP };

const deleting: AccountState = { ...state, onDelete: "delete" };

type Settings = Parameters<typeof handlerContext>[1];

/** The hooks of an account, over a service in memory that has these accounts. */
function lifecycleOn(accounts: readonly string[], settings: Settings = {}, kind: AccountKind = "account") {
	const service = fakeService({ accounts: Object.fromEntries(accounts.map((account) => [account, {}])) });
	const context = handlerContext(service, settings);
	return { hooks: accountHooks(context, kind), service, context };
}

/** Lets the roster's write take effect or not, and then fail. */
function failing(service: FakeService, verb: "add" | "remove", error: Error, { takesEffect = false } = {}): void {
	const roster = service.directories.account;
	const before = roster[verb];
	Object.assign(roster, {
		[verb]: async (account: string) => {
			if (takesEffect) await before(account);
			throw error;
		},
	});
}

const lost = networkError({ command: "account_import", accounts: ["alice"] }, "ECONNRESET");

const refused = apiError({ command: "account_import", accounts: ["alice"] }, 70399);

const timedOut = apiError({ command: "account_import", accounts: ["alice"] }, 70169);

const tooOften = apiError({ command: "account_import", accounts: ["alice"] }, 60007);

describe("creating an account", () => {
	it("imports one that is not there, and says where it belongs", async () => {
		const { hooks, service } = lifecycleOn([]);
		assert.deepEqual(await hooks.create({ ...inputs, onDelete: "delete" }), { id: "alice", outs: deleting });
		assert.deepEqual(service.log, ["look alice", "add alice", "forget alice"]);
	});

	it("leaves one that is there as it is", async () => {
		const { hooks, service } = lifecycleOn(["alice"]);
		assert.deepEqual(await hooks.create(inputs), { id: "alice", outs: state });
		assert.deepEqual(service.log, ["look alice"]);
	});

	for (const { what, error } of [
		{ what: "the answer is lost", error: lost },
		{ what: "the service timed out inside itself", error: timedOut },
	]) {
		it(`succeeds when ${what} and the account is there`, async () => {
			const { hooks, service } = lifecycleOn([]);
			failing(service, "add", error, { takesEffect: true });
			assert.deepEqual((await hooks.create(inputs)).outs, state);
		});
	}

	it("fails when the answer is lost and the account is not there", async () => {
		const { hooks, service } = lifecycleOn([]);
		failing(service, "add", lost);
		assert.equal(await failureOf(hooks.create(inputs)), lost);
	});

	it("does not look again when there were too many calls", async () => {
		const { hooks, service } = lifecycleOn([]);
		failing(service, "add", tooOften);
		assert.equal(await failureOf(hooks.create(inputs)), tooOften);
		assert.deepEqual(service.log, ["look alice", "forget alice"]);
	});

	it("fails with the words of a refusal, and does not look again", async () => {
		const { hooks, service } = lifecycleOn([]);
		failing(service, "add", refused);
		const { message } = await failureOf(hooks.create(inputs));
		assert.match(message, /api 70399 .*; use another account, or wait until three months have gone by$/);
		assert.deepEqual(service.log, ["look alice", "forget alice"]);
	});
});

describe("the diff of an account", () => {
	const cases: readonly {
		name: string;
		news?: AccountInputs;
		exists?: boolean;
		settings?: Settings;
		answer: object;
		looks?: boolean;
		says?: RegExp;
	}[] = [
		{ name: "nothing where all is equal", answer: { changes: false }, looks: true },
		{
			name: "an update where the account is gone",
			exists: false,
			answer: { changes: true },
			looks: true,
			says: /^alice: not in/,
		},
		{ name: "the inputs where the policy differs", news: { ...inputs, onDelete: "delete" }, answer: {}, looks: true },
		{
			name: "a replacement where the account differs",
			news: { account: "bob" },
			answer: { changes: true, replaces: ["account"] },
		},
		{ name: "the inputs where the account is not known yet", news: { account: unknownValue }, answer: {} },
		{ name: "nothing with compare: state", exists: false, settings: { compare: "state" }, answer: { changes: false } },
	];
	for (const { name, news = inputs, exists = true, settings = {}, answer, looks = false, says } of cases) {
		it(`is ${name}`, async () => {
			const { hooks, service, context } = lifecycleOn(exists ? ["alice"] : [], settings);
			assert.deepEqual(await hooks.diff("alice", state, news), answer);
			assert.deepEqual(service.log, looks ? ["look alice"] : []);
			assert.match(context.lines.join("\n"), says ?? /^$/);
		});
	}

	it("refuses a state of another app", async () => {
		const { hooks } = lifecycleOn([], { app: 5 });
		assert.match((await failureOf(hooks.diff("alice", state, inputs))).message, /belongs to app/);
	});
});

describe("reading an account", () => {
	it("gives state and inputs where it is there", async () => {
		const { hooks } = lifecycleOn(["alice"]);
		const { app, ...checked } = deleting;
		assert.deepEqual(await hooks.read("alice", deleting), { id: "alice", props: deleting, inputs: checked });
	});

	it("gives nothing where it is gone, so that Pulumi drops it", async () => {
		assert.deepEqual(await lifecycleOn([]).hooks.read("alice", state), {});
	});

	it("by its id alone finds an account that the program does not manage", async () => {
		assert.deepEqual(await lifecycleOn(["alice"]).hooks.read("alice", {}), { id: "alice", props: state });
	});

	for (const kind of ["account", "robot"] as const) {
		it(`by its id alone fails for a missing ${kind}`, async () => {
			const { message } = await failureOf(lifecycleOn([], {}, kind).hooks.read("alice", {}));
			assert.match(message, /^(account_check|get_all_robots) alice: account 70107 account does not exist; /);
		});
	}
});

describe("updating an account", () => {
	it("writes nothing for a change of policy alone", async () => {
		const { hooks, service } = lifecycleOn(["alice"]);
		assert.deepEqual(await hooks.update("alice", state, { ...inputs, onDelete: "delete" }), { outs: deleting });
		assert.deepEqual(service.log, ["look alice"]);
	});

	it("calls nothing with compare: state", async () => {
		const { hooks, service } = lifecycleOn([], { compare: "state" });
		assert.deepEqual(await hooks.update("alice", state, { ...inputs, onDelete: "delete" }), { outs: deleting });
		assert.deepEqual(service.log, []);
	});

	it("makes the account again that the diff found gone", async () => {
		const { hooks, service } = lifecycleOn([]);
		await hooks.diff("alice", state, inputs);
		assert.deepEqual(await hooks.update("alice", state, inputs), { outs: state });
		assert.ok(service.log.includes("add alice"));
	});
});

describe("deleting an account", () => {
	it("retains it, without a call and without credentials", async () => {
		const noService = () => assert.fail("no service is needed");
		const hooks = accountHooks({ ...handlerContext(fakeService()), service: noService }, "account");
		await hooks.delete("alice", state);
		await hooks.delete("alice", { ...state, onDelete: "retain" });
	});

	it("deletes it where the program and the stack say so", async () => {
		const { hooks, service } = lifecycleOn(["alice"], { allowsAccountDeletion: true });
		await hooks.delete("alice", deleting);
		assert.deepEqual(service.log, ["remove alice", "forget alice"]);
	});

	it("refuses where the stack does not allow it, and says each way out", async () => {
		const { hooks, service } = lifecycleOn(["alice"]);
		const { message, kind } = await failureOf(hooks.delete("alice", deleting));
		assert.equal(kind, "config");
		assert.match(
			message,
			/^alice: not deleted, .* TIM_ALLOW_ACCOUNT_DELETION=true .* tim:allowAccountDeletion .* onDelete to retain$/,
		);
		assert.deepEqual(service.log, []);
	});

	it("asks no setting for a robot", async () => {
		const { hooks, service } = lifecycleOn(["@RBT#1"], {}, "robot");
		await hooks.delete("@RBT#1", { account: "@RBT#1", onDelete: "delete", app: APP });
		assert.deepEqual(service.log, ["remove @RBT#1", "forget @RBT#1"]);
	});

	for (const kind of ["account", "robot", "profile", "profileSet"] as const) {
		it(`does nothing while a resource of kind ${kind} claims it, and says so`, async () => {
			const { hooks, service, context } = lifecycleOn(["alice"], { allowsAccountDeletion: true });
			context.claims.claim(kind, "alice");
			await hooks.delete("alice", deleting);
			assert.deepEqual(service.log, []);
			assert.deepEqual(context.lines, ["alice: not deleted, since another resource of the program names it"]);
		});
	}

	const gone = accountError("account_delete", "alice", 70107);
	const off = apiError({ command: "account_delete", accounts: ["alice"] }, 71000);
	const outcomes: readonly { name: string; error: Error; takesEffect?: boolean; fails: boolean }[] = [
		{ name: "succeeds where it is gone already", error: gone, fails: false },
		{ name: "succeeds where the answer is lost and it is gone", error: lost, takesEffect: true, fails: false },
		{ name: "succeeds where the service timed out and it is gone", error: timedOut, takesEffect: true, fails: false },
		{ name: "fails where the answer is lost and it is still there", error: lost, fails: true },
		{ name: "fails where the app does not allow it", error: off, fails: true },
	];
	for (const { name, error, takesEffect = false, fails } of outcomes) {
		it(name, async () => {
			const { hooks, service } = lifecycleOn(["alice"], { allowsAccountDeletion: true });
			failing(service, "remove", error, { takesEffect });
			const outcome = await hooks.delete("alice", deleting).then(
				() => undefined,
				(failure: unknown) => failure,
			);
			assert.equal(outcome, fails ? error : undefined);
		});
	}
});
