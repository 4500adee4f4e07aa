import assert from "node:assert/strict";
import {
	profileSetShape,
	profileShape,
	readProfileState,
	readSetState,
	readStoredProfiles,
} from "@/provider/lifecycle/state";
import type { ProfileSetState } from "@/provider/model/types";
import { APP, LEVEL, NICK, profileInputs, profileState } from "@/test/support/builders";

describe("readStoredProfiles", () => {
	const adopted = { [NICK]: "old" };

	it("reads the outputs of a Profile", () => {
		const managed = readStoredProfiles({
			...profileState({ level: 3, adopted, __unmanaged: ["nick"], onDelete: "reset" }),
		});
		assert.deepEqual(managed, {
			profiles: [{ account: "alice", prefix: [], attributes: { nick: "Alice", level: 3 }, adopted }],
			app: APP,
			unmanaged: ["nick"],
			policies: { onDelete: "reset" },
		});
	});

	it("reads each account of a set, including an account named like a JavaScript property", () => {
		const { profiles, app } = readStoredProfiles({
			profiles: { alice: { nick: "A" }, constructor: {} },
			app: APP,
			adopted: { alice: adopted },
			__id: "desk",
		});
		assert.equal(app, APP);
		assert.deepEqual(profiles, [
			{ account: "alice", prefix: ["profiles", "alice"], attributes: { nick: "A" }, adopted },
			{ account: "constructor", prefix: ["profiles", "constructor"], attributes: {} },
		]);
	});

	it("returns no profile for outputs without an account", () => assert.deepEqual(readProfileState({}).profiles, []));
});

describe("profileShape", () => {
	const { app, ...inputs } = profileState({
		level: 3,
		custom: { Team: "core" },
		onDelete: "reset",
		__unmanaged: ["nick"],
	});
	const adopted = { [NICK]: "old" };

	it("converts stored inputs and outputs to profiles and back without a change", () => {
		const { profiles } = profileShape.parse({ ...inputs, app: APP, adopted });
		assert.deepEqual(profileShape.toInputs({ ...inputs }, profiles), inputs);
		assert.deepEqual(profileShape.toState({ ...inputs }, profiles, app), { ...inputs, app, adopted });
	});

	it("omits app and adopted from the outputs when a profile has none", () => {
		const { profiles } = profileShape.parse(profileInputs());
		assert.deepEqual(profileShape.toState(profileInputs(), profiles, undefined), profileInputs());
	});

	it("adds the account to the state of a look-up", () => {
		assert.deepEqual(profileShape.complete("alice", {}), { account: "alice" });
		assert.deepEqual(profileShape.complete("alice", profileState()), profileState());
	});
});

describe("profileSetShape", () => {
	const inputs = {
		profiles: { alice: { nick: "A" }, "desk.2": { level: 3 } },
		onRelease: "restore",
		createAccounts: false,
		__id: "desk",
		__unmanaged: ["profiles.*.nick"],
	} as const;
	const state: ProfileSetState = { ...inputs, app: APP, adopted: { alice: { [NICK]: "old", [LEVEL]: 1 } } };

	it("converts stored inputs and outputs to profiles and back without a change", () => {
		const { profiles } = profileSetShape.parse(state);
		assert.deepEqual(profileSetShape.toInputs(state, profiles), inputs);
		assert.deepEqual(profileSetShape.toState(state, profiles, APP), state);
	});

	it("reads createAccounts, policies and the paths in ignoreChanges", () => {
		const { createAccounts, policies, unmanaged, app } = readSetState(state);
		assert.deepEqual(
			{ createAccounts, policies, unmanaged, app },
			{ createAccounts: false, policies: { onRelease: "restore" }, unmanaged: ["profiles.*.nick"], app: APP },
		);
	});

	it("adds the id and an empty map of profiles to an incomplete state", () => {
		assert.deepEqual(profileSetShape.complete("desk", {}), { profiles: {}, __id: "desk" });
	});

	it("keeps the id in the state, and uses the id in the inputs for a new resource", () => {
		const news = { ...inputs, __id: "renamed" };
		assert.equal(profileSetShape.keepId(state, news).__id, "desk");
		assert.equal(profileSetShape.keepId({}, news).__id, "renamed");
	});
});
