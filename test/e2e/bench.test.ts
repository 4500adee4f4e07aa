import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startCommand } from "@/test/support/command";
import { checkout } from "@/test/support/engine";
import { assertExitCode } from "@/test/support/profile-stack";

const environment = () =>
	Object.fromEntries(
		Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
	);

const bench = (...args: readonly string[]) =>
	startCommand(process.execPath, [join(checkout, "tools/bench.mjs"), ...args], { cwd: checkout, env: environment() })
		.result;

describe("npm run bench", function () {
	this.timeout(180_000);

	it("measures the selected rows, and writes the results as a table and as JSON", async () => {
		const outcome = await bench("--quick", "--only", "client");
		assertExitCode(outcome, 0);
		const lines = outcome.stdout.split("\n").filter((line) => line.startsWith("| client alone"));
		assert.deepEqual(
			lines.map((line) => line.split(" | ").at(-1)),
			["not evaluated |", "not evaluated |"],
		);
		const results = join(checkout, "bench/results");
		assert.ok(outcome.stdout.includes(readFileSync(join(results, "last.md"), "utf8")));
		const { rows } = JSON.parse(readFileSync(join(results, "last.json"), "utf8")) as {
			readonly rows: readonly object[];
		};
		assert.equal(rows.length, lines.length);
	});

	it("lists the scenarios when --only matches no row", async () => {
		const output = assertExitCode(await bench("--only", "tea"), 1);
		assert.match(
			output,
			/no row contains "tea"; expected a part of a row or one of profiles, sets, start, client, drift, fleet, reports, install/,
		);
	});
});
