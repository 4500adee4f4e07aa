import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultQuirks } from "@/emulator/quirks";
import { routes } from "@/emulator/routes";

const page = readFileSync(join(__dirname, "../../../docs/emulator.md"), "utf8");

describe("docs/emulator.md", () => {
	it("lists every quirk", () => {
		const missing = Object.keys(defaultQuirks).filter((name) => !page.includes(`\`${name}\``));
		assert.deepEqual(missing, []);
	});

	it("lists every command", () => {
		const commands = Object.keys(routes).map((path) => path.split("/")[1] ?? "");
		assert.deepEqual(
			commands.filter((command) => !page.includes(command)),
			[],
		);
	});

	it("numbers its decisions consecutively", () => {
		const numbers = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => Number(number));
		assert.deepEqual(
			numbers,
			numbers.map((_, index) => index + 1),
		);
		assert.ok(numbers.length >= 30);
	});
});
