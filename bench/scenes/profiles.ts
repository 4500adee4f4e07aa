import { statSync } from "node:fs";
import { type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { profilesProgram } from "../programs";
import type { Side } from "../samples";
import { sidesOf } from "../sides";
import { grouped, type Size } from "../size";
import { type CommandName, createStage, type Stage } from "../stage";
import { bytes, calls, timesFloor } from "../targets";
import type { RoundContext, Row, Scene, SetScene } from "./scene";

const LIMIT = 200;
const LATENCY_MS = 40;

/** Most `portrait_get` calls for so many profiles. */
export const mostReads = {
	refresh: (profiles: number) => Math.max(profiles / 50, 10),
	parallelDiff: (profiles: number) => Math.max((profiles * 6) / 100, 20),
} as const;

function rows({ profiles }: Size): readonly Row[] {
	const settings = { callsPerSecond: LIMIT, latencyMs: LATENCY_MS };
	const stack = `${grouped(profiles)} Profiles`;
	return [
		{
			work: `${stack}: up from nothing, --parallel 200, no checkpoints`,
			...settings,
			targets: [timesFloor("profiles up", 1.15, { paced: "profiles up at the limit" })],
		},
		{
			work: `${stack}: preview --refresh`,
			...settings,
			targets: [
				timesFloor("profiles preview --refresh", 1.15),
				calls("profiles preview --refresh: portrait_get", "most", mostReads.refresh(profiles)),
			],
		},
		{
			work: `${stack}: preview with live diff, PULUMI_PARALLEL_DIFF=true`,
			...settings,
			targets: [
				timesFloor("profiles preview", 1.25),
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

async function set(size: Size): Promise<SetScene> {
	const { profiles } = size;
	const emulator = await startEmulatorProcess({ accounts: profiles, latencyMs: LATENCY_MS, limit: LIMIT });
	const env = { ...emulator.env, TIM_CALLS_PER_SECOND: String(LIMIT) };
	const program = profilesProgram(profiles);
	const stages = new Map<Side, Stage>();
	for (const side of sidesOf(0, size)) stages.set(side, await createStage({ side, program, env, parallel: 200 }));
	return {
		async round(context) {
			for (const side of sidesOf(context.round, size)) {
				const stage = stages.get(side);
				if (stage !== undefined) await runSide({ side, stage, emulator, size, context });
			}
		},
		async close() {
			for (const stage of stages.values()) stage.dispose();
			await emulator.stop();
		},
	};
}

interface Run {
	readonly side: Side;
	readonly stage: Stage;
	readonly emulator: EmulatorProcess;
	readonly size: Size;
	readonly context: RoundContext;
}

async function runSide({ side, stage, emulator, size, context: { samples, say } }: Run): Promise<void> {
	const step = async (name: CommandName, label: string = name, env: Readonly<Record<string, string>> = {}) => {
		say(`${label}, ${side}`);
		const before = (await emulator.requests()).length;
		const { ms } = await stage.run(name, env);
		samples.add(`profiles ${label}`, side, ms);
		const made = (await emulator.requests()).slice(before);
		for (const command of ["portrait_get", "portrait_set"]) {
			samples.add(`profiles ${label}: ${command}`, side, made.filter((call) => call.command === command).length);
		}
	};
	stage.empty();
	await emulator.reset();
	if (side === "floor") {
		await step("up", "up at the limit", { FLOOR_CREATIONS_PER_SECOND: String(LIMIT) });
		stage.empty();
	}
	const emptyBytes = statSync(stage.stateFile).size;
	await step("up");
	samples.add("state of a Profile", side, Math.ceil((statSync(stage.stateFile).size - emptyBytes) / size.profiles));
	await step("preview --refresh");
	await step("preview");
	if (side === "ours") await step("up", "up again");
}

/** Single profiles: a resource each. */
export const profilesScene: Scene = { name: "profiles", rows, set };
