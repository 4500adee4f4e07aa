import assert from "node:assert/strict";
import { parseTagOptions } from "@/cli/tag-options";
import { fields } from "@/provider/model/fields";
import { NICK, TEAM } from "@/test/support/builders";

const standard = Object.values(fields).map(({ tag }) => tag);

describe("parseTagOptions", () => {
	it("returns the standard tags, then the tags of the options, without duplicates", () => {
		assert.deepEqual(parseTagOptions(undefined, undefined), standard);
		assert.deepEqual(parseTagOptions("Team, Desk", `Tag_New,${TEAM},${NICK},Tag_Profile_Custom_Too9`), [
			...[...standard, TEAM, "Tag_Profile_Custom_Desk", "Tag_New", "Tag_Profile_Custom_Too9"],
		]);
	});

	const invalid: readonly { readonly custom?: string; readonly tags?: string; readonly message: string }[] = [
		{ custom: "Te4m", message: "--custom: Te4m: the keyword of a custom field must consist of English letters" },
		{ custom: "Workplace", message: "--custom: Workplace: is 9 bytes of UTF-8; the limit is 8" },
		{
			tags: "Nick",
			message: "--tags: Nick: a tag must start with Tag_, followed by letters, digits and underscores",
		},
	];
	for (const { custom, tags, message } of invalid) {
		it(`rejects ${custom ?? tags} for ${custom === undefined ? "--tags" : "--custom"}`, () =>
			assert.throws(() => parseTagOptions(custom, tags), { message }));
	}
});
