import assert from "node:assert/strict";
import fc from "fast-check";
import { readProfileState, readStoredProfiles } from "@/provider/lifecycle/state";
import { AllowType } from "@/provider/model/fields";
import {
	inputPath,
	isUnmanaged,
	managedTags,
	ownedTags,
	replaceValues,
	standardAttributes,
	toAttributes,
} from "@/provider/model/managed-profiles";
import { arbitraryProfileInputs } from "@/test/support/arbitraries";
import { APP, LEVEL, NICK, profileInputs, profileState, TEAM } from "@/test/support/builders";

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
		const { profiles: members, app } = readStoredProfiles({
			profiles,
			app: APP,
			adopted: { alice: adopted },
			__id: "desk",
		});
		assert.equal(app, APP);
		assert.deepEqual(members, [
			{ account: "alice", prefix: ["profiles", "alice"], attributes: { nick: "A" }, adopted },
			{ account: "constructor", prefix: ["profiles", "constructor"], attributes: {} },
		]);
	});

	it("has no member while there is no account", () => assert.deepEqual(readProfileState({}).profiles, []));
});

describe("pathIn", () => {
	const [alone] = readStoredProfiles({ account: "alice" }).profiles;
	const [inSet] = readStoredProfiles({ profiles: { alice: {} } }).profiles;

	it("names an input as the program does", () => {
		assert.ok(alone !== undefined && inSet !== undefined);
		assert.deepEqual([inputPath(alone, "custom.Team"), inputPath(alone)], ["custom.Team", ""]);
		assert.deepEqual(
			[inputPath(inSet, "custom.Team"), inputPath(inSet)],
			["profiles.alice.custom.Team", "profiles.alice"],
		);
	});
});

describe("ownedTags", () => {
	it("names the fields in the table's order, then custom, then tags", () => {
		const inputs = profileInputs({ tags: { Tag_New: 1 }, custom: { Team: "core" }, level: 3 });
		assert.deepEqual(ownedTags(inputs), [
			{ path: "nick", tag: NICK, value: "Alice" },
			{ path: "level", tag: LEVEL, value: 3 },
			{ path: "custom.Team", tag: TEAM, value: "core" },
			{ path: "tags.Tag_New", tag: "Tag_New", value: 1 },
		]);
	});

	it("owns a declared zero", () => {
		const paths = ownedTags({ nick: "", level: 0 }).map(({ path }) => path);
		assert.deepEqual(paths, ["nick", "level"]);
	});

	it("owns nothing that the program does not name", () => {
		assert.deepEqual(ownedTags({}), []);
		assert.deepEqual(ownedTags(profileState({ nick: undefined as never, adopted: { [LEVEL]: 1 } })), []);
	});
});

describe("withValues", () => {
	it("gives every owned tag its new value and keeps the rest", () => {
		const state = profileState({ level: 1, custom: { Team: "a" }, tags: { Tag_New: "b" }, adopted: { [NICK]: "old" } });
		const changed = replaceValues(state, ({ path, value }) => (typeof value === "number" ? 9 : `${path}!`));
		assert.deepEqual(changed, {
			...state,
			nick: "nick!",
			level: 9,
			custom: { Team: "custom.Team!" },
			tags: { Tag_New: "tags.Tag_New!" },
		});
	});

	it("changes nothing when every tag keeps its value", () => {
		fc.assert(
			fc.property(arbitraryProfileInputs, (inputs) => {
				assert.deepEqual(
					replaceValues(inputs, ({ value }) => value),
					inputs,
				);
			}),
		);
	});

	it("keeps the owned tags, whatever the values", () => {
		const tagsOf = (inputs: object) => ownedTags(inputs).map(({ tag }) => tag);
		fc.assert(
			fc.property(arbitraryProfileInputs, (inputs) => {
				assert.deepEqual(tagsOf(replaceValues(inputs, () => "")), tagsOf(inputs));
			}),
		);
	});
});

describe("standardAttributes", () => {
	it("names the standard fields and leaves other tags out", () => {
		const values = { [NICK]: "Alice", [LEVEL]: 0, [TEAM]: "core", Tag_Profile_IM_AllowType: AllowType.DenyAny };
		assert.deepEqual(standardAttributes(values), { nick: "Alice", level: 0, allowType: AllowType.DenyAny });
	});
});

describe("attributesOf", () => {
	it("gives each tag the name that a program has for it", () => {
		const values = { Tag_New: 1, [TEAM]: "core", Tag_Profile_Custom_Too9: "x", [NICK]: "Alice" };
		assert.deepEqual(toAttributes(values), {
			nick: "Alice",
			custom: { Team: "core" },
			tags: { Tag_New: 1, Tag_Profile_Custom_Too9: "x" },
		});
	});

	it("names the same tags that it is given", () => {
		fc.assert(
			fc.property(arbitraryProfileInputs, (inputs) => {
				const values = Object.fromEntries(ownedTags(inputs).map(({ tag, value }) => [tag, value]));
				assert.deepEqual(ownedTags(toAttributes(values)), ownedTags(inputs));
			}),
		);
	});
});

describe("isUnmanaged", () => {
	const cases: readonly { path: string; unmanaged: unknown; is: boolean }[] = [
		{ path: "nick", unmanaged: undefined, is: false },
		{ path: "nick", unmanaged: [], is: false },
		{ path: "nick", unmanaged: ["level", "nick"], is: true },
		{ path: "nick", unmanaged: ["nic"], is: false },
		{ path: "nick", unmanaged: ["Nick"], is: false },
		{ path: "nick", unmanaged: ["*"], is: true },
		{ path: "nick", unmanaged: ["nick.more"], is: false },
		{ path: "custom Team", unmanaged: ["custom"], is: true },
		{ path: "custom Team", unmanaged: ["custom.Team"], is: true },
		{ path: "custom Team", unmanaged: ['custom["Team"]'], is: true },
		{ path: "custom Team", unmanaged: ["custom[Team]"], is: true },
		{ path: "custom Team", unmanaged: ["custom.*"], is: true },
		{ path: "custom Team", unmanaged: ["custom[*]"], is: true },
		{ path: "custom Team", unmanaged: ["*"], is: true },
		{ path: "custom Team", unmanaged: ["tags.*"], is: false },
		{ path: "custom Team", unmanaged: ["custom.Unit"], is: false },
		{ path: "tags Tag_New", unmanaged: ['["tags"].Tag_New'], is: true },
		{ path: "nick", unmanaged: 5, is: false },
		{ path: "nick", unmanaged: "nick", is: false },
		{ path: "nick", unmanaged: [5, null, "nick"], is: true },
		{ path: "profiles bob nick", unmanaged: ["profiles.bob.nick"], is: true },
		{ path: "profiles bob nick", unmanaged: ["profiles.bob"], is: true },
		{ path: "profiles bob nick", unmanaged: ["profiles.*.nick"], is: true },
		{ path: "profiles bob nick", unmanaged: ["profiles.alice.nick", "nick"], is: false },
		{ path: "profiles b.ob nick", unmanaged: ['profiles["b.ob"].nick'], is: true },
		{ path: "profiles b.ob nick", unmanaged: ["profiles.b.ob.nick"], is: false },
		{ path: 'profiles b"o]b nick', unmanaged: ['profiles["b\\"o]b"].nick'], is: true },
	];
	for (const { path, unmanaged, is } of cases) {
		it(`${is ? "covers" : "leaves"} ${path} with ${JSON.stringify(unmanaged)}`, () => {
			assert.equal(isUnmanaged(path.split(" "), unmanaged), is);
		});
	}
});

describe("managedTags", () => {
	const attributes = { nick: "a", level: 1, custom: { Team: "b" } };
	const member = { account: "alice", prefix: [], attributes };

	it("keeps the tags that are not left to others", () => {
		const paths = managedTags(member, ["level", "custom"]).map(({ path }) => path);
		assert.deepEqual(paths, ["nick"]);
	});

	it("takes the paths of a member of a set from where the program names it", () => {
		const inSet = { ...member, prefix: ["profiles", "alice"] };
		const paths = managedTags(inSet, ["profiles.alice.custom", "nick"]).map(({ path }) => path);
		assert.deepEqual(paths, ["nick", "level"]);
	});

	it("keeps all without a list", () => assert.deepEqual(managedTags(member), ownedTags(attributes)));
});
