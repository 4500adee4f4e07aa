import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { duration, log, paint } from "./log.mjs";
import { forEachConcurrently } from "./pool.mjs";
import { runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";
import { suites } from "./suites.mjs";

const help = `npm test                      set up the checkout, then run every suite
npm test -- unit e2e          run only these suites
npm test -- e2e --grep drift  run only tests whose title matches
npm test -- --help            print this help

Suites: ${suites()
	.map(({ name }) => name)
	.join(", ")}`;

async function main() {
	const options = { grep: { type: "string" }, help: { type: "boolean" } };
	const { values, positionals } = parseArgs({ options, allowPositionals: true });
	if (values.help) {
		process.stdout.write(`${help}\n`);
		return 0;
	}
	const chosen = choose(positionals, values.grep);
	await setUp({
		engine: chosen.some(({ engine }) => engine),
		browser: chosen.some(({ browser }) => browser),
	});
	const results = await runAll(chosen, values.grep);
	return printSummary(chosen.map(({ name }) => results.get(name)));
}

/**
 * Runs the suites. Suites without `jobs` run first, two at a time if the machine has two or more cores; the output of
 * each suite is printed when the suite has ended. Then the suites with `jobs` run, one at a time. Returns the results
 * keyed by name.
 */
async function runAll(chosen, grep) {
	const results = new Map();
	const runSuite = async (suite, show) => {
		const started = Date.now();
		const result = await suite.run(suite, { grep, show });
		results.set(suite.name, { ...result, name: suite.name, time: duration(Date.now() - started) });
		return result;
	};
	const concurrent = chosen.filter(({ jobs }) => !jobs);
	if (concurrent.length > 1) log(`${concurrent.map(({ name }) => name).join(", ")}: two at a time`);
	await forEachConcurrently(concurrent, {
		limit: Math.min(2, availableParallelism()),
		work: async (suite) => {
			const alone = concurrent.length === 1;
			if (alone) heading(suite);
			const { output } = await runSuite(suite, alone);
			if (!alone) heading(suite);
			process.stdout.write(output);
		},
	});
	for (const suite of chosen.filter(({ jobs }) => jobs)) {
		heading(suite);
		await runSuite(suite, true);
	}
	return results;
}

function heading({ name }) {
	process.stdout.write(`\n${paint("bold", name)}\n`);
}

function choose(names, grep) {
	const all = suites();
	const unknown = names.filter((name) => !all.some((suite) => suite.name === name));
	if (unknown.length > 0)
		throw new Error(`unknown suite ${unknown.join(", ")}; expected one of ${all.map((s) => s.name).join(", ")}`);
	if (names.length > 0) return all.filter(({ name }) => names.includes(name));
	return grep ? all.filter(({ name }) => name !== "check") : all;
}

/** Prints the time of each suite, the failures and, on the last line, the counts. Returns the exit code. */
function printSummary(results) {
	const problems = results.filter(({ problem }) => problem).map(({ name, problem }) => `${name}: ${problem}`);
	const sum = (key) => results.reduce((total, result) => total + result[key], 0);
	if (sum("passed") + sum("failed") + sum("skipped") === 0 && results.some(({ name }) => name !== "check"))
		problems.push("no test ran");
	process.stdout.write("\n");
	for (const { name, time, passed, failed, problem } of results) {
		const counted = name === "check" ? "" : `${passed} passed, ${failed} failed`;
		const mark = problem || failed > 0 ? paint("red", "failed") : paint("green", "ok");
		process.stdout.write(`  ${name.padEnd(12)} ${time.padStart(12)}   ${mark}  ${counted}\n`);
	}
	const failures = results.flatMap(({ name, failures }) => failures.map((title) => `${name}: ${title}`));
	for (const line of [...failures, ...problems]) process.stdout.write(`  ${paint("red", line)}\n`);
	// A problem of a suite counts as one failure, so that the last line never reports success despite a problem.
	const failed = sum("failed") + problems.length;
	const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
	process.stdout.write(`\n${sum("passed")} passed, ${failed} failed${skipped}\n`);
	return failed > 0 ? 1 : 0;
}

await runMain(main);
