import assert from "node:assert/strict";
import { accountError, apiError, networkError } from "@/provider/errors/im-error";
import { createAccountHandler } from "@/provider/lifecycle/accounts";
import type { AccountKind } from "@/provider/lifecycle/directories";
import { type AccountInputs, type AccountState, unknownValue } from "@/provider/model/types";
import { APP, type FakeService, failureOf, fakeService, handlerContext } from "@/test/support/builders";
import { createAccountHooks } from "@/test/support/hooks";

const inputs: AccountInputs = { account: "alice" };

const state: AccountState = { ...inputs, app: APP };

const deletable: AccountState = { ...state, onDelete: "delete" };

type ContextSettings = Parameters<typeof handlerContext>[1];

/** Creates the hooks of `Account` or `Robot` resources. Their service is in memory and has the given accounts. */
function createHooks(accounts: readonly string[], settings: ContextSettings = {}, kind: AccountKind = "account") {
	const service = fakeService({ accounts: Object.fromEntries(accounts.map((account) => [account, {}])) });
	const context = handlerContext(service, settings);
	return { hooks: createAccountHooks(context, kind), service, context };
}

/**
 * Makes the next write of the account directory fail. If `takesEffect` is true, the write takes effect before it fails.
 */
function failWrite(service: FakeService, verb: "add" | "remove", error: Error, { takesEffect = false } = {}): void {
	const directory = service.directories.account;
	const before = directory[verb];
	Object.assign(directory, {
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

describe("create of an Account", () => {
	it("creates an account that does not exist, and stores the app in the state", async () => {
		const { hooks, service } = createHooks([]);
		assert.deepEqual(await hooks.create({ ...inputs, onDelete: "delete" }), { id: "alice", outs: deletable });
		assert.deepEqual(service.log, ["check alice", "add alice", "invalidate alice"]);
	});

	it("does not create an existing account again", async () => {
		const { hooks, service } = createHooks(["alice"]);
		assert.deepEqual(await hooks.create(inputs), { id: "alice", outs: state });
		assert.deepEqual(service.log, ["check alice"]);
	});

	for (const { what, error } of [
		{ what: "the response is lost", error: lost },
		{ what: "the service reports an internal time-out", error: timedOut },
	]) {
		it(`succeeds when ${what} and the account exists`, async () => {
			const { hooks, service } = createHooks([]);
			failWrite(service, "add", error, { takesEffect: true });
			assert.deepEqual((await hooks.create(inputs)).outs, state);
		});
	}

	it("fails when the response is lost and the account does not exist", async () => {
		const { hooks, service } = createHooks([]);
		failWrite(service, "add", lost);
		assert.equal(await failureOf(hooks.create(inputs)), lost);
	});

	it("does not check the account again after a rate-limit error", async () => {
		const { hooks, service } = createHooks([]);
		failWrite(service, "add", tooOften);
		assert.equal(await failureOf(hooks.create(inputs)), tooOften);
		assert.deepEqual(service.log, ["check alice", "invalidate alice"]);
	});

	it("fails with the error of the service, and does not check the account again", async () => {
		const { hooks, service } = createHooks([]);
		failWrite(service, "add", refused);
		const { message } = await failureOf(hooks.create(inputs));
		assert.match(message, /api 70399 .*; use another account, or wait until three months have passed$/);
		assert.deepEqual(service.log, ["check alice", "invalidate alice"]);
	});
});

describe("diff of an Account", () => {
	const cases: readonly {
		name: string;
		news?: AccountInputs;
		exists?: boolean;
		settings?: ContextSettings;
		answer: object;
		checks?: boolean;
		line?: RegExp;
	}[] = [
		{ name: "no change when the inputs are equal and the account exists", answer: { changes: false }, checks: true },
		{
			name: "a change when the account does not exist",
			exists: false,
			answer: { changes: true },
			checks: true,
			line: /^alice: the account does not exist/,
		},
		{
			name: "a difference of the inputs when the policy differs",
			news: { ...inputs, onDelete: "delete" },
			answer: {},
			checks: true,
		},
		{
			name: "a replacement when the account differs",
			news: { account: "bob" },
			answer: { changes: true, replaces: ["account"] },
		},
		{ name: "a difference of the inputs when the account is unknown", news: { account: unknownValue }, answer: {} },
		{
			name: "no change with compare: state when the account does not exist",
			exists: false,
			settings: { compare: "state" },
			answer: { changes: false },
		},
	];
	for (const { name, news = inputs, exists = true, settings = {}, answer, checks = false, line } of cases) {
		it(`reports ${name}`, async () => {
			const { hooks, service, context } = createHooks(exists ? ["alice"] : [], settings);
			assert.deepEqual(await hooks.diff("alice", state, news), answer);
			assert.deepEqual(service.log, checks ? ["check alice"] : []);
			assert.match(context.lines.join("\n"), line ?? /^$/);
		});
	}

	it("rejects a state of another app", async () => {
		const { hooks } = createHooks([], { app: 5 });
		assert.match((await failureOf(hooks.diff("alice", state, inputs))).message, /belongs to app/);
	});
});

describe("read of an Account", () => {
	it("returns the state and the inputs of an existing account", async () => {
		const { hooks } = createHooks(["alice"]);
		const { app, ...checked } = deletable;
		assert.deepEqual(await hooks.read("alice", deletable), { id: "alice", props: deletable, inputs: checked });
	});

	it("returns an empty result for an account that does not exist, so that Pulumi removes the resource from the state", async () => {
		assert.deepEqual(await createHooks([]).hooks.read("alice", state), {});
	});

	it("looks up an account by its UserID", async () => {
		assert.deepEqual(await createHooks(["alice"]).hooks.read("alice", {}), { id: "alice", props: state });
	});

	for (const kind of ["account", "robot"] as const) {
		it(`fails to look up a missing account of kind ${kind}`, async () => {
			const { message } = await failureOf(createHooks([], {}, kind).hooks.read("alice", {}));
			assert.match(message, /^(account_check|get_all_robots) alice: account 70107 account does not exist; /);
		});
	}
});

describe("update of an Account", () => {
	it("writes nothing when only the policy changes", async () => {
		const { hooks, service } = createHooks(["alice"]);
		assert.deepEqual(await hooks.update("alice", state, { ...inputs, onDelete: "delete" }), { outs: deletable });
		assert.deepEqual(service.log, ["check alice"]);
	});

	it("makes no call with compare: state", async () => {
		const { hooks, service } = createHooks([], { compare: "state" });
		assert.deepEqual(await hooks.update("alice", state, { ...inputs, onDelete: "delete" }), { outs: deletable });
		assert.deepEqual(service.log, []);
	});

	it("creates an account again if the diff found that it does not exist", async () => {
		const { hooks, service } = createHooks([]);
		await hooks.diff("alice", state, inputs);
		assert.deepEqual(await hooks.update("alice", state, inputs), { outs: state });
		assert.ok(service.log.includes("add alice"));
	});
});

describe("delete of an Account", () => {
	it("retains the account by default, without a call and without credentials", async () => {
		const noService = () => assert.fail("unexpected use of the service");
		const hooks = createAccountHooks({ ...handlerContext(fakeService()), service: noService }, "account");
		await hooks.delete("alice", state);
		await hooks.delete("alice", { ...state, onDelete: "retain" });
	});

	it("deletes the account when onDelete is delete and the stack allows account deletion", async () => {
		const { hooks, service } = createHooks(["alice"], { allowsAccountDeletion: true });
		await hooks.delete("alice", deletable);
		assert.deepEqual(service.log, ["remove alice", "invalidate alice"]);
	});

	it("fails when the stack does not allow account deletion, and lists all solutions in the message", async () => {
		const { hooks, service } = createHooks(["alice"]);
		const { message, kind } = await failureOf(hooks.delete("alice", deletable));
		assert.equal(kind, "config");
		assert.match(
			message,
			/^alice: not deleted, .* TIM_ALLOW_ACCOUNT_DELETION=true .* tim:allowAccountDeletion .* onDelete to retain$/,
		);
		assert.deepEqual(service.log, []);
	});

	it("deletes a robot without the setting allowAccountDeletion", async () => {
		const { hooks, service } = createHooks(["@RBT#1"], {}, "robot");
		await hooks.delete("@RBT#1", { account: "@RBT#1", onDelete: "delete", app: APP });
		assert.deepEqual(service.log, ["remove @RBT#1", "invalidate @RBT#1"]);
	});

	for (const kind of ["account", "robot", "profile", "profileSet"] as const) {
		it(`keeps an account that another resource of kind ${kind} claims, and logs a message`, async () => {
			const { hooks, service, context } = createHooks(["alice"], { allowsAccountDeletion: true });
			context.claims.record(kind, [{ account: "alice" }]);
			await hooks.delete("alice", deletable);
			assert.deepEqual(service.log, []);
			assert.deepEqual(context.lines, ["alice: not deleted, because another resource of the program uses the account"]);
		});
	}

	const missing = accountError("account_delete", "alice", 70107);
	const forbidden = apiError({ command: "account_delete", accounts: ["alice"] }, 71000);
	const outcomes: readonly { name: string; error: Error; takesEffect?: boolean; fails: boolean }[] = [
		{ name: "succeeds when the account does not exist", error: missing, fails: false },
		{
			name: "succeeds when the response is lost and the account no longer exists",
			error: lost,
			takesEffect: true,
			fails: false,
		},
		{
			name: "succeeds when the service reports an internal time-out and the account no longer exists",
			error: timedOut,
			takesEffect: true,
			fails: false,
		},
		{ name: "fails when the response is lost and the account still exists", error: lost, fails: true },
		{ name: "fails when the app does not allow account deletion", error: forbidden, fails: true },
	];
	for (const { name, error, takesEffect = false, fails } of outcomes) {
		it(name, async () => {
			const { hooks, service } = createHooks(["alice"], { allowsAccountDeletion: true });
			failWrite(service, "remove", error, { takesEffect });
			const outcome = await hooks.delete("alice", deletable).then(
				() => undefined,
				(failure: unknown) => failure,
			);
			assert.equal(outcome, fails ? error : undefined);
		});
	}
});

describe("createAccountHandler", () => {
	const createHandler = (accounts: readonly string[], settings: ContextSettings = {}) => {
		const service = fakeService({ accounts: Object.fromEntries(accounts.map((account) => [account, {}])) });
		const context = handlerContext(service, settings);
		return { handler: createAccountHandler(context, "account"), service, call: { log: context.log } };
	};

	describe("diff", () => {
		const update = { kind: "update", source: "inputs" } as const;
		const none = { changes: [], replaces: [], unknown: false, messages: [] };
		const cases: readonly { name: string; news: AccountInputs; missing?: boolean; result: object }[] = [
			{ name: "no change when the inputs are equal and the account exists", news: inputs, result: none },
			{
				name: "an added policy as an input change",
				news: { ...inputs, onDelete: "delete" },
				result: { ...none, changes: [{ path: ["onDelete"], kind: "add", source: "inputs" }] },
			},
			{
				name: "a missing account as a live change",
				news: inputs,
				missing: true,
				result: { ...none, changes: [{ path: ["account"], kind: "add", source: "live" }] },
			},
			{
				name: "another account as an input change and a replacement",
				news: { account: "bob" },
				result: { ...none, changes: [{ path: ["account"], ...update }], replaces: [["account"]] },
			},
			{
				name: "an unknown account as an input change, without a read",
				news: { account: unknownValue },
				missing: true,
				result: { ...none, changes: [{ path: ["account"], ...update }], unknown: true },
			},
		];
		for (const { name, news, missing = false, result } of cases) {
			it(`returns ${name}`, async () => {
				const { handler, call } = createHandler(missing ? [] : ["alice"]);
				assert.deepEqual(await handler.diff({ id: "alice", olds: state, news }, call), result);
			});
		}

		it("returns a removed policy as a deleted input", async () => {
			const { handler, call } = createHandler(["alice"]);
			const { changes } = await handler.diff({ id: "alice", olds: deletable, news: inputs }, call);
			assert.deepEqual(changes, [{ path: ["onDelete"], kind: "delete", source: "inputs" }]);
		});
	});

	for (const purpose of ["get", "import"] as const) {
		it(`reads an account that the program does not manage, with purpose ${purpose}`, async () => {
			const { handler, call } = createHandler(["alice"]);
			const result = await handler.read({ id: "alice", state: {}, purpose }, call);
			assert.deepEqual(result, { id: "alice", state, inputs });
		});

		it(`fails for a missing account, with purpose ${purpose}`, async () => {
			const { handler, call } = createHandler([]);
			await assert.rejects(handler.read({ id: "alice", state: {}, purpose }, call), { errorCode: 70107 });
		});
	}

	it("returns undefined for a missing account with purpose refresh", async () => {
		const { handler, call } = createHandler([]);
		assert.equal(await handler.read({ id: "alice", state, purpose: "refresh" }, call), undefined);
	});

	describe("with an aborted signal", () => {
		const signal = AbortSignal.abort();

		it("creates no account", async () => {
			const { handler, service, call } = createHandler([]);
			await assert.rejects(handler.create({ inputs }, { ...call, signal }), { name: "AbortError" });
			await assert.rejects(handler.update({ id: "alice", olds: state, news: inputs }, { ...call, signal }));
			assert.deepEqual(service.accounts, {});
		});

		it("deletes no account", async () => {
			const { handler, service, call } = createHandler(["alice"], { allowsAccountDeletion: true });
			await assert.rejects(handler.delete({ id: "alice", state: deletable }, { ...call, signal }));
			assert.deepEqual(service.accounts, { alice: {} });
		});
	});
});
