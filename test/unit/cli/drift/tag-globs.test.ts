import assert from "node:assert/strict";
import { canMatchTag } from "@/cli/drift/tag-globs";

describe("canMatchTag", () => {
	const matching = [
		...["nick", "custom", "tags", "account", "custom.Team", "custom.TeamTeam", "tags.Tag_New", "Tag_New"],
		...["Tag_Profile_IM_Nick", "Tag_Profile_Custom_Team", "*", "**", "n*", "*k", "?ick", "c*m", "custom.*", "*.Team"],
		...["custom.????????", "[nN]ick", "[!x]ick", "[a-z]ick", "Tag_*", "Tag_Profile_*_Team", "*_Nick", "\\nick"],
		...["*nickname", "[\\n]ick", "[a-z\\]]ick"],
	];
	for (const glob of matching) it(`returns true for ${glob}`, () => assert.equal(canMatchTag(glob), true));

	const unmatched = [
		...["nickname", "Nick", "NICK", "ni?", "nick?", "?nick", "!nick", "nick*me", "[!n]ick", "[A-Z]ick", "nick "],
		...["custom.", "custom.Team1", "custom.Departments", "custom.?????????", "Custom.*", "custom.*-*", "custom*.T.x"],
		...["tags.nick", "tags.Tag_", "Tag_", "tag_profile_im_nick", "profiles.*.nick", "profiles.alice", "*.nick.*", ""],
	];
	for (const glob of unmatched) {
		it(`returns false for ${JSON.stringify(glob)}`, () => assert.equal(canMatchTag(glob), false));
	}

	it("ends quickly for a long glob with many wildcards", () => {
		assert.equal(canMatchTag(`${"*a".repeat(1000)}.`), false);
	});
});
