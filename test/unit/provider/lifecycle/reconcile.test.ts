import assert from "node:assert/strict";
import fc from "fast-check";
import { accountError, apiError, errorCodeOf, ImError, networkError } from "@/provider/errors/im-error";
import { adoptedValues, mergeAdopted, type Outcome, reconcile, VERIFY_DELAYS_MS } from "@/provider/lifecycle/reconcile";
import { differingTags } from "@/provider/model/compare";
import { AllowType } from "@/provider/model/fields";
import { type OwnedTag, ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, ProfileItem, TagValues } from "@/provider/model/types";
import { arbitraryProfileInputs } from "@/test/support/arbitraries";
import { ALLOW_TYPE, type FakeService, failureOf, fakeService, LEVEL, NICK, TEAM } from "@/test/support/builders";

const call = { command: "portrait_set", accounts: ["alice"] };

const walk = (service: FakeService, attributes: ProfileAttributes) => walkOf(service, ownedTags(attributes));

/** Walks with alice alone, and throws where nothing could be read of her. */
async function walkOf(service: FakeService, owned: readonly OwnedTag[], wanted = owned): Promise<Outcome> {
	const [end] = await reconcile(service, [{ account: "alice", wanted, owned }]);
	if (end === undefined || end instanceof ImError) throw end;
	return end;
}

const reasons = (failed: ReadonlyMap<string, Error>) => [...failed].map(([tag, { message }]) => [tag, message]);

describe("converge", () => {
	it("writes only what differs, and reads it back", async () => {
		const service = fakeService({ accounts: { alice: { [NICK]: "Alice", [LEVEL]: 1 } } });
		const { before, after, failed, wrote } = await walk(service, { nick: "Alice", level: 3 });
		assert.deepEqual(service.log, [
			"read alice nick,level",
			"write alice level",
			"forget alice",
			"read alice nick,level",
		]);
		assert.deepEqual(before.values, { [NICK]: "Alice", [LEVEL]: 1 });
		assert.deepEqual(after.values, { [NICK]: "Alice", [LEVEL]: 3 });
		assert.deepEqual({ failed, wrote }, { failed: new Map(), wrote: true });
		assert.deepEqual(service.waits, []);
	});

	it("writes nothing when nothing differs", async () => {
		const service = fakeService({ accounts: { alice: { [NICK]: "Alice" } } });
		const { before, after, failed, wrote } = await walk(service, { nick: "Alice", level: 0 });
		assert.deepEqual(service.log, ["read alice nick,level"]);
		assert.equal(after, before);
		assert.deepEqual({ failed, wrote }, { failed: new Map(), wrote: false });
	});

	it("leaves owned tags alone that are not wanted, and knows their values", async () => {
		const service = fakeService({ accounts: { alice: { [NICK]: "theirs" } } });
		const owned = ownedTags({ nick: "Alice", level: 3 });
		const { after } = await walkOf(service, owned, owned.slice(1));
		assert.deepEqual(after.values, { [NICK]: "theirs", [LEVEL]: 3 });
		assert.equal(service.log[1], "write alice level");
	});

	it("waits for a write that is not to be seen yet, and writes it once", async () => {
		const service = fakeService({ lagWaits: 2 });
		const { failed, wrote } = await walk(service, { nick: "Alice" });
		assert.deepEqual({ failed, wrote }, { failed: new Map(), wrote: true });
		assert.deepEqual(service.waits, [1, 2]);
		assert.equal(service.log.filter((line) => line.startsWith("write")).length, 1);
	});

	it("says which tag was accepted and is not there after all waits", async () => {
		const service = fakeService({ loses: [TEAM] });
		const { failed, wrote, after } = await walk(service, { nick: "Alice", custom: { Team: "core" } });
		assert.deepEqual(reasons(failed), [
			[
				TEAM,
				"portrait_set alice: Tag_Profile_Custom_Team was accepted but not stored; run again later, and check in the console that the app admin may write it",
			],
		]);
		assert.equal(wrote, true);
		assert.deepEqual(after.values, { [NICK]: "Alice" });
		assert.deepEqual(service.waits, [1, 2, 3]);
		assert.equal(service.log.filter((line) => line.startsWith("write")).length, 1);
	});

	it("says that nothing was written where nothing is there", async () => {
		const { wrote, failed } = await walk(fakeService({ loses: [NICK] }), { nick: "Alice" });
		assert.deepEqual({ wrote, failed: [...failed.keys()] }, { wrote: false, failed: [NICK] });
	});

	it("reads back once more what was refused, and does not wait for it", async () => {
		const refusal = apiError(call, 80001);
		const refuse = (items: readonly ProfileItem[]) => (items.some(({ Tag }) => Tag === NICK) ? refusal : undefined);
		const service = fakeService({ refuse });
		const { failed, wrote, after } = await walk(service, { nick: "Alice", level: 3 });
		assert.deepEqual({ failed, wrote }, { failed: new Map([[NICK, refusal]]), wrote: true });
		assert.deepEqual(after.values, { [LEVEL]: 3 });
		assert.deepEqual(service.waits, []);
	});

	it("does not write a tag that the service would not read, and writes the others", async () => {
		const unreadable = apiError({ command: "portrait_get", accounts: ["alice"] }, 40007);
		const service = fakeService({ unreadable: new Map([[NICK, unreadable]]) });
		const { failed, wrote } = await walk(service, { nick: "Alice", level: 3 });
		assert.deepEqual({ failed, wrote }, { failed: new Map([[NICK, unreadable]]), wrote: true });
		assert.equal(service.log[1], "write alice level");
	});

	it("gives 40003 for an account that is not there, and writes nothing", async () => {
		const service = fakeService({ accounts: {} });
		const { message, errorCode } = await failureOf(walk(service, { nick: "Alice" }));
		assert.equal(errorCode, 40003);
		assert.match(message, /^portrait_get alice: account 40003 account does not exist; import the account first/);
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("gives the error of the first read, and writes nothing", async () => {
		const lost = networkError(call, "ECONNREFUSED");
		const service = fakeService({ failRead: () => lost });
		assert.equal(await failureOf(walk(service, { nick: "Alice" })), lost);
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("keeps the refusal where the look after it fails too", async () => {
		const refusal = apiError(call, 70009);
		const reads = [undefined, networkError(call, "ECONNRESET")];
		const service = fakeService({ refuse: () => refusal, failRead: () => reads.shift() });
		const { failed, wrote } = await walk(service, { nick: "Alice" });
		assert.deepEqual({ failed, wrote }, { failed: new Map([[NICK, refusal]]), wrote: false });
	});

	it("takes what the service accepted for written where the look after it fails, and says so", async () => {
		const reads = [undefined, networkError(call, "ECONNRESET")];
		const service = fakeService({ failRead: () => reads.shift() });
		const { failed, wrote, after } = await walk(service, { nick: "Alice" });
		assert.equal(wrote, true);
		assert.equal(after.values[NICK], "Alice");
		assert.match(
			failed.get(NICK)?.message ?? "",
			/^portrait_set alice: Tag_Profile_IM_Nick was accepted but could not be read back: portrait_set alice: network ECONNRESET/,
		);
	});

	it("counts a write whose answer was lost as done when it is there", async () => {
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
		const { failed, wrote } = await walk(lossy, { nick: "Alice" });
		assert.deepEqual({ failed: failed.size, wrote }, { failed: 0, wrote: true });
	});

	describe("with many accounts", () => {
		const names = ["alice", "bob", "carol", "dave"];
		const owned = ownedTags({ nick: "New", level: 3 });
		const targets = names.map((account) => ({ account, wanted: owned, owned }));
		const all = (values: TagValues) => Object.fromEntries(names.map((account) => [account, values]));

		it("takes each step with all of them, writes those that differ, and reads back what was written", async () => {
			const accounts = { ...all({}), bob: { [NICK]: "New", [LEVEL]: 3 } };
			const service = fakeService({ accounts });
			const ends = await reconcile(service, targets);
			assert.deepEqual(
				service.log.filter((line) => !line.startsWith("forget")),
				[
					...names.map((account) => `read ${account} nick,level`),
					...["alice", "carol", "dave"].map((account) => `write ${account} nick,level`),
					...["alice", "carol", "dave"].map((account) => `read ${account} nick,level`),
				],
			);
			assert.deepEqual(
				ends.map((end) => !(end instanceof ImError) && end.wrote),
				[true, false, true, true],
			);
		});

		it("gives each account an end of its own, and none keeps another from its write", async () => {
			const { bob, ...others } = all({});
			const broken = accountError("portrait_get", "carol", 40006);
			const service = fakeService({
				accounts: others,
				failRead: (account) => (account === "carol" ? broken : undefined),
			});
			const [alice, missing, unread, dave] = await reconcile(service, targets);
			assert.ok(errorCodeOf(missing) === 40003);
			assert.equal(unread, broken);
			for (const end of [alice, dave])
				assert.ok(end !== undefined && !(end instanceof ImError) && end.failed.size === 0);
			assert.deepEqual(service.accounts.dave, { [NICK]: "New", [LEVEL]: 3 });
		});

		it("waits once for all writes that are late, and looks again only at those", async () => {
			const service = fakeService({ accounts: { ...all({}), bob: { [NICK]: "New", [LEVEL]: 3 } }, lagWaits: 2 });
			await reconcile(service, targets);
			assert.deepEqual(service.waits, [1, 2]);
			assert.equal(service.log.filter((line) => line === "read alice nick,level").length, 4);
			assert.equal(service.log.filter((line) => line === "read bob nick,level").length, 1);
		});
	});

	it("ends converged from any profile, and a second walk writes nothing", async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryProfileInputs, arbitraryProfileInputs, async (was, inputs) => {
				const live = Object.fromEntries(ownedTags(was).map(({ tag, value }) => [tag, value]));
				const service = fakeService({ accounts: { alice: live } });
				const { after, failed } = await walk(service, inputs);
				assert.equal(failed.size, 0);
				assert.deepEqual(differingTags(ownedTags(inputs), after.values), []);
				assert.equal((await walk(service, inputs)).wrote, false);
			}),
		);
	});

	it("waits about six seconds in all for a read-back", () => {
		const total = VERIFY_DELAYS_MS.reduce((sum, delayMs) => sum + delayMs, 0);
		assert.ok(total > 5000 && total < 7000);
	});
});

describe("adoptedValues", () => {
	const owned = ownedTags({ nick: "Alice", level: 3, allowType: AllowType.DenyAny });
	const cases: readonly { name: string; live: Record<string, string | number>; adopted: object }[] = [
		{ name: "nothing where nothing was set", live: {}, adopted: {} },
		{ name: "nothing where zeros were set", live: { [NICK]: "", [LEVEL]: 0 }, adopted: {} },
		{ name: "nothing where the declared values were set", live: { [NICK]: "Alice", [LEVEL]: "3" }, adopted: {} },
		{ name: "the values that were other", live: { [NICK]: "Old", [LEVEL]: 3 }, adopted: { [NICK]: "Old" } },
		{
			name: "another allow type, which has no zero",
			live: { [ALLOW_TYPE]: AllowType.AllowAny },
			adopted: { [ALLOW_TYPE]: AllowType.AllowAny },
		},
		{ name: "nothing of tags that are not owned", live: { Tag_Profile_IM_Role: 5 }, adopted: {} },
	];
	for (const { name, live, adopted } of cases) {
		it(`keeps ${name}`, () => assert.deepEqual(adoptedValues(owned, live), adopted));
	}
});

describe("keepAdopted", () => {
	const owned = ownedTags({ nick: "Alice" });

	it("is nothing where nothing is remembered", () => assert.deepEqual(mergeAdopted(owned), {}));

	it("keeps the first value that it remembers of a tag", () => {
		assert.deepEqual(mergeAdopted(owned, { [NICK]: "first" }, { [NICK]: "later" }), { adopted: { [NICK]: "first" } });
	});

	it("adds the value of a tag owned from now on", () => {
		const both = ownedTags({ nick: "Alice", level: 3 });
		assert.deepEqual(mergeAdopted(both, { [NICK]: "a" }, { [LEVEL]: 5 }), { adopted: { [NICK]: "a", [LEVEL]: 5 } });
	});

	it("drops the value of a released tag", () => {
		assert.deepEqual(mergeAdopted(owned, { [LEVEL]: 5 }), {});
	});
});
