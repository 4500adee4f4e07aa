import assert from "node:assert/strict";
import fc from "fast-check";
import { AllowType } from "../../../../provider/model/fields";
import {
	ownedTags,
	replaceValues,
	standardAttributes,
	toAttributes,
} from "../../../../provider/model/managed-profiles";
import { arbitraryProfileInputs } from "../../../support/arbitraries";
import { LEVEL, NICK, profileInputs, profileState, TEAM } from "../../../support/builders";

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
