import { statSync } from "node:fs";
import type { RequestRecord } from "../../emulator";
import { type BenchStack, type CommandName, createBenchStack } from "../bench-stack";
import { type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { setsProgram } from "../programs";
import { runOrder } from "../run-order";
import type { Variant } from "../samples";
import { grouped, type Scale } from "../scale";
import { bytes, calls, megabytes, percent, timesBaseline, timesOther } from "../targets";
import type { PreparedScenario, RoundContext, Row, Scenario } from "./scenario";

const CALLS_PER_SECOND = 200;
const LATENCY_MS = 40;

function rows({ sets, fewSets, setSize }: Scale): readonly Row[] {
	const settings = { callsPerSecond: CALLS_PER_SECOND, latencyMs: LATENCY_MS };
	const many = grouped(sets * setSize);
	const few = grouped(fewSets * setSize);
	const growth = `at most ${1.05 * (sets / fewSets)} x the time of ${few}`;
	const times = { limit: 1.05 * (sets / fewSets), description: growth };
	return [
		{
			work: `${many} in sets of ${setSize}: up from nothing, at a limit of ${CALLS_PER_SECOND} calls a second`,
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
				timesBaseline("sets refresh --preview-only", 1.3),
				calls("sets refresh --preview-only: portrait_get", "exactly", sets),
			],
		},
		{ work: `${few} against ${many} in sets: up`, ...settings, targets: [timesOther("sets up", "few sets up", times)] },
		{
			work: `${few} against ${many} in sets: refresh --preview-only`,
			...settings,
			targets: [
				timesOther("sets refresh --preview-only", "few sets refresh --preview-only", times),
				timesOther("sets: memory", "few sets: memory", {
					limit: 6,
					description: "at most 6 x the provider's memory",
					medianUnit: "MB",
				}),
				megabytes("sets: memory", 300),
			],
		},
		{ work: "state of a profile with two tags in a set", targets: [bytes("state of a profile in a set", 200)] },
	];
}

async function prepare(scale: Scale): Promise<PreparedScenario> {
	const { sets, fewSets, setSize } = scale;
	const emulator = await startEmulatorProcess({
		accounts: sets * setSize,
		latencyMs: LATENCY_MS,
		limit: CALLS_PER_SECOND,
	});
	const env = { ...emulator.env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	const stacks = [
		{ name: "few sets", count: fewSets },
		{ name: "sets", count: sets },
	];
	const runs: Omit<Run, "context">[] = [];
	for (const variant of runOrder(0, scale)) {
		for (const { name, count } of stacks) {
			const benchStack = await createBenchStack({ variant, program: setsProgram(count, setSize), env });
			runs.push({ variant, name, benchStack, emulator, profiles: count * setSize });
		}
	}
	return {
		async round(context) {
			for (const variant of runOrder(context.round, scale)) {
				for (const run of runs.filter((each) => each.variant === variant)) await runStack({ ...run, context });
			}
		},
		async close() {
			for (const { benchStack } of runs) benchStack.dispose();
			await emulator.stop();
		},
	};
}

interface Run {
	readonly variant: Variant;
	/** The prefix of the metrics: `sets` or `few sets`. */
	readonly name: string;
	readonly benchStack: BenchStack;
	readonly emulator: EmulatorProcess;
	readonly profiles: number;
	readonly context: RoundContext;
}

async function runStack({
	variant,
	name,
	benchStack,
	emulator,
	profiles,
	context: { samples, log },
}: Run): Promise<void> {
	const step = async (command: CommandName) => {
		log(`${grouped(profiles)} in sets, ${command}, ${variant}`);
		const before = (await emulator.requests()).length;
		const { ms, providerMb } = await benchStack.run(command);
		samples.add(`${name} ${command}`, variant, ms);
		const requests = (await emulator.requests()).slice(before);
		const reads = requests.filter((call) => call.command === "portrait_get");
		samples.add(`${name} ${command}: portrait_get`, variant, reads.length);
		return { requests, providerMb };
	};
	benchStack.clear();
	await emulator.reset();
	const emptyBytes = statSync(benchStack.stateFile).size;
	const up = await step("up");
	samples.add(
		`state of a profile in ${name === "sets" ? "a set" : name}`,
		variant,
		bytesPerProfile(benchStack, emptyBytes, profiles),
	);
	if (variant === "ours") {
		samples.add(`${name} up: rate`, variant, (callRate(up.requests) / CALLS_PER_SECOND) * 100);
		samples.add(`${name} up: refused`, variant, up.requests.filter(({ errorCode }) => errorCode === 60007).length);
	}
	const refresh = await step("refresh --preview-only");
	samples.add(`${name}: memory`, variant, Math.max(up.providerMb, refresh.providerMb));
}

function bytesPerProfile({ stateFile }: BenchStack, emptyBytes: number, profiles: number): number {
	return Math.ceil((statSync(stateFile).size - emptyBytes) / profiles);
}

/** Returns the average number of `portrait_set` calls per second between the first and the last `portrait_set` call. */
function callRate(requests: readonly RequestRecord[]): number {
	const times = requests.filter((call) => call.command === "portrait_set").map(({ at }) => at);
	return ((times.length - 1) * 1000) / (Math.max(...times) - Math.min(...times));
}

/** Measures stacks of profile sets. One call can read all profiles of a set. */
export const setsScenario: Scenario = { name: "sets", rows, prepare };
