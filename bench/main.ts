import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkout } from "../test/support/engine";
import { evaluate } from "./evaluate";
import { describeMachine } from "./machine";
import { writeResult } from "./report";
import { createSamples } from "./samples";
import { fullScale, quickScale, type Scale } from "./scale";
import { scenarios } from "./scenarios";
import type { Row, Scenario } from "./scenarios/scenario";

/** The command line options, which `tools/bench.mjs --help` explains. */
interface Options {
	readonly quick?: boolean;
	readonly only?: string;
	readonly rounds?: string;
}

async function main(): Promise<number> {
	const known = { quick: { type: "boolean" }, only: { type: "string" }, rounds: { type: "string" } } as const;
	const options: Options = parseArgs({ options: known }).values;
	const scale = parseScale(options);
	const chosen = choose(scale, options.only ?? "");
	const samples = createSamples();
	for (const { scenario } of chosen) await runScenario(scenario, { scale, samples });
	const rows = evaluate(
		chosen.flatMap((each) => each.rows),
		samples,
		scale,
	);
	const isComplete = options.only === undefined && scale.isFull;
	const date = new Date().toISOString().slice(0, 16).replace("T", " ");
	const result = { date, machine: await describeMachine(), rounds: scale.rounds, rows, samples: samples.all };
	process.stdout.write(writeResult(join(checkout, "bench/results"), isComplete ? "latest" : "last", result));
	return rows.some(({ verdict }) => verdict === "short of target") ? 1 : 0;
}

function parseScale({ quick, rounds }: Options): Scale {
	const scale = quick ? quickScale : fullScale;
	if (rounds === undefined) return scale;
	if (!/^[1-9]\d?$/.test(rounds)) throw new Error(`--rounds: "${rounds}" must be an integer from 1 to 99`);
	return { ...scale, rounds: Number(rounds) };
}

interface Chosen {
	readonly scenario: Scenario;
	readonly rows: readonly Row[];
}

/**
 * Returns the scenarios and rows that `--only` selects.
 *
 * @throws Error if no row matches
 */
function choose(scale: Scale, only: string): readonly Chosen[] {
	const isScenario = scenarios.some(({ name }) => name === only);
	const isSelected = ({ name }: Scenario, { work }: Row) => (isScenario ? name === only : work.includes(only));
	const all = scenarios.map((scenario) => ({
		scenario,
		rows: scenario.rows(scale).filter((row) => isSelected(scenario, row)),
	}));
	const chosen = all.filter(({ rows }) => rows.length > 0);
	if (chosen.length > 0) return chosen;
	throw new Error(
		`--only: no row contains "${only}"; expected a part of a row or one of ${scenarios.map(({ name }) => name).join(", ")}`,
	);
}

interface RunOptions {
	readonly scale: Scale;
	readonly samples: ReturnType<typeof createSamples>;
}

/** Runs every round of a scenario. Prints a line of progress for each step. */
async function runScenario(scenario: Scenario, { scale, samples }: RunOptions): Promise<void> {
	const print = (line: string) => process.stderr.write(`› ${line}\n`);
	const prepared = await scenario.prepare(scale);
	try {
		for (let round = 0; round < scale.rounds; round += 1) {
			const where = `${scenario.name}, round ${round + 1} of ${scale.rounds}`;
			await prepared.round({ samples, round, log: (line) => print(`${where}: ${line}`) });
		}
	} finally {
		await prepared.close();
	}
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	},
);
