import assert from "node:assert/strict";
import { isUnmanaged, managedTags, ownedTags } from "../../../../provider/model/managed-profiles";

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
