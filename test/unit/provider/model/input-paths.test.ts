import assert from "node:assert/strict";
import fc from "fast-check";
import { hasPath, nearestPath, pathSchema } from "@/provider/model/input-paths";
import { ownedTags } from "@/provider/model/managed-profiles";
import { formatPropertyPath, parsePropertyPath } from "@/provider/model/property-path";
import { arbitraryProfileInputs } from "@/test/support/arbitraries";

const kinds = {
	profile: {
		existing: [
			...["account", "nick", "custom", "custom.Team", "tags", "tags.Tag_New", "tags.Tag_Profile_IM_Nick", "onDelete"],
			...["app", "adopted", "adopted.Tag_Profile_IM_Nick", "id", "urn", "__provider", "__unmanaged", "*", "*.Team"],
			...["custom.*", "tags.*", "adopted.*"],
		],
		missing: [
			...["nickname", "Nick", "custom.Team1", "custom.Department", "custom.Team.x", "nick.x", "tags.nick", "defaults"],
			...[
				"tags.Tag_New.uint64",
				"profiles.alice.nick",
				"createAccounts",
				"__id",
				"__other",
				"*.*.x",
				"app.x",
				"toString",
			],
			...["__proto__", "constructor", "hasOwnProperty.name"],
		],
	},
	profileSet: {
		existing: [
			...["profiles", "profiles.alice", "profiles.*", "profiles.alice.nick", "profiles.*.custom.Team", "profiles.*.*"],
			...["profiles.__proto__.nick", "profiles.alice.tags.Tag_New", "createAccounts", "onRelease", "app", "__id"],
			...["adopted", "adopted.alice", "adopted.alice.Tag_Profile_IM_Nick", "__unmanaged", "__provider", "*"],
		],
		missing: [
			...["nick", "defaults", "defaults.level", "profiles.alice.account", "profiles.alice.nickname", "profile.alice"],
			...["profiles.alice.nick.x", "account", "profiles.a.b.nick", `profiles.${"x".repeat(33)}.nick`, "adopted.a.nick"],
		],
	},
	account: { existing: ["account", "onDelete", "app", "__provider", "*"], missing: ["nick", "adopted", "__unmanaged"] },
	robot: { existing: ["account", "onDelete", "app", "__provider", "*"], missing: ["nick", "onRelease", "account.x"] },
} as const;

for (const [kind, { existing, missing }] of Object.entries(kinds)) {
	const schema = pathSchema(kind as keyof typeof kinds);

	describe(`hasPath of kind ${kind}`, () => {
		for (const [paths, is] of [
			[existing, true],
			[missing, false],
		] as const) {
			for (const path of paths) {
				it(`returns ${is} for ${path}`, () => assert.equal(hasPath(schema, parsePropertyPath(path)), is));
			}
		}
	});
}

describe("hasPath", () => {
	it("returns true for each tag that a profile declares, alone and in a set", () => {
		fc.assert(
			fc.property(arbitraryProfileInputs, (inputs) => {
				for (const { path } of ownedTags(inputs)) {
					assert.ok(hasPath(pathSchema("profile"), path.split(".")), path);
					assert.ok(hasPath(pathSchema("profileSet"), ["profiles", "a.b", ...path.split(".")]), path);
				}
			}),
		);
	});
});

describe("nearestPath", () => {
	const cases: readonly { readonly kind: "profile" | "profileSet"; readonly path: string; readonly near?: string }[] = [
		{ kind: "profile", path: "nickname", near: "nick" },
		{ kind: "profile", path: "Custom.Team", near: "custom.Team" },
		{ kind: "profile", path: "Custom.Team.x", near: "custom.Team" },
		{ kind: "profile", path: "custom.Tag_Profile_Custom_Team", near: "custom.Team" },
		{ kind: "profile", path: "Tag_Profile_Custom_Team", near: "custom.Team" },
		{ kind: "profile", path: "custom.Team.x", near: "custom.Team" },
		{ kind: "profile", path: "nick.x", near: "nick" },
		{ kind: "profile", path: "tags.nick", near: "tags.Tag_Profile_IM_Nick" },
		{ kind: "profile", path: "tags.Tag_New.uint64", near: "tags.Tag_New" },
		{ kind: "profile", path: "profiles.x.nick", near: "nick" },
		{ kind: "profile", path: "args.nick", near: "nick" },
		{ kind: "profile", path: "custom.Team1" },
		{ kind: "profile", path: "something" },
		{ kind: "profileSet", path: "profile.alice.nick", near: "profiles.alice.nick" },
		{ kind: "profileSet", path: "profiles.alice.nickname", near: "profiles.alice.nick" },
		{ kind: "profileSet", path: "Profiles.alice.nickname", near: "profiles.alice.nick" },
		{ kind: "profileSet", path: "profiles.*.Custom.Team", near: "profiles.*.custom.Team" },
		{ kind: "profileSet", path: "nick", near: "profiles.*.nick" },
		{ kind: "profileSet", path: "alice.nick", near: "profiles.*.nick" },
		{ kind: "profileSet", path: "defaults.level", near: "profiles.*.level" },
		{ kind: "profileSet", path: "defaults.custom.Team", near: "profiles.*.custom.Team" },
		{ kind: "profileSet", path: "profiles.desk.2.nick", near: 'profiles["desk.2"].nick' },
		{ kind: "profileSet", path: "profiles.alice.something" },
		{ kind: "profileSet", path: "something" },
	];
	for (const { kind, path, near } of cases) {
		it(`returns ${near ?? "nothing"} for ${path} of kind ${kind}`, () => {
			const keys = nearestPath(pathSchema(kind), parsePropertyPath(path));
			assert.equal(keys && formatPropertyPath(keys), near);
			if (keys !== undefined) assert.ok(hasPath(pathSchema(kind), keys));
		});
	}
});
