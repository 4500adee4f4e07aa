import assert from "node:assert/strict";
import fc from "fast-check";
import { AllowType } from "@/provider/model/fields";
import {
	inputKeys,
	inputPath,
	isUnmanaged,
	managedTags,
	mergeAttributes,
	ownedTags,
	replaceValues,
	selectTags,
	standardAttributes,
	toAttributes,
} from "@/provider/model/managed-profiles";
import { arbitraryProfileInputs } from "@/test/support/arbitraries";
import { LEVEL, NICK, profileInputs, profileState, TEAM } from "@/test/support/builders";

describe("inputPath", () => {
	const single = { account: "alice", prefix: [], attributes: {} };
	const inSet = { ...single, prefix: ["profiles", "alice"] };

	it("formats the path of an input as a program writes it", () => {
		assert.deepEqual([inputPath(single, "custom.Team"), inputPath(single)], ["custom.Team", ""]);
		assert.deepEqual(
			[inputPath(inSet, "custom.Team"), inputPath(inSet)],
			["profiles.alice.custom.Team", "profiles.alice"],
		);
	});
});

describe("ownedTags", () => {
	it("returns standard fields in the order of the field table, then custom, then tags", () => {
		const inputs = profileInputs({ tags: { Tag_New: 1 }, custom: { Team: "core" }, level: 3 });
		assert.deepEqual(ownedTags(inputs), [
			{ path: "nick", tag: NICK, value: "Alice" },
			{ path: "level", tag: LEVEL, value: 3 },
			{ path: "custom.Team", tag: TEAM, value: "core" },
			{ path: "tags.Tag_New", tag: "Tag_New", value: 1 },
		]);
	});

	it("includes a declared zero value", () => {
		const paths = ownedTags({ nick: "", level: 0 }).map(({ path }) => path);
		assert.deepEqual(paths, ["nick", "level"]);
	});

	it("omits attributes that the program does not declare", () => {
		assert.deepEqual(ownedTags({}), []);
		assert.deepEqual(ownedTags(profileState({ nick: undefined as never, adopted: { [LEVEL]: 1 } })), []);
	});
});

describe("replaceValues", () => {
	it("replaces the value of every owned tag, and keeps other properties", () => {
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

	it("returns attributes with the same owned tags for any new values", () => {
		const tagsOf = (inputs: object) => ownedTags(inputs).map(({ tag }) => tag);
		fc.assert(
			fc.property(arbitraryProfileInputs, (inputs) => {
				assert.deepEqual(tagsOf(replaceValues(inputs, () => "")), tagsOf(inputs));
			}),
		);
	});
});

describe("standardAttributes", () => {
	it("returns standard fields, and omits other tags", () => {
		const values = { [NICK]: "Alice", [LEVEL]: 0, [TEAM]: "core", Tag_Profile_IM_AllowType: AllowType.DenyAny };
		assert.deepEqual(standardAttributes(values), { nick: "Alice", level: 0, allowType: AllowType.DenyAny });
	});
});

describe("toAttributes", () => {
	it("returns each tag under the name of its attribute", () => {
		const values = { Tag_New: 1, [TEAM]: "core", Tag_Profile_Custom_Too9: "x", [NICK]: "Alice" };
		assert.deepEqual(toAttributes(values), {
			nick: "Alice",
			custom: { Team: "core" },
			tags: { Tag_New: 1, Tag_Profile_Custom_Too9: "x" },
		});
	});

	it("returns attributes that declare the same tags as the given values", () => {
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
		{ path: "nick", unmanaged: ["", "["], is: false },
		{ path: "profiles bob nick", unmanaged: ["*.alice", "profiles.*.nick"], is: true },
		{ path: "profiles bob nick", unmanaged: ["profiles.bob.level", "*.*.nick"], is: true },
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
		it(`returns ${is} for the input ${path} and ignoreChanges ${JSON.stringify(unmanaged)}`, () => {
			assert.equal(isUnmanaged(path.split(" "), unmanaged), is);
		});
	}
});

describe("managedTags", () => {
	const attributes = { nick: "a", level: 1, custom: { Team: "b" } };
	const profile = { account: "alice", prefix: [], attributes };

	it("returns the tags that are not in ignoreChanges", () => {
		const paths = managedTags(profile, ["level", "custom"]).map(({ path }) => path);
		assert.deepEqual(paths, ["nick"]);
	});

	it("compares the full paths of a profile in a set with ignoreChanges", () => {
		const inSet = { ...profile, prefix: ["profiles", "alice"] };
		const paths = managedTags(inSet, ["profiles.alice.custom", "nick"]).map(({ path }) => path);
		assert.deepEqual(paths, ["nick", "level"]);
	});

	it("returns all tags when ignoreChanges is not set", () =>
		assert.deepEqual(managedTags(profile), ownedTags(attributes)));
});

describe("inputKeys", () => {
	it("returns an account that contains dots as a single property key", () => {
		const profile = { account: "desk.2", prefix: ["profiles", "desk.2"], attributes: {} };
		assert.deepEqual(inputKeys(profile, "custom.Team"), ["profiles", "desk.2", "custom", "Team"]);
	});
});

describe("selectTags", () => {
	it("keeps only the selected tags", () => {
		const attributes = { nick: "a", level: 1, custom: { Team: "b", Unit: "c" } };
		const profile = { account: "alice", prefix: [], attributes };
		const selected = selectTags(profile, new Set([LEVEL, TEAM]));
		assert.deepEqual(selected, { ...profile, attributes: { level: 1, custom: { Team: "b" } } });
	});
});

describe("mergeAttributes", () => {
	it("merges custom and tags by map key, and prefers the values of the second argument", () => {
		const a = { nick: "a", custom: { Team: "a", Unit: "a" }, tags: { Tag_New: 1 } };
		const b = { nick: "b", custom: { Team: "b" } };
		const merged = { nick: "b", custom: { Team: "b", Unit: "a" }, tags: { Tag_New: 1 } };
		assert.deepEqual(mergeAttributes(a, b), merged);
	});

	it("adds neither custom nor tags when both arguments lack them", () =>
		assert.deepEqual(mergeAttributes({ nick: "a" }, { level: 1 }), { nick: "a", level: 1 }));
});
