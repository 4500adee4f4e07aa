import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkout } from "../test/support/engine";
import { judge } from "./judge";
import { thisMachine } from "./machine";
import { writeResult } from "./report";
import { createSamples } from "./samples";
import { scenes } from "./scenes";
import type { Row, Scene } from "./scenes/scene";
import { fullSize, quickSize, type Size } from "./size";

/** What `tools/bench.mjs` explains. */
interface Options {
	readonly quick?: boolean;
	readonly only?: string;
	readonly rounds?: string;
}

async function main(): Promise<number> {
	const known = { quick: { type: "boolean" }, only: { type: "string" }, rounds: { type: "string" } } as const;
	const options: Options = parseArgs({ options: known }).values;
	const size = sizeOf(options);
	const chosen = choose(size, options.only ?? "");
	const samples = createSamples();
	for (const { scene } of chosen) await play(scene, { size, samples });
	const rows = judge(
		chosen.flatMap((each) => each.rows),
		samples,
		size,
	);
	const isWhole = options.only === undefined && size.isFull;
	const date = new Date().toISOString().slice(0, 16).replace("T", " ");
	const result = { date, machine: await thisMachine(), rounds: size.rounds, rows, samples: samples.all };
	process.stdout.write(writeResult(join(checkout, "bench/results"), isWhole ? "latest" : "last", result));
	return rows.some(({ verdict }) => verdict === "short of target") ? 1 : 0;
}

function sizeOf({ quick, rounds }: Options): Size {
	const size = quick ? quickSize : fullSize;
	if (rounds === undefined) return size;
	if (!/^[1-9]\d?$/.test(rounds)) throw new Error(`--rounds: "${rounds}" is no whole number from 1 to 99`);
	return { ...size, rounds: Number(rounds) };
}

interface Chosen {
	readonly scene: Scene;
	readonly rows: readonly Row[];
}

/** The scenes with the rows that are asked for. Errors: when there is none. */
function choose(size: Size, only: string): readonly Chosen[] {
	const isScene = scenes.some(({ name }) => name === only);
	const isAsked = ({ name }: Scene, { work }: Row) => (isScene ? name === only : work.includes(only));
	const all = scenes.map((scene) => ({ scene, rows: scene.rows(size).filter((row) => isAsked(scene, row)) }));
	const chosen = all.filter(({ rows }) => rows.length > 0);
	if (chosen.length > 0) return chosen;
	throw new Error(`--only: no row holds "${only}"; scenes are ${scenes.map(({ name }) => name).join(", ")}`);
}

interface PlayOptions {
	readonly size: Size;
	readonly samples: ReturnType<typeof createSamples>;
}

/** Plays every round of a scene, with a line for each thing that begins. */
async function play(scene: Scene, { size, samples }: PlayOptions): Promise<void> {
	const say = (line: string) => process.stderr.write(`› ${line}\n`);
	const set = await scene.set(size);
	try {
		for (let round = 0; round < size.rounds; round += 1) {
			const where = `${scene.name}, round ${round + 1} of ${size.rounds}`;
			await set.round({ samples, round, say: (line) => say(`${where}: ${line}`) });
		}
	} finally {
		await set.close();
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
