import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { mocha } from "./mocha.mjs";
import { root, run } from "./run.mjs";

const minute = 60_000;

/**
 * The suites in the order in which they start. `testMs` is the time-out of one test or hook, `suiteMs` the time-out of
 * the whole process. `engine` is true if the suite needs the Pulumi engine, `browser` if it needs a browser. `jobs` is
 * the number of test files that the suite runs in parallel. No other suite runs at the same time as a suite that has
 * `jobs`.
 */
const table = [
	{ name: "faults", testMs: 3 * minute, suiteMs: 15 * minute, engine: true },
	{ name: "unit", testMs: 10_000, suiteMs: 5 * minute },
	{ name: "integration", testMs: 20_000, suiteMs: 5 * minute },
	{ name: "contract", testMs: 20_000, suiteMs: 5 * minute },
	{ name: "conventions", testMs: 60_000, suiteMs: 5 * minute },
	{ name: "browser", testMs: minute, suiteMs: 5 * minute, browser: true },
	{ name: "mutations", testMs: 3 * minute, suiteMs: 15 * minute },
	{ name: "properties", testMs: minute, suiteMs: 10 * minute },
	{ name: "fuzz", testMs: minute, suiteMs: 10 * minute },
	{ name: "e2e", testMs: 3 * minute, suiteMs: 25 * minute, jobs: 3, engine: true },
	{ name: "crash", testMs: 3 * minute, suiteMs: 15 * minute, jobs: 3, engine: true },
];

/**
 * Returns the suite `check` (format, lint, types, dead code), followed by the suites that have test files.
 *
 * Errors: an error if a folder of tests is not in the table, because its tests would never run.
 */
export function suites() {
	const folders = readdirSync(join(root, "test"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	const unlisted = folders.filter(
		({ name }) => testFiles(name).length > 0 && !table.some((suite) => suite.name === name),
	);
	if (unlisted.length > 0)
		throw new Error(`tools/suites.mjs: no row for test/${unlisted.map(({ name }) => name).join(", ")}; add one`);
	const present = table.filter(({ name }) => testFiles(name).length > 0);
	return [{ name: "check", run: runCheck }, ...present.map((suite) => ({ ...suite, run: runMocha }))];
}

function testFiles(name) {
	const folder = join(root, "test", name);
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".test.ts"));
}

/**
 * Runs one suite in a separate mocha process.
 *
 * Shape: `{ passed, failed, skipped, failures, output, problem }`; with `show`, mocha writes to the terminal and
 * `output` is empty. `problem` describes a failure other than failed tests: no test ran, or the process ended early or
 * timed out.
 */
async function runMocha(suite, { grep, show }) {
	const options = { show, timeoutMs: suite.suiteMs };
	const { code, timedOut, output, counted } = await mocha(mochaArguments(suite, grep), options);
	return { ...noCounts, ...counted, output, problem: describeProblem({ code, timedOut, counted, grep }) };
}

const noCounts = { passed: 0, failed: 0, skipped: 0, failures: [] };

function mochaArguments({ name, testMs, jobs }, grep) {
	const args = [`test/${name}/**/*.test.ts`, "--timeout", String(testMs), "--forbid-only"];
	if (jobs) args.push("--parallel", "--jobs", String(jobs));
	if (grep) args.push("--grep", grep);
	return args;
}

function describeProblem({ code, timedOut, counted, grep }) {
	if (timedOut) return "timed out";
	if (counted === undefined) return `exited early with code ${code}`;
	if (counted.passed + counted.failed + counted.skipped === 0 && !grep) return "ran no test";
	if (code !== 0 && counted.failed === 0) return `exited with code ${code}`;
	return undefined;
}

function cruise(config) {
	const folders = ["provider", "cli", "emulator"];
	return ["dependency-cruiser/bin/dependency-cruise.mjs", "--config", config, "--output-type", "err-long", ...folders];
}

const checks = [
	{ name: "biome", args: ["@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."] },
	{ name: "types", args: ["typescript/bin/tsc", "--noEmit"] },
	{ name: "knip", args: ["knip/bin/knip.js"] },
	{ name: "imports", args: cruise(".dependency-cruiser.cjs") },
	{ name: "imports at run time", args: cruise(".dependency-cruiser-runtime.cjs") },
];

/** Runs the checks of `npm run check`. The result counts no tests; `problem` lists the failed checks. */
async function runCheck() {
	const lines = [];
	const failed = [];
	for (const { name, args } of checks) {
		const [script, ...rest] = args;
		const { code, output } = await run(process.execPath, [join(root, "node_modules", script), ...rest]);
		lines.push(`  ${code === 0 ? "ok" : "FAILED"}  ${name}`);
		if (code === 0) continue;
		failed.push(name);
		lines.push(output);
	}
	const problem = failed.length > 0 ? `${failed.join(", ")} failed` : undefined;
	return { ...noCounts, output: `${lines.join("\n")}\n`, problem };
}
