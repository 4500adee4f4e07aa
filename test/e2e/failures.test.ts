import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import {
	assertExitCode,
	assertReconciled,
	createProfilesFile,
	createProfilesProgram,
	type DeclaredResources,
	storedTags,
	summarizePreview,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const CANARY = "canary-4711";

const fleet = Array.from({ length: 250 }, (_, at) => `fleet_${at}`);
const inFleet = Object.fromEntries(fleet.map((account) => [account, { nick: account }]));

const wanted: DeclaredResources = {
	good: { args: { account: "good", nick: "Good" } },
	missing: { args: { account: "missing", nick: "Missing" } },
	refused: { args: { account: "refused", nick: `${CANARY} rude` } },
	partial: { args: { account: "partial", nick: "Partial", selfSignature: `${CANARY} rude`, level: 2 } },
	lost: { args: { account: "lost", nick: "Lost", custom: { Team: "core" } } },
	unknownTag: { args: { account: "unknown_tag", nick: "Known", custom: { Nope: "x" } } },
	fleet: { args: { defaults: { level: 2 }, profiles: { ...inFleet, fleet_7: { nick: `${CANARY} rude` } } } },
};

/** The accounts of the fleet that exist in the service: all except `fleet_100`. */
const { fleet_100, ...fleetAccounts } = Object.fromEntries(fleet.map((account) => [account, {}]));

const corrected: DeclaredResources = {
	...wanted,
	refused: { args: { account: "refused", nick: "Polite" } },
	partial: { args: { account: "partial", nick: "Partial", selfSignature: "Polite", level: 2 } },
	unknownTag: { args: { account: "unknown_tag", nick: "Known" } },
	fleet: { args: { defaults: { level: 2 }, profiles: inFleet } },
};

describe("the provider on the real engine, when inputs or writes fail", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	let stack: Stack;

	before(async () => {
		emulator = await startEmulator({
			accounts: { good: {}, refused: {}, partial: {}, lost: {}, unknown_tag: {}, ...fleetAccounts },
			customFields: ["Team"],
			quirks: { sensitiveWords: ["rude"] },
		});
		stack = await createStack({ files: createProfilesProgram(wanted), env: emulator.env });
	});
	after(async () => {
		stack.dispose();
		await emulator.close();
	});

	it("reports all invalid inputs in one preview, with their paths and without values", async () => {
		const bad = { account: "good", nikc: CANARY, level: -1, allowType: CANARY, custom: { Team5: CANARY } };
		stack.write(createProfilesFile({ good: { args: bad as never } }));
		const output = assertExitCode(await stack.preview(), 1);
		for (const reason of [
			"nikc: is not a property of a profile; did you mean nick?",
			"level: must be from 0 to 4294967295",
			"allowType: must be one of AllowType_Type_NeedConfirm, AllowType_Type_AllowAny, AllowType_Type_DenyAny",
			"custom.Team5: the keyword of a custom field must consist of English letters",
		]) {
			assert.ok(output.includes(reason), `${reason}\n${output}`);
		}
		assert.ok(!output.includes(CANARY), output);
		assert.equal(emulator.calls(), 0);
	});

	it("applies the valid profiles in one up, and reports the reasons why the other profiles failed", async () => {
		stack.write(createProfilesFile(wanted));
		emulator.faults.add({ when: { account: "lost" }, effect: { do: "lose", tags: ["Tag_Profile_Custom_Team"] } });
		emulator.faults.add({
			when: { account: "fleet_200" },
			effect: { do: "refuse-value", tags: { Tag_Profile_IM_Level: 40008 } },
		});
		const output = assertExitCode(await stack.up("--continue-on-error"), 1);
		for (const reason of [
			/error: portrait_get missing: account 40003 account does not exist; import the account first/,
			/error: nick: portrait_set refused: api 80001 the service rejected the text as sensitive; choose other text/,
			/selfSignature: portrait_set partial: api 80001 the service rejected the text as sensitive/,
			/custom\.Team: portrait_set lost: Tag_Profile_Custom_Team was accepted but not stored/,
			/custom\.Nope: portrait_get unknown_tag: api 40009 tag does not exist; create the custom field/,
			/profiles\.fleet_7\.nick: portrait_set fleet_7: api 80001 the service rejected the text as sensitive; choose other text/,
			/profiles\.fleet_100: portrait_get fleet_100: account 40003 account does not exist; import the account first/,
			/profiles\.fleet_200\.level: portrait_set fleet_200: api 40008 no write permission on the tag/,
		]) {
			assert.match(output, reason);
		}
		assert.ok(!output.includes(CANARY), output);
		assert.deepEqual(storedTags(emulator, "good"), { Nick: "Good" });
		assert.deepEqual(storedTags(emulator, "partial"), { Nick: "Partial", Level: 2 });
		assert.deepEqual(storedTags(emulator, "fleet_7"), { Level: 2 });
		assert.deepEqual(storedTags(emulator, "fleet_200"), { Nick: "fleet_200" });
		assert.deepEqual(storedTags(emulator, "fleet_249"), { Nick: "fleet_249", Level: 2 });
	});

	it("stores the live values of partly written profiles, and no state for profiles that were not written", async () => {
		const resources = await stack.resources();
		const outputs = (name: string) => resources.find(({ urn }) => urn.endsWith(`::${name}`))?.outputs;
		assert.equal(outputs("missing"), undefined);
		assert.equal(outputs("refused"), undefined);
		assert.equal(outputs("partial")?.selfSignature, "");
		assert.equal(outputs("partial")?.level, 2);
		assert.deepEqual(outputs("lost")?.custom, { Team: "" });
		assert.ok(
			outputs("partial")?.__provider,
			"the state of the partial failure lacks __provider, which a refresh needs",
		);
		const profiles = outputs("fleet")?.profiles as Readonly<Record<string, object>>;
		assert.equal(Object.keys(profiles).length, 249);
		assert.equal(profiles.fleet_100, undefined);
		assert.deepEqual(profiles.fleet_7, { nick: "", level: 2 });
		assert.deepEqual(profiles.fleet_200, { nick: "fleet_200", level: 0 });
		assert.deepEqual(profiles.fleet_249, { nick: "fleet_249", level: 2 });
	});

	it("shows the tags that were not written as changes in the preview after a refresh", async () => {
		assertExitCode(await stack.refresh(), 0);
		const { properties } = await summarizePreview(stack);
		assert.deepEqual(properties.partial, ["selfSignature"]);
		const inFleet = ["profiles.fleet_100", "profiles.fleet_200.level", "profiles.fleet_7.nick"];
		assert.deepEqual([...(properties.fleet ?? [])].sort(), inFleet);
	});

	it("writes only the tags that were not written before, in the next up", async () => {
		emulator.faults.clear();
		emulator.addAccount("missing");
		emulator.addAccount("fleet_100");
		stack.write(createProfilesFile(corrected));
		const calls = emulator.requests.length;
		assertExitCode(await stack.up(), 0);
		const writes = emulator.requests.slice(calls).filter(({ command }) => command === "portrait_set");
		assert.deepEqual(Object.fromEntries(writes.map(({ accounts, tags }) => [accounts.join(), tags.join()])), {
			missing: "Tag_Profile_IM_Nick",
			refused: "Tag_Profile_IM_Nick",
			partial: "Tag_Profile_IM_SelfSignature",
			lost: "Tag_Profile_Custom_Team",
			fleet_7: "Tag_Profile_IM_Nick",
			fleet_100: "Tag_Profile_IM_Nick,Tag_Profile_IM_Level",
			fleet_200: "Tag_Profile_IM_Level",
		});
		await assertReconciled(stack);
	});
});
