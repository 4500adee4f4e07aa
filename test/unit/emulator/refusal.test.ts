import assert from "node:assert/strict";
import { catchRefusal, Refusal } from "@/emulator/refusal";

describe("Refusal", () => {
	it("has the given text, otherwise the known text of the code, otherwise a generated text", () => {
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

	it("returns undefined if the function does not throw", () =>
		assert.equal(
			catchRefusal(() => 5),
			undefined,
		));

	it("rethrows any other error", () => {
		const run = () => {
			throw new TypeError("bug");
		};
		assert.throws(() => catchRefusal(run), TypeError);
	});
});
