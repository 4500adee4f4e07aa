import { statSync } from "node:fs";
import { type BenchStack, type CommandName, createBenchStack } from "../bench-stack";
import { type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { profilesProgram } from "../programs";
import { runOrder } from "../run-order";
import type { Variant } from "../samples";
import { grouped, type Scale } from "../scale";
import { bytes, calls, timesBaseline } from "../targets";
import type { PreparedScenario, RoundContext, Row, Scenario } from "./scenario";

const CALLS_PER_SECOND = 200;
const LATENCY_MS = 40;

/** Functions that return the maximum number of `portrait_get` calls of a command for a number of profiles. */
export const mostReads = {
	refresh: (profiles: number) => Math.max(profiles / 50, 10),
	parallelDiff: (profiles: number) => Math.max((profiles * 6) / 100, 20),
} as const;

function rows({ profiles }: Scale): readonly Row[] {
	const settings = { callsPerSecond: CALLS_PER_SECOND, latencyMs: LATENCY_MS };
	const stack = `${grouped(profiles)} Profiles`;
	return [
		{
			work: `${stack}: up from nothing, --parallel 200, no checkpoints`,
			...settings,
			targets: [timesBaseline("profiles up", 1.15, { rateLimited: "profiles up at the limit" })],
		},
		{
			work: `${stack}: preview --refresh`,
			...settings,
			targets: [
				timesBaseline("profiles preview --refresh", 1.15),
				calls("profiles preview --refresh: portrait_get", "most", mostReads.refresh(profiles)),
			],
		},
		{
			work: `${stack}: preview with live diff, PULUMI_PARALLEL_DIFF=true`,
			...settings,
			targets: [
				timesBaseline("profiles preview", 1.25),
				calls("profiles preview: portrait_get", "most", mostReads.parallelDiff(profiles)),
			],
		},
		{
			work: `${stack}: up again`,
			...settings,
			targets: [calls("profiles up again: portrait_set", "exactly", 0)],
		},
		{ work: "state of a Profile with two tags", targets: [bytes("state of a Profile", 1250)] },
	];
}

async function prepare(scale: Scale): Promise<PreparedScenario> {
	const { profiles } = scale;
	const emulator = await startEmulatorProcess({ accounts: profiles, latencyMs: LATENCY_MS, limit: CALLS_PER_SECOND });
	const env = { ...emulator.env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	const program = profilesProgram(profiles);
	const stacks = new Map<Variant, BenchStack>();
	for (const variant of runOrder(0, scale))
		stacks.set(variant, await createBenchStack({ variant, program, env, parallel: 200 }));
	return {
		async round(context) {
			for (const variant of runOrder(context.round, scale)) {
				const benchStack = stacks.get(variant);
				if (benchStack !== undefined) await runVariant({ variant, benchStack, emulator, scale, context });
			}
		},
		async close() {
			for (const benchStack of stacks.values()) benchStack.dispose();
			await emulator.stop();
		},
	};
}

interface Run {
	readonly variant: Variant;
	readonly benchStack: BenchStack;
	readonly emulator: EmulatorProcess;
	readonly scale: Scale;
	readonly context: RoundContext;
}

async function runVariant({ variant, benchStack, emulator, scale, context: { samples, log } }: Run): Promise<void> {
	const step = async (name: CommandName, label: string = name, env: Readonly<Record<string, string>> = {}) => {
		log(`${label}, ${variant}`);
		const before = (await emulator.requests()).length;
		const { ms } = await benchStack.run(name, env);
		samples.add(`profiles ${label}`, variant, ms);
		const sent = (await emulator.requests()).slice(before);
		for (const command of ["portrait_get", "portrait_set"]) {
			samples.add(`profiles ${label}: ${command}`, variant, sent.filter((call) => call.command === command).length);
		}
	};
	benchStack.clear();
	await emulator.reset();
	if (variant === "baseline") {
		await step("up", "up at the limit", { BASELINE_CREATIONS_PER_SECOND: String(CALLS_PER_SECOND) });
		benchStack.clear();
	}
	const emptyBytes = statSync(benchStack.stateFile).size;
	await step("up");
	samples.add(
		"state of a Profile",
		variant,
		Math.ceil((statSync(benchStack.stateFile).size - emptyBytes) / scale.profiles),
	);
	await step("preview --refresh");
	await step("preview");
	if (variant === "ours") await step("up", "up again");
}

/** Measures a stack in which every profile is a separate resource. */
export const profilesScenario: Scenario = { name: "profiles", rows, prepare };
