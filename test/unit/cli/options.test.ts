import assert from "node:assert/strict";
import { type IntegerRange, parseInteger } from "@/cli/options";

describe("parseInteger", () => {
	const range = { min: 1, max: 10 };
	for (const [text, value] of [
		["1", 1],
		["10", 10],
		["007", 7],
	] as const) {
		it(`parses ${text}`, () => assert.equal(parseInteger("n", text, range), value));
	}

	const rows: readonly { readonly text: string; readonly range?: IntegerRange; readonly message: string }[] = [
		{ text: "0", range, message: '--n: must be an integer from 1 to 10, not "0"' },
		{ text: "11", range, message: '--n: must be an integer from 1 to 10, not "11"' },
		{ text: "-1", message: '--n: must be an integer of at least 0, not "-1"' },
		{ text: "1.5", message: '--n: must be an integer of at least 0, not "1.5"' },
		{ text: "1e3", message: '--n: must be an integer of at least 0, not "1e3"' },
		{ text: "", message: '--n: must be an integer of at least 0, not ""' },
		{ text: "9007199254740992", message: '--n: must be an integer of at least 0, not "9007199254740992"' },
	];
	for (const { text, range: bounds, message } of rows) {
		it(`rejects ${JSON.stringify(text)}: ${message}`, () => {
			assert.throws(() => parseInteger("n", text, bounds), { message });
		});
	}
});
