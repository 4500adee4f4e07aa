import assert from "node:assert/strict";
import { ownedTags } from "../../../../provider/profile/owned";
import { isUnmanaged, managedTags } from "../../../../provider/profile/unmanaged";

describe("isUnmanaged", () => {
	const cases: readonly { path: string; unmanaged: unknown; is: boolean }[] = [
		{ path: "nick", unmanaged: undefined, is: false },
		{ path: "nick", unmanaged: [], is: false },
		{ path: "nick", unmanaged: ["level", "nick"], is: true },
		{ path: "nick", unmanaged: ["nic"], is: false },
		{ path: "nick", unmanaged: ["Nick"], is: false },
		{ path: "nick", unmanaged: ["*"], is: true },
		{ path: "nick", unmanaged: ["nick.more"], is: false },
		{ path: "custom.Team", unmanaged: ["custom"], is: true },
		{ path: "custom.Team", unmanaged: ["custom.Team"], is: true },
		{ path: "custom.Team", unmanaged: ['custom["Team"]'], is: true },
		{ path: "custom.Team", unmanaged: ["custom[Team]"], is: true },
		{ path: "custom.Team", unmanaged: ["custom.*"], is: true },
		{ path: "custom.Team", unmanaged: ["custom[*]"], is: true },
		{ path: "custom.Team", unmanaged: ["*"], is: true },
		{ path: "custom.Team", unmanaged: ["tags.*"], is: false },
		{ path: "custom.Team", unmanaged: ["custom.Unit"], is: false },
		{ path: "tags.Tag_New", unmanaged: ['["tags"].Tag_New'], is: true },
		{ path: "nick", unmanaged: 5, is: false },
		{ path: "nick", unmanaged: "nick", is: false },
		{ path: "nick", unmanaged: [5, null, "nick"], is: true },
	];
	for (const { path, unmanaged, is } of cases) {
		it(`${is ? "covers" : "leaves"} ${path} with ${JSON.stringify(unmanaged)}`, () => {
			assert.equal(isUnmanaged(path, unmanaged), is);
		});
	}
});

describe("managedTags", () => {
	const owned = ownedTags({ nick: "a", level: 1, custom: { Team: "b" } });

	it("keeps the tags that are not left to others", () => {
		const paths = managedTags(owned, ["level", "custom"]).map(({ path }) => path);
		assert.deepEqual(paths, ["nick"]);
	});

	it("keeps all without a list", () => assert.deepEqual(managedTags(owned), owned));
});
