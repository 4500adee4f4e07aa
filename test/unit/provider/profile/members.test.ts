import assert from "node:assert/strict";
import { readProfileState, readStoredProfiles } from "../../../../provider/lifecycle/state";
import { inputPath } from "../../../../provider/model/managed-profiles";
import { APP, NICK, profileState } from "../../../support/builders";

describe("holdingOf", () => {
	const adopted = { [NICK]: "old" };

	it("gives the one member of a profile's outputs", () => {
		const holding = readStoredProfiles({
			...profileState({ level: 3, adopted, __unmanaged: ["nick"], onDelete: "reset" }),
		});
		assert.deepEqual(holding, {
			members: [{ account: "alice", prefix: [], attributes: { nick: "Alice", level: 3 }, adopted }],
			app: APP,
			unmanaged: ["nick"],
			policies: { onDelete: "reset" },
		});
	});

	it("gives a member for each account of a set's outputs, also for one that JavaScript has a use for", () => {
		const profiles = { alice: { nick: "A" }, constructor: {} };
		const { members, app } = readStoredProfiles({ profiles, app: APP, adopted: { alice: adopted }, __id: "desk" });
		assert.equal(app, APP);
		assert.deepEqual(members, [
			{ account: "alice", prefix: ["profiles", "alice"], attributes: { nick: "A" }, adopted },
			{ account: "constructor", prefix: ["profiles", "constructor"], attributes: {} },
		]);
	});

	it("has no member while there is no account", () => assert.deepEqual(readProfileState({}).members, []));
});

describe("pathIn", () => {
	const [alone] = readStoredProfiles({ account: "alice" }).members;
	const [inSet] = readStoredProfiles({ profiles: { alice: {} } }).members;

	it("names an input as the program does", () => {
		assert.ok(alone !== undefined && inSet !== undefined);
		assert.deepEqual([inputPath(alone, "custom.Team"), inputPath(alone)], ["custom.Team", ""]);
		assert.deepEqual(
			[inputPath(inSet, "custom.Team"), inputPath(inSet)],
			["profiles.alice.custom.Team", "profiles.alice"],
		);
	});
});
