import assert from "node:assert/strict";
import { nearestName } from "@/provider/model/validation";

describe("nearest", () => {
	const names = ["nick", "birthDay", "selfSignature", "image"];
	const cases: readonly { name: string; near: string | undefined }[] = [
		{ name: "nik", near: "nick" },
		{ name: "NICK", near: "nick" },
		{ name: "birthday", near: "birthDay" },
		{ name: "selfSignatur", near: "selfSignature" },
		{ name: "imge", near: "image" },
		{ name: "somethingElse", near: undefined },
		{ name: "zzzz", near: undefined },
	];
	for (const { name, near } of cases) {
		it(`gives ${near ?? "nothing"} for ${name}`, () => assert.equal(nearestName(name, names), near));
	}

	it("gives nothing without candidates", () => assert.equal(nearestName("nick", []), undefined));
});
