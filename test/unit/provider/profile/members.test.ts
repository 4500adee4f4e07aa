import assert from "node:assert/strict";
import { holdingOf, holdingOfProfile, pathIn } from "../../../../provider/profile/members";
import { APP, aState, NICK } from "../../../support/builders";

describe("holdingOf", () => {
	const adopted = { [NICK]: "old" };

	it("gives the one member of a profile's outputs", () => {
		const holding = holdingOf({ ...aState({ level: 3, adopted, __unmanaged: ["nick"], onDelete: "reset" }) });
		assert.deepEqual(holding, {
			members: [{ account: "alice", prefix: [], attributes: { nick: "Alice", level: 3 }, adopted }],
			app: APP,
			unmanaged: ["nick"],
			policies: { onDelete: "reset" },
		});
	});

	it("gives a member for each account of a set's outputs, also for one that JavaScript has a use for", () => {
		const profiles = { alice: { nick: "A" }, constructor: {} };
		const { members, app } = holdingOf({ profiles, app: APP, adopted: { alice: adopted }, __id: "desk" });
		assert.equal(app, APP);
		assert.deepEqual(members, [
			{ account: "alice", prefix: ["profiles", "alice"], attributes: { nick: "A" }, adopted },
			{ account: "constructor", prefix: ["profiles", "constructor"], attributes: {} },
		]);
	});

	it("has no member while there is no account", () => assert.deepEqual(holdingOfProfile({}).members, []));
});

describe("pathIn", () => {
	const [alone] = holdingOf({ account: "alice" }).members;
	const [inSet] = holdingOf({ profiles: { alice: {} } }).members;

	it("names an input as the program does", () => {
		assert.ok(alone !== undefined && inSet !== undefined);
		assert.deepEqual([pathIn(alone, "custom.Team"), pathIn(alone)], ["custom.Team", ""]);
		assert.deepEqual([pathIn(inSet, "custom.Team"), pathIn(inSet)], ["profiles.alice.custom.Team", "profiles.alice"]);
	});
});
