import assert from "node:assert/strict";
import fc from "fast-check";
import { accountError, apiError, errorCodeOf, networkError } from "@/provider/errors/im-error";
import {
	type Outcome,
	type Reconciled,
	reconcile,
	type Target,
	VERIFY_DELAYS_MS,
	writeTags,
} from "@/provider/lifecycle/reconcile";
import { differingTags } from "@/provider/model/compare";
import { type OwnedTag, ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, ProfileItem, TagValues } from "@/provider/model/types";
import { arbitraryProfileInputs } from "@/test/support/arbitraries";
import { type FakeService, failureOf, fakeService, LEVEL, NICK, TEAM } from "@/test/support/builders";

const call = { command: "portrait_set", accounts: ["alice"] };

const reconcileAlice = (service: FakeService, attributes: ProfileAttributes) =>
	reconcileTags(service, ownedTags(attributes));

/** Reconciles tags of the account alice, and returns the outcome. Throws the error of the outcome if there is one. */
async function reconcileTags(
	service: FakeService,
	owned: readonly OwnedTag[],
	options: Partial<Target> = {},
): Promise<Reconciled> {
	const [outcome] = await reconcile(service, [
		{ account: "alice", wanted: owned, owned, onConflict: "overwrite", ...options },
	]);
	return toReconciled(outcome);
}

function toReconciled(outcome: Outcome | undefined): Reconciled {
	if (outcome?.kind === "reconciled") return outcome;
	throw outcome?.error ?? new Error("there is no outcome");
}

function errorOf(outcome: Outcome | undefined) {
	return outcome?.kind === "failed" ? outcome.error : undefined;
}

const reasons = (failed: ReadonlyMap<string, Error>) => [...failed].map(([tag, { message }]) => [tag, message]);

describe("reconcile", () => {
	it("writes the tags that differ, and verifies them", async () => {
		const service = fakeService({ accounts: { alice: { [NICK]: "Alice", [LEVEL]: 1 } } });
		const { before, after, failed, wrote } = await reconcileAlice(service, { nick: "Alice", level: 3 });
		assert.deepEqual(service.log, [
			"read alice nick,level",
			"write alice level",
			"invalidate alice",
			"read alice nick,level",
		]);
		assert.deepEqual(before.values, { [NICK]: "Alice", [LEVEL]: 1 });
		assert.deepEqual(after.values, { [NICK]: "Alice", [LEVEL]: 3 });
		assert.deepEqual({ failed, wrote }, { failed: new Map(), wrote: true });
		assert.deepEqual(service.waits, []);
	});

	it("writes nothing when no tag differs", async () => {
		const service = fakeService({ accounts: { alice: { [NICK]: "Alice" } } });
		const { before, after, failed, wrote } = await reconcileAlice(service, { nick: "Alice", level: 0 });
		assert.deepEqual(service.log, ["read alice nick,level"]);
		assert.equal(after, before);
		assert.deepEqual({ failed, wrote }, { failed: new Map(), wrote: false });
	});

	it("returns the live values of owned tags that are not wanted, and does not write them", async () => {
		const service = fakeService({ accounts: { alice: { [NICK]: "theirs" } } });
		const owned = ownedTags({ nick: "Alice", level: 3 });
		const { after } = await reconcileTags(service, owned, { wanted: owned.slice(1) });
		assert.deepEqual(after.values, { [NICK]: "theirs", [LEVEL]: 3 });
		assert.equal(service.log[1], "write alice level");
	});

	it("waits until the written values are visible, and writes once", async () => {
		const service = fakeService({ lagWaits: 2 });
		const { failed, wrote } = await reconcileAlice(service, { nick: "Alice" });
		assert.deepEqual({ failed, wrote }, { failed: new Map(), wrote: true });
		assert.deepEqual(service.waits, [1, 2]);
		assert.equal(service.log.filter((line) => line.startsWith("write")).length, 1);
	});

	it("reports a tag that was accepted but is not visible after all delays", async () => {
		const service = fakeService({ loses: [TEAM] });
		const { failed, wrote, after } = await reconcileAlice(service, { nick: "Alice", custom: { Team: "core" } });
		assert.deepEqual(reasons(failed), [
			[
				TEAM,
				"portrait_set alice: Tag_Profile_Custom_Team was accepted but not stored; run again later, and check in the console that the app admin may write the tag",
			],
		]);
		assert.equal(wrote, true);
		assert.deepEqual(after.values, { [NICK]: "Alice" });
		assert.deepEqual(service.waits, [1, 2, 3]);
		assert.equal(service.log.filter((line) => line.startsWith("write")).length, 1);
	});

	it("reports that nothing was written when the service stored no tag", async () => {
		const { wrote, failed } = await reconcileAlice(fakeService({ loses: [NICK] }), { nick: "Alice" });
		assert.deepEqual({ wrote, failed: [...failed.keys()] }, { wrote: false, failed: [NICK] });
	});

	it("reads once after a refused write, without a delay", async () => {
		const refusal = apiError(call, 80001);
		const refuse = (items: readonly ProfileItem[]) => (items.some(({ Tag }) => Tag === NICK) ? refusal : undefined);
		const service = fakeService({ refuse });
		const { failed, wrote, after } = await reconcileAlice(service, { nick: "Alice", level: 3 });
		assert.deepEqual({ failed, wrote }, { failed: new Map([[NICK, refusal]]), wrote: true });
		assert.deepEqual(after.values, { [LEVEL]: 3 });
		assert.deepEqual(service.waits, []);
	});

	it("does not write a tag that cannot be read, and writes the other tags", async () => {
		const unreadable = apiError({ command: "portrait_get", accounts: ["alice"] }, 40007);
		const service = fakeService({ unreadable: new Map([[NICK, unreadable]]) });
		const { failed, wrote } = await reconcileAlice(service, { nick: "Alice", level: 3 });
		assert.deepEqual({ failed, wrote }, { failed: new Map([[NICK, unreadable]]), wrote: true });
		assert.equal(service.log[1], "write alice level");
	});

	it("fails with 40003 for an account that does not exist, and writes nothing", async () => {
		const service = fakeService({ accounts: {} });
		const { message, errorCode } = await failureOf(reconcileAlice(service, { nick: "Alice" }));
		assert.equal(errorCode, 40003);
		assert.match(message, /^portrait_get alice: account 40003 account does not exist; import the account first/);
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("fails with the error of a failed first read, and writes nothing", async () => {
		const lost = networkError(call, "ECONNREFUSED");
		const service = fakeService({ failRead: () => lost });
		assert.equal(await failureOf(reconcileAlice(service, { nick: "Alice" })), lost);
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("reports the error of a refused write when the following read fails too", async () => {
		const refusal = apiError(call, 70009);
		const reads = [undefined, networkError(call, "ECONNRESET")];
		const service = fakeService({ refuse: () => refusal, failRead: () => reads.shift() });
		const { failed, wrote } = await reconcileAlice(service, { nick: "Alice" });
		assert.deepEqual({ failed, wrote }, { failed: new Map([[NICK, refusal]]), wrote: false });
	});

	it("counts accepted tags as written, and reports them as unverified, when the following read fails", async () => {
		const reads = [undefined, networkError(call, "ECONNRESET")];
		const service = fakeService({ failRead: () => reads.shift() });
		const { failed, wrote, after } = await reconcileAlice(service, { nick: "Alice" });
		assert.equal(wrote, true);
		assert.equal(after.values[NICK], "Alice");
		assert.match(
			failed.get(NICK)?.message ?? "",
			/^portrait_set alice: Tag_Profile_IM_Nick was accepted but could not be read back: portrait_set alice: network ECONNRESET/,
		);
	});

	it("counts a write without a response as successful when a read returns the written value", async () => {
		const service = fakeService({ accounts: { alice: {} } });
		const lossy: typeof service = {
			...service,
			writes: {
				async portraitSet(account, items) {
					await service.writes.portraitSet(account, items);
					throw networkError(call, "ECONNRESET");
				},
			},
		};
		const { failed, wrote } = await reconcileAlice(lossy, { nick: "Alice" });
		assert.deepEqual({ failed: failed.size, wrote }, { failed: 0, wrote: true });
	});

	describe("with many accounts", () => {
		const names = ["alice", "bob", "carol", "dave"];
		const owned = ownedTags({ nick: "New", level: 3 });
		const targets = names.map((account): Target => ({ account, wanted: owned, owned, onConflict: "overwrite" }));
		const all = (values: TagValues) => Object.fromEntries(names.map((account) => [account, values]));

		it("runs each step for all accounts, and verifies only the accounts that were written", async () => {
			const accounts = { ...all({}), bob: { [NICK]: "New", [LEVEL]: 3 } };
			const service = fakeService({ accounts });
			const outcomes = await reconcile(service, targets);
			assert.deepEqual(
				service.log.filter((line) => !line.startsWith("invalidate")),
				[
					...names.map((account) => `read ${account} nick,level`),
					...["alice", "carol", "dave"].map((account) => `write ${account} nick,level`),
					...["alice", "carol", "dave"].map((account) => `read ${account} nick,level`),
				],
			);
			assert.deepEqual(
				outcomes.map((outcome) => toReconciled(outcome).wrote),
				[true, false, true, true],
			);
		});

		it("returns an outcome for each account, and continues with other accounts after a failure", async () => {
			const { bob, ...others } = all({});
			const broken = accountError("portrait_get", "carol", 40006);
			const service = fakeService({
				accounts: others,
				failRead: (account) => (account === "carol" ? broken : undefined),
			});
			const [alice, missing, unread, dave] = await reconcile(service, targets);
			assert.equal(errorCodeOf(errorOf(missing)), 40003);
			assert.equal(errorOf(unread), broken);
			for (const outcome of [alice, dave]) assert.equal(toReconciled(outcome).failed.size, 0);
			assert.deepEqual(service.accounts.dave, { [NICK]: "New", [LEVEL]: 3 });
		});

		it("waits concurrently for all writes that are not visible, and reads only their accounts again", async () => {
			const service = fakeService({ accounts: { ...all({}), bob: { [NICK]: "New", [LEVEL]: 3 } }, lagWaits: 2 });
			await reconcile(service, targets);
			assert.deepEqual(service.waits, [1, 2]);
			assert.equal(service.log.filter((line) => line === "read alice nick,level").length, 4);
			assert.equal(service.log.filter((line) => line === "read bob nick,level").length, 1);
		});
	});

	describe("with onConflict: fail", () => {
		const onConflict = "fail";

		it("fails an account that already has another value, and writes nothing", async () => {
			const service = fakeService({ accounts: { alice: { [NICK]: "theirs", [LEVEL]: 3 } } });
			const { message } = await failureOf(
				reconcileTags(service, ownedTags({ nick: "Alice", level: 4 }), { onConflict }),
			);
			assert.match(message, /^portrait_set alice: .* nick, level; /);
			assert.deepEqual(service.log, ["read alice nick,level"]);
		});

		it("writes an account whose live values are zero or equal to the wanted values", async () => {
			const service = fakeService({ accounts: { alice: { [NICK]: "Alice", [LEVEL]: 0 } } });
			const { failed } = await reconcileTags(service, ownedTags({ nick: "Alice", level: 4 }), { onConflict });
			assert.equal(failed.size, 0);
			assert.equal(service.log[1], "write alice level");
		});
	});

	describe("with createAccounts", () => {
		const owned = ownedTags({ nick: "New" });
		const targets = ["alice", "bob"].map(
			(account): Target => ({ account, wanted: owned, owned, onConflict: "overwrite" }),
		);

		it("creates the accounts that do not exist, and reconciles them", async () => {
			const service = fakeService({ accounts: { alice: {} } });
			const outcomes = await reconcile(service, targets, { createAccounts: true });
			for (const outcome of outcomes) assert.equal(toReconciled(outcome).wrote, true);
			assert.deepEqual(service.accounts, { alice: { [NICK]: "New" }, bob: { [NICK]: "New" } });
			assert.equal(service.log.filter((line) => line.startsWith("add")).length, 1);
		});

		it("fails an account that could not be created, with the error of account_import", async () => {
			const service = fakeService({ accounts: { alice: {} } });
			const refusal = accountError("account_import", "bob", 70399);
			Object.assign(service.directories.account, { add: () => Promise.reject(refusal) });
			const [alice, bob] = await reconcile(service, targets, { createAccounts: true });
			assert.equal(toReconciled(alice).failed.size, 0);
			assert.equal(errorOf(bob), refusal);
		});
	});

	describe("with a signal", () => {
		const owned = ownedTags({ nick: "New" });
		const targets = ["alice", "bob"].map(
			(account): Target => ({ account, wanted: owned, owned, onConflict: "overwrite" }),
		);
		const writes = (service: FakeService) => service.log.filter((line) => line.startsWith("write"));

		it("writes nothing when the signal is aborted before the first write", async () => {
			const service = fakeService({ accounts: { alice: {}, bob: {} } });
			const outcomes = await reconcile(service, targets, { signal: AbortSignal.abort() });
			for (const outcome of outcomes) assert.match(errorOf(outcome)?.message ?? "", /cancelled/);
			assert.deepEqual(writes(service), []);
		});

		it("writes nothing when the signal is aborted during the first reads", async () => {
			const controller = new AbortController();
			const failRead = (account: string) => (account === "bob" ? controller.abort() : undefined);
			const service = fakeService({ accounts: { alice: {}, bob: {} }, failRead });
			const outcomes = await reconcile(service, targets, { signal: controller.signal });
			assert.deepEqual(
				outcomes.map(({ kind }) => kind),
				["failed", "failed"],
			);
			assert.deepEqual(writes(service), []);
		});

		it("ends waits and reads when the signal is aborted after a write, and reports the tags as unverified", async () => {
			const controller = new AbortController();
			const service = fakeService({ accounts: { alice: {}, bob: {} }, loses: [NICK] });
			const aborting: FakeService = {
				...service,
				async sleep(ms) {
					service.waits.push(ms);
					controller.abort();
					throw controller.signal.reason;
				},
			};
			const outcomes = await reconcile(aborting, targets, { signal: controller.signal });
			for (const outcome of outcomes) {
				const { failed, wrote } = toReconciled(outcome);
				assert.equal(wrote, true);
				assert.match(failed.get(NICK)?.message ?? "", /was accepted but could not be read back: .*cancelled/);
			}
			assert.deepEqual(service.waits, [1]);
			assert.equal(service.log.filter((line) => line.startsWith("read")).length, 4);
		});

		it("creates no account when the signal is aborted after the first writes", async () => {
			const controller = new AbortController();
			const service = fakeService({ accounts: { alice: {} }, refuse: () => controller.abort() });
			const [alice, bob] = await reconcile(service, targets, { createAccounts: true, signal: controller.signal });
			assert.equal(toReconciled(alice).wrote, true);
			assert.equal(errorCodeOf(errorOf(bob)), 40003);
			assert.ok(!service.log.includes("add bob"));
		});

		it("fails an account when the signal is aborted during its creation, and keeps the other outcomes", async () => {
			const controller = new AbortController();
			const service = fakeService({ accounts: { alice: {} } });
			Object.assign(service.directories.account, { add: async () => controller.abort() });
			const [alice, bob] = await reconcile(service, targets, { createAccounts: true, signal: controller.signal });
			assert.deepEqual(toReconciled(alice).after.values, { [NICK]: "New" });
			assert.match(errorOf(bob)?.message ?? "", /cancelled/);
			assert.deepEqual(writes(service), ["write alice nick"]);
		});
	});

	it("writes the wanted values to any profile, and then writes nothing in a second run", async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryProfileInputs, arbitraryProfileInputs, async (stored, inputs) => {
				const live = Object.fromEntries(ownedTags(stored).map(({ tag, value }) => [tag, value]));
				const service = fakeService({ accounts: { alice: live } });
				const { after, failed } = await reconcileAlice(service, inputs);
				assert.equal(failed.size, 0);
				assert.deepEqual(differingTags(ownedTags(inputs), after.values), []);
				assert.equal((await reconcileAlice(service, inputs)).wrote, false);
			}),
		);
	});

	it("waits about six seconds in total for written values to become visible", () => {
		const total = VERIFY_DELAYS_MS.reduce((sum, delayMs) => sum + delayMs, 0);
		assert.ok(total > 5000 && total < 7000);
	});
});

const refusing = (tag: string, error: Error) => (items: readonly ProfileItem[]) =>
	items.some(({ Tag }) => Tag === tag) ? error : undefined;

describe("writeTags", () => {
	const owned = ownedTags({ nick: "Alice", level: 3, custom: { Team: "core" } });

	it("writes all tags in one call", async () => {
		const { writes, log, accounts } = fakeService();
		assert.deepEqual(await writeTags(writes, "alice", owned), new Map());
		assert.deepEqual(log, ["write alice nick,level,team"]);
		assert.deepEqual(accounts.alice, { [NICK]: "Alice", [LEVEL]: 3, [TEAM]: "core" });
	});

	for (const code of [40005, 40008, 40009, 40601, 40605, 40610, 80001]) {
		it(`writes each tag separately after error code ${code}, and returns the refused tag`, async () => {
			const refusal = apiError(call, code);
			const { writes, log, accounts } = fakeService({ refuse: refusing(TEAM, refusal) });
			assert.deepEqual(await writeTags(writes, "alice", owned), new Map([[TEAM, refusal]]));
			const calls = ["write alice nick,level,team", "write alice nick", "write alice level", "write alice team"];
			assert.deepEqual(log, calls);
			assert.deepEqual(accounts.alice, { [NICK]: "Alice", [LEVEL]: 3 });
		});
	}

	it("writes a single tag once", async () => {
		const refusal = apiError(call, 80001);
		const { writes, log } = fakeService({ refuse: () => refusal });
		assert.deepEqual(await writeTags(writes, "alice", owned.slice(0, 1)), new Map([[NICK, refusal]]));
		assert.equal(log.length, 1);
	});

	const wholeCallErrors = [
		apiError(call, 40003),
		apiError(call, 70009),
		apiError(call, 40001),
		networkError(call, "ECONNRESET"),
	];
	for (const error of wholeCallErrors) {
		it(`returns the error "${error.message.split(":")[1]?.trim()}" for every tag, without another write`, async () => {
			const { writes, log } = fakeService({ refuse: () => error });
			const refusals = await writeTags(writes, "alice", owned);
			assert.deepEqual([...refusals.keys()], [NICK, LEVEL, TEAM]);
			assert.ok([...refusals.values()].every((refusal) => refusal === error));
			assert.equal(log.length, 1);
		});
	}

	it("continues with the other tags when the separate write of one tag fails", async () => {
		const content = apiError(call, 40605);
		const lost = networkError(call, "ECONNRESET");
		const refuse = (items: readonly ProfileItem[]) =>
			items.length > 1 ? content : items[0]?.Tag === LEVEL ? lost : undefined;
		const { writes, accounts } = fakeService({ refuse });
		assert.deepEqual(await writeTags(writes, "alice", owned), new Map([[LEVEL, lost]]));
		assert.deepEqual(accounts.alice, { [NICK]: "Alice", [TEAM]: "core" });
	});

	it("throws an unexpected error", async () => {
		const { writes } = fakeService({ refuse: () => new TypeError("a bug") });
		await assert.rejects(writeTags(writes, "alice", owned), TypeError);
	});
});
