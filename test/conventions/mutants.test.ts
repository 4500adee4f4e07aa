import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { mutants } from "@/test/mutations/mutants";

const checkout = resolve(__dirname, "../..");

describe("the rules that are broken on purpose", () => {
	for (const { name, file, from, tests } of mutants) {
		it(`stand once in their file, and have their tests: ${name}`, () => {
			const text = readFileSync(join(checkout, file), "utf8");
			assert.equal(text.split(from).length, 2, `${file} does not hold this once: ${from}`);
			for (const test of tests.filter((each) => each.startsWith("test/")))
				assert.ok(existsSync(join(checkout, test)), test);
		});
	}
});
