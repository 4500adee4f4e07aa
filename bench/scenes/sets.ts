import { statSync } from "node:fs";
import type { RequestRecord } from "../../emulator";
import { type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { setsProgram } from "../programs";
import type { Side } from "../samples";
import { sidesOf } from "../sides";
import { grouped, type Size } from "../size";
import { type CommandName, createStage, type Stage } from "../stage";
import { bytes, calls, megabytes, percent, timesFloor, timesOther } from "../targets";
import type { RoundContext, Row, Scene, SetScene } from "./scene";

const LIMIT = 200;
const LATENCY_MS = 40;

function rows({ sets, fewSets, setSize }: Size): readonly Row[] {
	const settings = { callsPerSecond: LIMIT, latencyMs: LATENCY_MS };
	const many = grouped(sets * setSize);
	const few = grouped(fewSets * setSize);
	const growth = `at most ${1.05 * (sets / fewSets)} x the time of ${few}`;
	const times = { limit: 1.05 * (sets / fewSets), words: growth };
	return [
		{
			work: `${many} in sets of ${setSize}: up from nothing, at a limit of ${LIMIT} calls a second`,
			...settings,
			targets: [
				percent("sets up: rate", 95, "at least 95 % of the limit on average"),
				calls("sets up: refused", "exactly", 0),
			],
		},
		{
			work: `${many} in sets of ${setSize}: refresh --preview-only`,
			...settings,
			targets: [
				timesFloor("sets refresh --preview-only", 1.3),
				calls("sets refresh --preview-only: portrait_get", "exactly", sets),
			],
		},
		{ work: `${few} against ${many} in sets: up`, ...settings, targets: [timesOther("sets up", "few sets up", times)] },
		{
			work: `${few} against ${many} in sets: refresh --preview-only`,
			...settings,
			targets: [
				timesOther("sets refresh --preview-only", "few sets refresh --preview-only", times),
				timesOther("sets: memory", "few sets: memory", { limit: 6, words: "at most 6 x the provider's memory" }),
				megabytes("sets: memory", 300),
			],
		},
		{ work: "state of a profile with two tags in a set", targets: [bytes("state of a profile in a set", 200)] },
	];
}

async function set(size: Size): Promise<SetScene> {
	const { sets, fewSets, setSize } = size;
	const emulator = await startEmulatorProcess({ accounts: sets * setSize, latencyMs: LATENCY_MS, limit: LIMIT });
	const env = { ...emulator.env, TIM_CALLS_PER_SECOND: String(LIMIT) };
	const stacks = [
		{ name: "few sets", count: fewSets },
		{ name: "sets", count: sets },
	];
	const runs: Omit<Run, "context">[] = [];
	for (const side of sidesOf(0, size)) {
		for (const { name, count } of stacks) {
			const stage = await createStage({ side, program: setsProgram(count, setSize), env });
			runs.push({ side, name, stage, emulator, profiles: count * setSize });
		}
	}
	return {
		async round(context) {
			for (const side of sidesOf(context.round, size)) {
				for (const run of runs.filter((each) => each.side === side)) await runStack({ ...run, context });
			}
		},
		async close() {
			for (const { stage } of runs) stage.dispose();
			await emulator.stop();
		},
	};
}

interface Run {
	readonly side: Side;
	/** `sets` or `few sets`. */
	readonly name: string;
	readonly stage: Stage;
	readonly emulator: EmulatorProcess;
	readonly profiles: number;
	readonly context: RoundContext;
}

async function runStack({ side, name, stage, emulator, profiles, context: { samples, say } }: Run): Promise<void> {
	const step = async (command: CommandName) => {
		say(`${grouped(profiles)} in sets, ${command}, ${side}`);
		const before = (await emulator.requests()).length;
		const { ms, providerMb } = await stage.run(command);
		samples.add(`${name} ${command}`, side, ms);
		const requests = (await emulator.requests()).slice(before);
		const reads = requests.filter((call) => call.command === "portrait_get");
		samples.add(`${name} ${command}: portrait_get`, side, reads.length);
		return { requests, providerMb };
	};
	stage.empty();
	await emulator.reset();
	const emptyBytes = statSync(stage.stateFile).size;
	const up = await step("up");
	samples.add(
		`state of a profile in ${name === "sets" ? "a set" : name}`,
		side,
		bytesEach(stage, emptyBytes, profiles),
	);
	if (side === "ours") {
		samples.add(`${name} up: rate`, side, (rateOf(up.requests) / LIMIT) * 100);
		samples.add(`${name} up: refused`, side, up.requests.filter(({ errorCode }) => errorCode === 60007).length);
	}
	const refresh = await step("refresh --preview-only");
	samples.add(`${name}: memory`, side, Math.max(up.providerMb, refresh.providerMb));
}

function bytesEach({ stateFile }: Stage, emptyBytes: number, profiles: number): number {
	return Math.ceil((statSync(stateFile).size - emptyBytes) / profiles);
}

/** Writes in a second, from the first to the last. */
function rateOf(requests: readonly RequestRecord[]): number {
	const times = requests.filter((call) => call.command === "portrait_set").map(({ at }) => at);
	return ((times.length - 1) * 1000) / (Math.max(...times) - Math.min(...times));
}

/** Many profiles in a resource: sets as large as a call. */
export const setsScene: Scene = { name: "sets", rows, set };
