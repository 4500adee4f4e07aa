import { parseArgs } from "node:util";
import { duration, paint } from "./log.mjs";
import { runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";
import { suites } from "./suites.mjs";

const help = `npm test                      set up what is missing, then run every suite
npm test -- unit e2e          only these suites
npm test -- e2e --grep drift  only tests whose title matches
npm test -- --help            this

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
	await setUp({ engine: chosen.some(({ engine }) => engine) });
	const total = { passed: 0, failed: 0, skipped: 0 };
	const times = [];
	const problems = [];
	for (const suite of chosen) {
		process.stdout.write(`\n${paint("bold", suite.name)}\n`);
		const started = Date.now();
		const result = await suite.run(suite, { grep: values.grep });
		for (const key of Object.keys(total)) total[key] += result[key];
		times.push({ ...result, name: suite.name, time: duration(Date.now() - started) });
		if (result.problem) problems.push(`${suite.name}: ${result.problem}`);
	}
	return conclude({ total, times, problems });
}

function choose(names, grep) {
	const all = suites();
	const unknown = names.filter((name) => !all.some((suite) => suite.name === name));
	if (unknown.length > 0)
		throw new Error(`no suite ${unknown.join(", ")}; there are: ${all.map((s) => s.name).join(", ")}`);
	if (names.length > 0) return all.filter(({ name }) => names.includes(name));
	return grep ? all.filter(({ name }) => name !== "check") : all;
}

/** Prints each suite's time and, alone on the last line, the counts. Answers the exit code. */
function conclude({ total, times, problems }) {
	process.stdout.write("\n");
	for (const { name, time, passed, failed, problem } of times) {
		const counted = name === "check" ? "" : `${passed} passed, ${failed} failed`;
		const mark = problem || failed > 0 ? paint("red", "failed") : paint("green", "ok");
		process.stdout.write(`  ${name.padEnd(12)} ${time.padStart(12)}   ${mark}  ${counted}\n`);
	}
	for (const problem of problems) process.stdout.write(`  ${paint("red", problem)}\n`);
	if (total.passed + total.failed === 0 && times.some(({ name }) => name !== "check")) {
		problems.push("no test ran");
		process.stdout.write("  no test ran\n");
	}
	// A suite that broke as a whole counts as one failure, so that the last line never looks green when it is not.
	const failed = total.failed + problems.length;
	const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
	process.stdout.write(`\n${total.passed} passed, ${failed} failed${skipped}\n`);
	return failed > 0 ? 1 : 0;
}

await runMain(main);
