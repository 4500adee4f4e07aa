import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, run } from "./run.mjs";

const minute = 60_000;

/**
 * The suites in the order they run: the quick ones first. `testMs` is the time for one test or hook, `suiteMs` for the
 * whole process, `jobs` how many files run at a time, `engine` whether it needs Pulumi.
 */
const table = [
	{ name: "unit", testMs: 10_000, suiteMs: 5 * minute },
	{ name: "integration", testMs: 20_000, suiteMs: 5 * minute },
	{ name: "contract", testMs: 20_000, suiteMs: 5 * minute },
	{ name: "house", testMs: 60_000, suiteMs: 5 * minute },
	{ name: "laws", testMs: minute, suiteMs: 10 * minute },
	{ name: "fuzz", testMs: minute, suiteMs: 10 * minute },
	{ name: "e2e", testMs: 3 * minute, suiteMs: 25 * minute, jobs: 2, engine: true },
	{ name: "faults", testMs: 3 * minute, suiteMs: 15 * minute, engine: true },
	{ name: "crash", testMs: 3 * minute, suiteMs: 15 * minute, jobs: 2, engine: true },
	{ name: "mutations", testMs: 3 * minute, suiteMs: 15 * minute },
];

/**
 * The suites that have test files, and `check` (Biome, types, dead code) before them.
 *
 * Errors: a folder of tests that the table does not have, which would never run.
 */
export function suites() {
	const folders = readdirSync(join(root, "test"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	const left = folders.filter(({ name }) => testFiles(name).length > 0 && !table.some((suite) => suite.name === name));
	if (left.length > 0)
		throw new Error(`tools/suites.mjs has no row for test/${left.map(({ name }) => name).join(", ")}`);
	const mocha = table.filter(({ name }) => testFiles(name).length > 0);
	return [{ name: "check", run: runCheck }, ...mocha.map((suite) => ({ ...suite, run: runMocha }))];
}

function testFiles(name) {
	const folder = join(root, "test", name);
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".test.ts"));
}

/**
 * Runs one suite in a mocha of its own.
 *
 * Shape: `{ passed, failed, skipped, problem }`, counted by the reporter from the tests that ran; `problem` says in
 * words what is wrong beside failed tests: no test ran, the process ended early or took too long.
 */
async function runMocha(suite, { grep }) {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-counts-"));
	const counts = join(folder, "counts.json");
	try {
		const args = mochaArguments(suite, { grep, counts });
		const { code, timedOut } = await run(process.execPath, args, { show: true, timeoutMs: suite.suiteMs });
		const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, "utf8")) : undefined;
		return { passed: 0, failed: 0, skipped: 0, ...counted, problem: problemOf({ code, timedOut, counted, grep }) };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function mochaArguments({ name, testMs, jobs }, { grep, counts }) {
	const args = [join(root, "node_modules", "mocha", "bin", "mocha.js"), `test/${name}/**/*.test.ts`];
	args.push("--timeout", String(testMs), "--forbid-only", "--reporter", "test/support/reporter.cjs");
	args.push("--reporter-option", `counts=${counts}`);
	if (jobs) args.push("--parallel", "--jobs", String(jobs));
	if (grep) args.push("--grep", grep);
	return args;
}

function problemOf({ code, timedOut, counted, grep }) {
	if (timedOut) return "took too long and was ended";
	if (counted === undefined) return `ended early with code ${code}`;
	if (counted.passed + counted.failed === 0 && !grep) return "ran no test";
	if (code !== 0 && counted.failed === 0) return `ended with code ${code}`;
	return undefined;
}

const checks = [
	{ name: "biome", args: ["@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."] },
	{ name: "types", args: ["typescript/bin/tsc", "--noEmit"] },
	{ name: "knip", args: ["knip/bin/knip.js"] },
];

/** Runs what `npm run check` runs, each to its end. It counts no tests: it is right, or it is a problem. */
async function runCheck() {
	const wrong = [];
	for (const { name, args } of checks) {
		const [script, ...rest] = args;
		const { code, output } = await run(process.execPath, [join(root, "node_modules", script), ...rest]);
		process.stdout.write(`  ${code === 0 ? "ok" : "NOT OK"}  ${name}\n`);
		if (code === 0) continue;
		wrong.push(name);
		process.stdout.write(`${output}\n`);
	}
	return { passed: 0, failed: 0, skipped: 0, problem: wrong.length > 0 ? `${wrong.join(", ")} not clean` : undefined };
}
