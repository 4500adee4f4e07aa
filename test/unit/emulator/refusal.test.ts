import assert from "node:assert/strict";
import { catchRefusal, Refusal } from "@/emulator/refusal";

describe("Refusal", () => {
	it("has a text known for the code, the emulator's own text, or the given one", () => {
		const texts = [new Refusal(40003), new Refusal(12345), new Refusal(40003, "given")].map(({ message }) => message);
		assert.deepEqual(texts, ["Err_Profile_Invalid_Account", "emulator: refused with 12345", "given"]);
	});
});

describe("catchRefusal", () => {
	it("returns the refusal that a function throws", () => {
		const refusal = new Refusal(40001);
		const run = () => {
			throw refusal;
		};
		assert.equal(catchRefusal(run), refusal);
	});

	it("returns nothing if the function returns", () =>
		assert.equal(
			catchRefusal(() => 5),
			undefined,
		));

	it("passes on any other error", () => {
		const run = () => {
			throw new TypeError("bug");
		};
		assert.throws(() => catchRefusal(run), TypeError);
	});
});
