import { parseArgs } from "node:util";
import { duration, paint } from "./log.mjs";
import { mocha } from "./mocha.mjs";
import { runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

const help = `npm run test:soak                  run the randomised tests repeatedly for 10 minutes
npm run test:soak -- --minutes 60  run for an hour
npm run test:soak -- --only crash  run one suite: faults, crash, properties or fuzz; may be repeated
npm run test:soak -- --seed 7      use this seed in the first round; each further round adds one
npm run test:soak -- --runs 10     multiply the runs of each property by 10 in each round
npm run test:soak -- --kills 1000  kill processes 1000 times: engine 100, provider 200, watch 700
npm run test:soak -- --help        print this help

A suite that is running when the time is over is completed. The exit code is 1 if a test failed.`;

/** The suites whose tests use `TIM_TEST_SEED`. With the default `runs` for `TIM_TEST_RUNS`, a suite takes about a minute. */
const suites = [
	{ name: "faults", files: ["test/faults/random-faults.test.ts"], runs: "4" },
	{
		name: "crash",
		files: ["test/crash/provider.test.ts", "test/crash/engine.test.ts", "test/crash/watch.test.ts"],
		runs: "0.3",
		engine: true,
	},
	{ name: "properties", files: ["test/properties/**/*.test.ts"], runs: "3" },
	{ name: "fuzz", files: ["test/fuzz/**/*.test.ts"], runs: "2" },
];

/** The tests that kill a process: their share of all kills, and their number of kills for a `TIM_TEST_RUNS` of 1. */
const crashes = [
	{ name: "crash of the engine", files: ["test/crash/engine.test.ts"], share: 0.1, killsPerRun: 6, engine: true },
	{ name: "crash of the provider", files: ["test/crash/provider.test.ts"], share: 0.2, killsPerRun: 6, engine: true },
	{ name: "crash of the watch", files: ["test/crash/watch.test.ts"], share: 0.7, killsPerRun: 7 },
];

async function main() {
	rejectMisplacedOptions();
	const { values } = parseArgs({
		options: {
			minutes: { type: "string", default: "10" },
			seed: { type: "string", default: String(Date.now() % 2 ** 31) },
			only: { type: "string", multiple: true },
			runs: { type: "string" },
			kills: { type: "string" },
			help: { type: "boolean" },
		},
	});
	if (values.help) {
		process.stdout.write(`${help}\n`);
		return 0;
	}
	const chosen = choose(values.only);
	const minutes = parsePositive("minutes", values.minutes);
	const firstSeed = parseInteger("seed", values.seed);
	const runs = checkRuns(values.runs);
	if (values.kills !== undefined) return repeatKills(parsePositive("kills", values.kills), firstSeed);
	await setUp({ engine: chosen.some(({ engine }) => engine) });
	const started = Date.now();
	const end = started + minutes * 60_000;
	const total = { rounds: 0, passed: 0, failed: 0 };
	const failures = [];
	for (let seed = firstSeed; Date.now() < end; seed += 1) {
		process.stdout.write(`\n${paint("bold", `round ${total.rounds + 1}, seed ${seed}`)}\n`);
		for (const part of chosen) {
			if (Date.now() >= end) break;
			const job = { ...part, seed, runs: runs ?? part.runs };
			const { passed, failed } = await runPart(job);
			total.passed += passed;
			total.failed += failed;
			if (failed > 0) failures.push(job);
		}
		total.rounds += 1;
	}
	return printSummary({ total, failures, time: duration(Date.now() - started) });
}

/** Rejects options before `--`, which npm interprets as its own options. */
function rejectMisplacedOptions() {
	if (!["minutes", "seed", "runs", "kills"].some((name) => process.env[`npm_config_${name}`] !== undefined)) return;
	throw new Error(
		"npm interprets options before -- as its own; put options after --: npm run test:soak -- --minutes 10",
	);
}

function choose(names) {
	const unknown = (names ?? []).filter((name) => !suites.some((part) => part.name === name));
	if (unknown.length > 0)
		throw new Error(
			`unknown suite ${unknown.join(", ")}; expected one of ${suites.map((part) => part.name).join(", ")}`,
		);
	return names === undefined ? suites : suites.filter(({ name }) => names.includes(name));
}

function parsePositive(name, text) {
	const number = Number(text);
	if (number > 0 && number < Infinity) return number;
	throw new Error(`--${name}: "${text}" must be a number above 0`);
}

function checkRuns(runs) {
	if (runs !== undefined) parsePositive("runs", runs);
	return runs;
}

/** Runs the tests that kill a process at the same time, with a number of kills in total. Returns the exit code. */
async function repeatKills(kills, seed) {
	await setUp({ engine: true });
	const started = Date.now();
	const total = { rounds: 1, passed: 0, failed: 0 };
	const failures = [];
	const runCrash = async ({ share, killsPerRun, ...part }) => {
		const job = { ...part, seed, runs: String((kills * share) / killsPerRun) };
		const { passed, failed } = await runPart(job);
		total.passed += passed;
		total.failed += failed;
		if (failed > 0) failures.push(job);
	};
	await Promise.all(crashes.map(runCrash));
	return printSummary({ total, failures, time: duration(Date.now() - started) });
}

function parseInteger(name, text) {
	if (/^\d{1,10}$/.test(text)) return Number(text);
	throw new Error(`--${name}: "${text}" must be an integer`);
}

/**
 * Runs one suite in a separate mocha process. A process that exits with a code other than 0 counts as at least one
 * failure.
 */
async function runPart({ files, seed, runs }) {
	const env = { ...process.env, TIM_TEST_SEED: String(seed), TIM_TEST_RUNS: runs };
	const options = { env, show: true, timeoutMs: 3_600_000 };
	const { code, counted } = await mocha([...files, "--timeout", "600000"], options);
	const { passed, failed } = counted ?? { passed: 0, failed: 0 };
	return { passed, failed: Math.max(failed, code === 0 ? 0 : 1) };
}

/** Prints a command that repeats each failed suite and, on the last line, the counts. Returns the exit code. */
function printSummary({ total, failures, time }) {
	process.stdout.write("\n");
	for (const { name, files, seed, runs } of failures) {
		const quoted = files.map((file) => `'${file}'`).join(" ");
		const command = `TIM_TEST_SEED=${seed} TIM_TEST_RUNS=${runs} npx mocha --timeout 600000 ${quoted}`;
		process.stdout.write(`  ${paint("red", `${name} failed`)}; repeat with: ${command}\n`);
	}
	const { rounds, passed, failed } = total;
	process.stdout.write(`${rounds} round${rounds === 1 ? "" : "s"} in ${time}: ${passed} passed, ${failed} failed\n`);
	return failed > 0 ? 1 : 0;
}

await runMain(main);
