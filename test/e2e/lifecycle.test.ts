import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { serializedProvider } from "@/provider/dynamic/serialized-provider";
import { Gender } from "@/provider/model/fields";
import type { ProfileAttributes } from "@/provider/model/types";
import {
	assertExitCode,
	assertReconciled,
	createProfilesFile,
	createProfilesProgram,
	type DeclaredResource,
	type DeclaredResources,
	storedTags,
	summarizePreview,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

/**
 * Returns a `ProfileSet` of the given profiles. The test changes its accounts in the same ways as the resources of kind
 * `Profile`.
 */
const set = (profiles: Readonly<Record<string, ProfileAttributes>>): DeclaredResource => ({
	args: { defaults: { level: 1, custom: { Team: "desk" } }, profiles },
	options: { ignoreChanges: ["profiles.s_ignored.nick"] },
});

const firstSet = {
	s_still: { nick: "Still" },
	s_changed: { nick: "One" },
	s_drifted: { nick: "Mine", level: 3 },
	s_released: { nick: "Mine", gender: Gender.Female },
	s_left: { nick: "Left" },
	s_ignored: { nick: "Mine" },
	s_adopted: { nick: "Known", level: 0, custom: { Team: "" } },
};

const { s_left, ...others } = firstSet;
const secondSet = { ...others, s_changed: { nick: "Two" }, s_released: { nick: "Mine" }, s_added: { nick: "Added" } };

const first: DeclaredResources = {
	still: { args: { account: "still", nick: "Still", birthDay: 19900101, custom: { Team: "core" } } },
	changed: { args: { account: "changed", nick: "One", level: 1 } },
	drifted: { args: { account: "drifted", nick: "Mine", level: 3 } },
	both: { args: { account: "both", nick: "Mine", level: 1 } },
	released: { args: { account: "released", nick: "Mine", level: 1 } },
	moved: { args: { account: "moved_from", nick: "Mover" } },
	ignored: { args: { account: "ignored", nick: "Mine", level: 1 }, options: { ignoreChanges: ["nick"] } },
	adopted: { args: { account: "adopted", nick: "Known", level: 0 } },
	large: { args: { account: "large", tags: { Tag_Extra_Count: { uint64: "18446744073709551615" } } } },
	set: set(firstSet),
};

const second: DeclaredResources = {
	...first,
	changed: { args: { account: "changed", nick: "Two", level: 1 } },
	both: { args: { account: "both", nick: "Mine", level: 2 } },
	released: { args: { account: "released", level: 1 } },
	moved: { args: { account: "moved_to", nick: "Mover" } },
	set: set(secondSet),
};

/** The names of the resources of kind `Profile`. */
const singles = Object.keys(first).filter((name) => name !== "set");

describe("the provider with profiles on the real engine", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	let stack: Stack;

	before(async () => {
		const inSets = Object.keys({ ...firstSet, ...secondSet });
		const accounts = [...singles.filter((name) => name !== "moved"), "moved_from", "moved_to", ...inSets];
		emulator = await startEmulator({
			accounts: {
				...Object.fromEntries(accounts.map((account) => [account, {}])),
				adopted: { Tag_Profile_IM_Nick: "Known", Tag_Profile_IM_Role: 5 },
				s_adopted: { Tag_Profile_IM_Nick: "Known", Tag_Profile_IM_Role: 5 },
			},
			customFields: ["Team"],
			extraTags: { Tag_Extra_Count: "uint64" },
		});
		stack = await createStack({ files: createProfilesProgram(first), env: emulator.env });
	});
	after(async () => {
		stack.dispose();
		await emulator.close();
	});

	it("shows new profiles in the preview before the first up, without a call", async () => {
		const { operations } = await summarizePreview(stack);
		assert.deepEqual(operations, Object.fromEntries(Object.keys(first).map((name) => [name, "create"])));
		assert.equal(emulator.calls(), 0);
	});

	it("writes each account in one call, except accounts whose live values equal the declared ones", async () => {
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(storedTags(emulator, "still"), { Nick: "Still", BirthDay: 19900101, Custom_Team: "core" });
		assert.deepEqual(emulator.profile("large"), { Tag_Extra_Count: { uint64: "18446744073709551615" } });
		assert.deepEqual(storedTags(emulator, "s_still"), { Nick: "Still", Level: 1, Custom_Team: "desk" });
		const writes = emulator.requests.filter(({ command }) => command === "portrait_set");
		const unwritten = ["adopted", "s_adopted"];
		const all = [...singles, ...Object.keys(firstSet)].map((name) => (name === "moved" ? "moved_from" : name));
		assert.deepEqual(
			writes.flatMap(({ accounts }) => accounts).sort(),
			all.filter((name) => !unwritten.includes(name)).sort(),
		);
		await assertReconciled(stack);
	});

	it("stores the constant provider text in the state", async () => {
		const resources = (await stack.resources()).filter(({ type }) => type.includes("tim:Profile"));
		const texts = resources.flatMap(({ inputs, outputs }) => [inputs?.__provider, outputs?.__provider]);
		assert.equal(texts.length, 2 * Object.keys(first).length);
		assert.deepEqual([...new Set(texts)].sort(), [serializedProvider("profile"), serializedProvider("profileSet")]);
	});

	it("stores a set with the defaults merged into each profile, and with the resource name as the id", async () => {
		const { id, outputs } = (await stack.resources()).find(({ urn }) => urn.endsWith("::set")) ?? {};
		assert.equal(id, "set");
		const { __provider, profiles, ...rest } = outputs ?? {};
		assert.deepEqual(rest, { app: emulator.sdkAppId, __id: "set", __unmanaged: ["profiles.s_ignored.nick"] });
		const { s_still, s_adopted } = profiles as Readonly<Record<string, unknown>>;
		assert.deepEqual(s_still, { nick: "Still", level: 1, custom: { Team: "desk" } });
		assert.deepEqual(s_adopted, { nick: "Known", level: 0, custom: { Team: "" } });
	});

	it("reports drift in a preview, with the accounts and tags but without values", async () => {
		emulator.setProfile("drifted", { Tag_Profile_IM_Nick: "canary-by-hand" });
		emulator.setProfile("both", { Tag_Profile_IM_Nick: "canary-by-hand" });
		emulator.setProfile("adopted", { Tag_Profile_IM_Role: 6 });
		emulator.setProfile("s_drifted", { Tag_Profile_IM_Nick: "canary-by-hand" });
		emulator.setProfile("s_adopted", { Tag_Profile_IM_Role: 6 });
		const { operations, lines } = await summarizePreview(stack);
		assert.deepEqual(operations, { both: "update", drifted: "update", set: "update" });
		assert.match(lines, /^drifted: changed outside Pulumi: nick$/m);
		assert.match(lines, /^s_drifted: changed outside Pulumi: nick$/m);
		assert.doesNotMatch(lines, /canary/);
	});

	it("fails with exit code 7 in refresh --expect-no-changes after drift", async () => {
		const output = assertExitCode(await stack.refresh("--preview-only", "--expect-no-changes"), 7);
		assert.match(output, /drifted update \[diff: ~nick\]/);
		assert.match(output, /set update \[diff: ~profiles\]/);
		assert.match(output, /3 to update/);
	});

	it("shows the live and the declared value of each property in preview --refresh", async () => {
		const output = assertExitCode(await stack.preview("--refresh", "--diff"), 0);
		assert.equal(output.match(/nick *: "canary-by-hand" => "Mine"/g)?.length, 3);
		assert.match(output, /~ profiles: \{\n *~ s_drifted: \{\n *~ nick: "canary-by-hand" => "Mine"\n *\}\n *\}\n/);
	});

	it("reports no drift of an input in ignoreChanges", async () => {
		for (const account of ["ignored", "s_ignored"]) emulator.setProfile(account, { Tag_Profile_IM_Nick: "by hand" });
		const { operations, lines } = await summarizePreview(stack);
		assert.equal(operations.ignored, undefined);
		assert.doesNotMatch(lines, /ignored/);
	});

	it("shows updates, drift, a profile with a released tag and a replacement in one preview", async () => {
		stack.write(createProfilesFile(second));
		const { operations, properties, lines } = await summarizePreview(stack);
		assert.equal(operations.changed, "update");
		assert.deepEqual(properties.changed, ["nick"]);
		assert.equal(operations.drifted, "update");
		assert.deepEqual(properties.both, ["level"]);
		assert.match(lines, /^both: changed outside Pulumi: nick$/m);
		assert.match(lines, /^released: nick released; live values are kept$/m);
		assert.deepEqual([...(properties.set ?? [])].sort(), [
			"profiles.s_added",
			"profiles.s_changed.nick",
			"profiles.s_left",
			"profiles.s_released.gender",
		]);
		assert.match(lines, /^s_added: added$/m);
		assert.match(lines, /^s_left: released; live values are kept$/m);
		assert.match(lines, /^s_released: gender released; live values are kept$/m);
		assert.match(lines, /^s_drifted: changed outside Pulumi: nick$/m);
		assert.match(String(operations.moved), /replace/);
	});

	it("corrects, changes, releases and replaces profiles in one up, and writes only tags that differ", async () => {
		const calls = emulator.requests.length;
		assertExitCode(await stack.up(), 0);
		const writes = emulator.requests.slice(calls).filter(({ command }) => command === "portrait_set");
		const written = Object.fromEntries(writes.map(({ accounts, tags }) => [accounts.join(), tags.join()]));
		assert.deepEqual(written, {
			changed: "Tag_Profile_IM_Nick",
			drifted: "Tag_Profile_IM_Nick",
			both: "Tag_Profile_IM_Nick,Tag_Profile_IM_Level",
			moved_to: "Tag_Profile_IM_Nick",
			s_changed: "Tag_Profile_IM_Nick",
			s_drifted: "Tag_Profile_IM_Nick",
			s_added: "Tag_Profile_IM_Nick,Tag_Profile_IM_Level,Tag_Profile_Custom_Team",
		});
		assert.deepEqual(storedTags(emulator, "s_left"), { Nick: "Left", Level: 1, Custom_Team: "desk" });
		assert.equal(storedTags(emulator, "s_released").Gender, Gender.Female);
		assert.equal(storedTags(emulator, "s_adopted").Role, 6);
		assert.equal(storedTags(emulator, "s_ignored").Nick, "by hand");
		assert.deepEqual(storedTags(emulator, "released"), { Nick: "Mine", Level: 1 });
		assert.deepEqual(storedTags(emulator, "moved_from"), { Nick: "Mover" });
		assert.equal(storedTags(emulator, "adopted").Role, 6);
		assert.equal(storedTags(emulator, "ignored").Nick, "by hand");
		assert.deepEqual((await summarizePreview(stack)).operations, {});
	});

	it("keeps the live value of an input in ignoreChanges in a refresh and in the next up", async () => {
		assertExitCode(await stack.refresh(), 0);
		const ignored = (await stack.resources()).find(({ urn }) => urn.endsWith("::ignored"));
		assert.equal(ignored?.outputs?.nick, "by hand");
		for (const account of ["ignored", "s_ignored"]) emulator.setProfile(account, { Tag_Profile_IM_Level: 9 });
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(storedTags(emulator, "ignored"), { Nick: "by hand", Level: 1 });
		assert.deepEqual(storedTags(emulator, "s_ignored"), { Nick: "by hand", Level: 1, Custom_Team: "desk" });
		await assertReconciled(stack);
	});

	it("reports an account that was deleted outside Pulumi, and writes its profile when the account exists again", async () => {
		for (const account of ["still", "s_still"]) emulator.removeAccount(account);
		const { operations, lines } = await summarizePreview(stack);
		assert.deepEqual(operations, { still: "update", set: "update" });
		for (const account of ["still", "s_still"]) {
			assert.match(lines, new RegExp(`^${account}: the account does not exist in the service`, "m"));
		}
		const failed = assertExitCode(await stack.up("--continue-on-error"), 1);
		assert.match(failed, /portrait_get still: account 40003 .*import the account first/);
		assert.match(failed, /profiles\.s_still: portrait_get s_still: account 40003 .*import the account first/);
		assertExitCode(await stack.refresh(), 0);
		const resources = await stack.resources();
		assert.ok(!resources.some(({ urn }) => urn.endsWith("::still")));
		const left = resources.find(({ urn }) => urn.endsWith("::set"))?.outputs?.profiles as object;
		assert.deepEqual(
			Object.keys(left).sort(),
			Object.keys(secondSet)
				.filter((name) => name !== "s_still")
				.sort(),
		);
		for (const account of ["still", "s_still"]) emulator.addAccount(account);
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(storedTags(emulator, "s_still"), { Nick: "Still", Level: 1, Custom_Team: "desk" });
		assert.deepEqual(storedTags(emulator, "still"), { Nick: "Still", BirthDay: 19900101, Custom_Team: "core" });
		await assertReconciled(stack);
	});

	it("keeps profiles in a destroy, without a write", async () => {
		const writes = emulator.calls("portrait_set");
		assertExitCode(await stack.destroy(), 0);
		assert.deepEqual(await stack.resources(), []);
		assert.equal(emulator.calls("portrait_set"), writes);
		assert.deepEqual(storedTags(emulator, "drifted"), { Nick: "Mine", Level: 3 });
		assert.deepEqual(storedTags(emulator, "s_drifted"), { Nick: "Mine", Level: 3, Custom_Team: "desk" });
	});
});
