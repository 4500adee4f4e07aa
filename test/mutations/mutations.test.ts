import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "@/test/support/engine";
import { matrixFile, matrixSample, mutations } from "./mutation-table";
import { replaceFunction } from "./replace-function";

/** The files and folders of the checkout that the tests need. */
const copied = ["provider", "cli", "emulator", "test", "package.json", "tsconfig.json"];

/** The number of tests that passed in a run of mocha, and the messages of the tests that failed. */
interface Counts {
	readonly passes: number;
	readonly failures: readonly string[];
}

describe("a copy of the checkout", function () {
	this.timeout(170_000);
	let copy: string;

	before(() => {
		copy = mkdtempSync(join(tmpdir(), "pulumi-tim-mutations-"));
		for (const path of copied) cpSync(join(checkout, path), join(copy, path), { recursive: true });
		symlinkSync(join(checkout, "node_modules"), join(copy, "node_modules"), "dir");
	});
	after(() => rmSync(copy, { recursive: true, force: true }));

	it("passes its tests without a mutation", async () => {
		const others = mutations.filter(({ tests }) => !tests.includes(matrixFile)).flatMap(({ tests }) => tests);
		for (const tests of [[...new Set(others)], matrixSample]) {
			const { passes, failures } = await runTests(copy, tests);
			assert.deepEqual(failures, []);
			assert.ok(passes > 0);
		}
	});

	for (const { name, file, function: target, replacement, tests } of mutations) {
		it(`fails when ${name}`, async () => {
			const path = join(copy, file);
			const original = readFileSync(path, "utf8");
			writeFileSync(path, replaceFunction(original, target, replacement));
			try {
				const { failures } = await runTests(copy, tests);
				assert.ok(failures.length > 0, "no test failed");
				assert.ok(failures.some(isAssertion), `the replacement does not run: ${failures[0]}`);
			} finally {
				writeFileSync(path, original);
			}
		});
	}
});

/** Returns whether the message of a failed test is about an assertion, and not about a replacement that cannot run. */
function isAssertion(message: string): boolean {
	return !/is not defined|is not a function|Cannot read properties|Unexpected token|Transform failed/.test(message);
}

interface MochaReport {
	readonly stats: { readonly passes: number };
	readonly failures: readonly { readonly err: { readonly message?: string } }[];
}

/** Runs mocha in a separate process. Throws an error if mocha ends without a report. */
function runTests(folder: string, tests: readonly string[]): Promise<Counts> {
	const mocha = join(checkout, "node_modules/mocha/bin/mocha.js");
	return new Promise((resolve, reject) => {
		execFile(
			process.execPath,
			[mocha, "--reporter", "json", "--exit", ...tests],
			{ cwd: folder, timeout: 150_000, maxBuffer: 64 * 1024 * 1024 },
			(_error, stdout, stderr) => {
				try {
					const { stats, failures } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as MochaReport;
					resolve({ passes: stats.passes, failures: failures.map(({ err }) => err.message ?? "") });
				} catch {
					reject(new Error(`mocha printed no report:\n${stderr}${stdout}`));
				}
			},
		);
	});
}
