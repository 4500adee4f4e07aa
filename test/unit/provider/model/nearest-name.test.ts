import assert from "node:assert/strict";
import { fields } from "@/provider/model/fields";
import { nearestName } from "@/provider/model/nearest-name";

describe("nearestName", () => {
	const inputs = ["account", ...Object.keys(fields), "custom", "tags", "onConflict", "onDelete", "onRelease"];
	const cases: readonly { readonly name: string; readonly near: string | undefined }[] = [
		{ name: "nik", near: "nick" },
		{ name: "NICK", near: "nick" },
		{ name: "birthday", near: "birthDay" },
		{ name: "selfSignatur", near: "selfSignature" },
		{ name: "imge", near: "image" },
		{ name: "somethingElse", near: undefined },
		{ name: "zzzz", near: undefined },
		{ name: "zz", near: undefined },
		{ name: "", near: undefined },
		{ name: "__", near: undefined },
		{ name: "昵称", near: undefined },
		...["nickName", "nickname", "nick_name", "NickName", "user_profile_nick_name", "nick-name"].map((name) => ({
			name,
			near: "nick",
		})),
		...["faceUrl", "faceURL", "face_url", "FaceUrl", "avatar", "Avatar", "avatarUrl", "user_profile_face_url"].map(
			(name) => ({ name, near: "image" }),
		),
		...["self_signature", "selfsignature", "SelfSignature", "signature", "selfSign", "signiture", "self signature"].map(
			(name) => ({ name, near: "selfSignature" }),
		),
		{ name: "messageSettings", near: "msgSettings" },
		{ name: "user_profile_add_permission", near: "allowType" },
		{ name: "customInfo", near: "custom" },
		{ name: "profileCustomField", near: "custom" },
		{ name: "userID", near: "account" },
		{ name: "identifier", near: "account" },
		...Object.entries(fields).map(([near, { tag }]) => ({ name: tag, near })),
	];
	for (const { name, near } of cases) {
		it(`returns ${near} for the name ${JSON.stringify(name)}`, () => assert.equal(nearestName(name, inputs), near));
	}

	it("returns the most similar of several candidates that contain the name", () => {
		const genders = ["Gender_Type_Unknown", "Gender_Type_Female", "Gender_Type_Male"];
		assert.equal(nearestName("male", genders), "Gender_Type_Male");
	});

	it("returns no name of an SDK whose input is not a candidate", () => {
		assert.equal(nearestName("avatar", ["nick", "level"]), undefined);
	});

	it("treats a candidate that is a property of every object as any other candidate", () => {
		assert.equal(nearestName("constructr", ["constructor", "__proto__"]), "constructor");
	});

	it("returns undefined when there are no candidates", () => assert.equal(nearestName("nick", []), undefined));
});
