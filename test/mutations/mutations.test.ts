import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "@/test/support/engine";
import { matrixFile, mutants, sample } from "./mutants";

/** What the tests need of the checkout. */
const parts = ["provider", "cli", "emulator", "test", "package.json", "tsconfig.json"];

interface Counts {
	readonly passes: number;
	readonly failures: number;
}

describe("our rules, broken one by one in a copy", function () {
	this.timeout(170_000);
	let copy: string;

	before(() => {
		copy = mkdtempSync(join(tmpdir(), "pulumi-tim-mutants-"));
		for (const part of parts) cpSync(join(checkout, part), join(copy, part), { recursive: true });
		symlinkSync(join(checkout, "node_modules"), join(copy, "node_modules"), "dir");
	});
	after(() => rmSync(copy, { recursive: true, force: true }));

	it("passes its tests while no rule is broken", async () => {
		const others = mutants.filter(({ tests }) => !tests.includes(matrixFile));
		for (const tests of [[...new Set(others.flatMap(({ tests }) => tests))], sample]) {
			const { passes, failures } = await runTests(copy, tests);
			assert.equal(failures, 0);
			assert.ok(passes > 0);
		}
	});

	for (const { name, file, from, to, tests } of mutants) {
		it(`fails when ${name}`, async () => {
			const path = join(copy, file);
			const original = readFileSync(path, "utf8");
			assert.equal(original.split(from).length, 2, `${file} does not hold this once: ${from}`);
			writeFileSync(
				path,
				original.replace(from, () => to),
			);
			try {
				assert.ok((await runTests(copy, tests)).failures > 0, "every test passed");
			} finally {
				writeFileSync(path, original);
			}
		});
	}
});

/** Runs mocha in a process of its own and gives its counts. Errors: when it did not come to counting. */
function runTests(folder: string, tests: readonly string[]): Promise<Counts> {
	const mocha = join(checkout, "node_modules/mocha/bin/mocha.js");
	return new Promise((resolve, reject) => {
		execFile(
			process.execPath,
			[mocha, "--reporter", "json", "--exit", ...tests],
			{ cwd: folder, timeout: 150_000, maxBuffer: 64 * 1024 * 1024 },
			(_failed, stdout, stderr) => {
				const json = stdout.slice(stdout.indexOf("{"));
				try {
					resolve((JSON.parse(json) as { readonly stats: Counts }).stats);
				} catch {
					reject(new Error(`mocha gave no counts:\n${stderr}${stdout}`));
				}
			},
		);
	});
}
