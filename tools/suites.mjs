import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { mocha } from "./mocha.mjs";
import { root, run } from "./run.mjs";

const minute = 60_000;

/**
 * The suites in the order in which they are begun. `testMs` is the time for one test or hook, `suiteMs` for the whole
 * process, `engine` whether it needs Pulumi. One with `jobs` runs so many files at a time and has the machine to itself;
 * the others share it.
 */
const table = [
	{ name: "faults", testMs: 3 * minute, suiteMs: 15 * minute, engine: true },
	{ name: "unit", testMs: 10_000, suiteMs: 5 * minute },
	{ name: "integration", testMs: 20_000, suiteMs: 5 * minute },
	{ name: "contract", testMs: 20_000, suiteMs: 5 * minute },
	{ name: "conventions", testMs: 60_000, suiteMs: 5 * minute },
	{ name: "mutations", testMs: 3 * minute, suiteMs: 15 * minute },
	{ name: "properties", testMs: minute, suiteMs: 10 * minute },
	{ name: "fuzz", testMs: minute, suiteMs: 10 * minute },
	{ name: "e2e", testMs: 3 * minute, suiteMs: 25 * minute, jobs: 3, engine: true },
	{ name: "crash", testMs: 3 * minute, suiteMs: 15 * minute, jobs: 3, engine: true },
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
	const there = table.filter(({ name }) => testFiles(name).length > 0);
	return [{ name: "check", run: runCheck }, ...there.map((suite) => ({ ...suite, run: runMocha }))];
}

function testFiles(name) {
	const folder = join(root, "test", name);
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".test.ts"));
}

/**
 * Runs one suite in a mocha of its own.
 *
 * Shape: `{ passed, failed, skipped, failures, output, problem }`, counted from the tests that ran; `output` is empty with
 * `show`, which lets mocha write to the terminal itself; `problem` says in words what is wrong beside failed tests: no
 * test ran, the process ended early or took too long.
 */
async function runMocha(suite, { grep, show }) {
	const options = { show, timeoutMs: suite.suiteMs };
	const { code, timedOut, output, counted } = await mocha(mochaArguments(suite, grep), options);
	return { ...nothing, ...counted, output, problem: problemOf({ code, timedOut, counted, grep }) };
}

const nothing = { passed: 0, failed: 0, skipped: 0, failures: [] };

function mochaArguments({ name, testMs, jobs }, grep) {
	const args = [`test/${name}/**/*.test.ts`, "--timeout", String(testMs), "--forbid-only"];
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
	const lines = [];
	const wrong = [];
	for (const { name, args } of checks) {
		const [script, ...rest] = args;
		const { code, output } = await run(process.execPath, [join(root, "node_modules", script), ...rest]);
		lines.push(`  ${code === 0 ? "ok" : "NOT OK"}  ${name}`);
		if (code === 0) continue;
		wrong.push(name);
		lines.push(output);
	}
	const problem = wrong.length > 0 ? `${wrong.join(", ")} not clean` : undefined;
	return { ...nothing, output: `${lines.join("\n")}\n`, problem };
}
