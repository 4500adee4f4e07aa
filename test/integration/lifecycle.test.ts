import assert from "node:assert/strict";
import { type Emulator, type Quirks, startEmulator } from "@/emulator";
import { AllowType, Gender } from "@/provider/model/fields";
import type { ProfileInputs } from "@/provider/model/types";
import { isPartialFailure } from "@/test/support/hooks";
import {
	createProfileDriver as createDriver,
	type ProfileDriver,
	type ProfileDriverOptions,
} from "@/test/support/profile-driver";
import { profileKind, profileKinds } from "@/test/support/profile-kinds";

/** Behaviours that the documentation of the service does not specify, as quirks of the emulator. */
const variants: readonly { readonly name: string; readonly quirks: Partial<Quirks> }[] = [
	{ name: "by default", quirks: {} },
	{ name: "when the service returns a missing account under its own id", quirks: { missingAccount: "asked-id" } },
	{ name: "when the service fails a call whose accounts are all missing", quirks: { allMissing: "whole-call" } },
	{ name: "when the service returns unset tags as zero values", quirks: { unsetTags: "zero" } },
	{ name: "when the service returns items in any order", quirks: { order: "shuffled" } },
	{ name: "when the service returns numbers as text", quirks: { numbers: "digits" } },
];

const NICK = "Tag_Profile_IM_Nick";
const everyType = {
	account: "alice",
	nick: "Alice",
	gender: Gender.Female,
	birthDay: 19900101,
	allowType: AllowType.DenyAny,
	level: 3,
	custom: { Team: "core" },
	tags: { Tag_Extra_Count: { uint64: "18446744073709551615" }, Tag_Extra_Text: "x" },
};

const cases = variants.flatMap((variant) => profileKinds.map((kind) => ({ ...variant, kind })));

for (const { name, quirks, kind } of cases) {
	describe(`the handler of a ${kind.name} ${name}`, () => {
		const createProfileDriver = (emulator: Emulator) => createDriver(emulator, { kind });
		let emulator: Emulator;
		before(async () => {
			emulator = await startEmulator({
				accounts: { alice: {} },
				customFields: ["Team"],
				extraTags: { Tag_Extra_Count: "uint64", Tag_Extra_Text: "string" },
				quirks,
			});
		});
		after(() => emulator.close());
		beforeEach(() => emulator.reset());

		/** Asserts that a preview and a refresh show no change. */
		async function assertReconciled(stack: ProfileDriver, inputs: ProfileInputs) {
			assert.equal(await stack.preview(inputs), "same");
			assert.deepEqual(stack.lines, []);
			assert.equal(await stack.refresh(), false, "the refresh found a difference");
			assert.equal(await stack.preview(inputs), "same");
		}

		it("sets tags of every type in one call", async () => {
			const stack = createProfileDriver(emulator);
			assert.equal(await stack.up(everyType), "create");
			await assertReconciled(stack, everyType);
			assert.equal(emulator.calls("portrait_set"), 1);
			const { adopted, ...outputs } = stack.outputs ?? {};
			assert.deepEqual(outputs, { ...everyType, app: emulator.sdkAppId });
			assert.deepEqual(emulator.profile("alice"), {
				[NICK]: "Alice",
				Tag_Profile_IM_Gender: Gender.Female,
				Tag_Profile_IM_BirthDay: 19900101,
				Tag_Profile_IM_AllowType: AllowType.DenyAny,
				Tag_Profile_IM_Level: 3,
				Tag_Profile_Custom_Team: "core",
				Tag_Extra_Count: { uint64: "18446744073709551615" },
				Tag_Extra_Text: "x",
			});
		});

		it("writes nothing when the declared values are already live", async () => {
			const stack = createProfileDriver(emulator);
			await stack.up(everyType);
			const other = createProfileDriver(emulator);
			await other.up(everyType);
			await assertReconciled(other, everyType);
			assert.equal(emulator.calls("portrait_set"), 1);
		});

		it("writes nothing for declared zero values when the tags were never set", async () => {
			const zeros = { account: "alice", nick: "", gender: Gender.Unknown, level: 0, custom: { Team: "" } };
			const stack = createProfileDriver(emulator);
			await stack.up(zeros);
			await assertReconciled(stack, zeros);
			assert.equal(emulator.calls("portrait_set"), 0);
		});

		it("writes only changed tags", async () => {
			const stack = createProfileDriver(emulator);
			await stack.up({ account: "alice", nick: "A", level: 3 });
			await stack.up({ account: "alice", nick: "B", level: 3 });
			await assertReconciled(stack, { account: "alice", nick: "B", level: 3 });
			assert.deepEqual(emulator.requests.findLast(({ command }) => command === "portrait_set")?.tags, [NICK]);
		});

		it("shows drift in a refresh, and corrects it in the next up", async () => {
			const inputs = { account: "alice", nick: "A", level: 3 };
			const stack = createProfileDriver(emulator);
			await stack.up(inputs);
			emulator.setProfile("alice", { [NICK]: "hand", Tag_Profile_IM_Role: 9 });
			assert.equal(await stack.refresh(), true);
			assert.deepEqual(stack.inputs, { account: "alice", nick: "hand", level: 3 });
			assert.equal(await stack.up(inputs), "update");
			await assertReconciled(stack, inputs);
			assert.equal(emulator.profile("alice")?.Tag_Profile_IM_Role, 9, "an undeclared tag was changed");
		});

		it("keeps a tag in the state that was cleared outside Pulumi, and writes its value in the next up", async () => {
			const inputs = { account: "alice", nick: "A", allowType: AllowType.DenyAny };
			const stack = createProfileDriver(emulator);
			await stack.up(inputs);
			emulator.setProfile("alice", { [NICK]: undefined, Tag_Profile_IM_AllowType: undefined });
			assert.equal(await stack.refresh(), true);
			assert.equal(stack.outputs?.nick, "");
			assert.ok("allowType" in (stack.outputs ?? {}));
			assert.equal(await stack.up(inputs), "update");
			await assertReconciled(stack, inputs);
		});

		it("removes a missing account from the state in a refresh, and fails the create with the next step", async () => {
			const inputs = { account: "alice", nick: "A" };
			const stack = createProfileDriver(emulator);
			await stack.up(inputs);
			emulator.removeAccount("alice");
			await stack.refresh();
			assert.equal(stack.outputs, undefined);
			await assert.rejects(stack.up(inputs), /portrait_get alice: account 40003 account does not exist; import/);
			assert.equal(stack.outputs, undefined);
		});

		it("fails an update of a missing account, and completes the update when the account exists again", async () => {
			const inputs = { account: "alice", nick: "A" };
			const stack = createProfileDriver(emulator);
			await stack.up(inputs);
			emulator.removeAccount("alice");
			await assert.rejects(stack.up({ account: "alice", nick: "B" }), /40003/);
			assert.deepEqual(stack.outputs, { ...inputs, app: emulator.sdkAppId });
			emulator.addAccount("alice");
			assert.equal(await stack.up({ account: "alice", nick: "B" }), "update");
			await assertReconciled(stack, { account: "alice", nick: "B" });
		});

		if (kind !== profileKind) return;

		it("looks up every standard tag of an unmanaged account", async () => {
			emulator.setProfile("alice", { [NICK]: "A", Tag_Profile_IM_Level: 3 });
			const { props } = await createProfileDriver(emulator).hooks().read("alice", {});
			assert.equal(props?.nick, "A");
			assert.equal(props?.level, 3);
			assert.equal(props?.selfSignature, "");
			assert.equal(props?.gender, Gender.Unknown);
		});

		it("fails when a look-up finds no account", async () => {
			await assert.rejects(createProfileDriver(emulator).hooks().read("missing", {}), /missing: account 40003/);
		});
	});
}

for (const kind of profileKinds) {
	describe(`the handler of a ${kind.name} when an operation fails or makes no write`, () => {
		const createProfileDriver = (emulator: Emulator, options: ProfileDriverOptions = {}) =>
			createDriver(emulator, { kind, ...options });
		let emulator: Emulator;
		before(async () => {
			emulator = await startEmulator({
				accounts: { alice: {} },
				customFields: ["Team"],
				quirks: { sensitiveWords: ["forbidden"] },
			});
		});
		after(() => emulator.close());
		beforeEach(() => emulator.reset());

		it("stores the written tags when one tag is rejected, and writes the rejected tag in the next run", async () => {
			const stack = createProfileDriver(emulator);
			const wanted = { account: "alice", nick: "A", selfSignature: "forbidden", level: 3 };
			const error = await stack.up(wanted).catch((caught: unknown) => caught);
			assert.ok(isPartialFailure(error));
			assert.deepEqual(error.reasons, [
				"selfSignature: portrait_set alice: api 80001 the service rejected the text as sensitive; choose other text, or ask the app owner to change the word filter",
			]);
			assert.deepEqual(stack.outputs, { ...wanted, selfSignature: "", app: emulator.sdkAppId });
			const corrected = { ...wanted, selfSignature: "fine" };
			assert.equal(await stack.up(corrected), "update");
			assert.equal(await stack.preview(corrected), "same");
		});

		it("stores no state when a create fails before any write", async () => {
			const stack = createProfileDriver(emulator);
			await assert.rejects(
				stack.up({ account: "alice", nick: "forbidden" }),
				/^Error: nick: portrait_set alice: api 80001/,
			);
			assert.equal(stack.outputs, undefined);
		});

		it("reports a tag that the service accepted but did not store, and writes the tag only once", async () => {
			emulator.faults.add({
				when: { command: "portrait_set" },
				effect: { do: "lose", tags: ["Tag_Profile_Custom_Team"] },
			});
			const stack = createProfileDriver(emulator);
			const wanted = { account: "alice", nick: "A", custom: { Team: "core" } };
			const error = await stack.up(wanted).catch((caught: unknown) => caught);
			assert.ok(isPartialFailure(error));
			assert.match(error.reasons.join("\n"), /^custom\.Team: .*Tag_Profile_Custom_Team was accepted but not stored/);
			assert.equal(emulator.calls("portrait_set"), 1);
			assert.deepEqual(stack.outputs?.custom, { Team: "" });
			emulator.faults.clear();
			assert.equal(await stack.up(wanted), "update");
			assert.equal(emulator.profile("alice")?.Tag_Profile_Custom_Team, "core");
		});

		it("repeats the read until a late write is visible", async () => {
			emulator.faults.add({ when: { command: "portrait_get", nth: 2 }, effect: { do: "stale", calls: 1 } });
			const stack = createProfileDriver(emulator);
			await stack.up({ account: "alice", nick: "A" });
			assert.equal(emulator.calls("portrait_set"), 1);
			assert.equal(emulator.calls("portrait_get"), 3);
		});

		it("reports a custom field that the app does not define, and writes the other tags", async () => {
			const stack = createProfileDriver(emulator);
			const error = await stack
				.up({ account: "alice", nick: "A", custom: { Nope: "x" } })
				.catch((caught: unknown) => caught);
			assert.ok(isPartialFailure(error));
			assert.match(error.reasons.join("\n"), /^custom\.Nope: portrait_get alice: api 40009 tag does not exist; create/);
			assert.equal(emulator.profile("alice")?.Tag_Profile_IM_Nick, "A");
		});

		it("rejects read, diff, update and delete when the state belongs to another app", async () => {
			const inputs = { account: "alice", nick: "A" };
			await createProfileDriver(emulator).up(inputs);
			const other = createProfileDriver(emulator, { env: { TIM_SDK_APP_ID: "1400000999" } }).hooks();
			const state = { ...inputs, app: emulator.sdkAppId };
			const message =
				/(alice|desk): the state belongs to app 1400000000, but the settings contain app 1400000999; use another stack/;
			await assert.rejects(other.read("alice", state), message);
			await assert.rejects(other.diff("alice", state, inputs), message);
			await assert.rejects(other.update("alice", state, inputs), message);
			await assert.rejects(other.delete("alice", state), message);
		});

		it("keeps the account and its tags in a delete, without a call to the service", async () => {
			const stack = createProfileDriver(emulator);
			await stack.up({ account: "alice", nick: "A" });
			const calls = emulator.calls();
			await stack.hooks().delete("alice", { account: "alice", nick: "A" });
			assert.equal(emulator.calls(), calls);
			assert.equal(emulator.profile("alice")?.Tag_Profile_IM_Nick, "A");
		});

		it("stores the overwritten live values of newly declared tags in adopted", async () => {
			emulator.setProfile("alice", { Tag_Profile_IM_Nick: "before", Tag_Profile_IM_Level: 3, Tag_Profile_IM_Role: 7 });
			const stack = createProfileDriver(emulator);
			await stack.up({ account: "alice", nick: "A", level: 3, selfSignature: "s" });
			assert.deepEqual(stack.outputs?.adopted, { Tag_Profile_IM_Nick: "before" });
			await stack.up({ account: "alice", nick: "A", level: 3, role: 1 });
			assert.deepEqual(stack.outputs?.adopted, { Tag_Profile_IM_Nick: "before", Tag_Profile_IM_Role: 7 });
			await stack.up({ account: "alice", level: 3, role: 1 });
			assert.deepEqual(stack.outputs?.adopted, { Tag_Profile_IM_Role: 7 });
		});

		it("suggests --refresh=false when a refresh has no credentials and the setting compare is state", async () => {
			const env = { TIM_COMPARE: "state", TIM_SECRET_KEY: undefined };
			const hooks = createProfileDriver(emulator, { env }).hooks();
			await assert.rejects(hooks.read("alice", { account: "alice", nick: "A" }), /TIM_SECRET_KEY.*--refresh=false/);
		});

		it("batches the reads of many accounts when one of them does not exist", async () => {
			const accounts = Array.from({ length: 250 }, (_, at) => `user_${at}`);
			for (const account of accounts) emulator.addAccount(account, { Tag_Profile_IM_Nick: account });
			emulator.removeAccount("user_17");
			const hooks = createProfileDriver(emulator).hooks();
			const reads = await Promise.all(accounts.map((account) => hooks.read(account, { account, nick: account })));
			assert.equal(reads.filter(({ id }) => id === undefined).length, 1);
			assert.ok(emulator.calls("portrait_get") <= 4, `${emulator.calls("portrait_get")} calls`);
		});
	});
}
