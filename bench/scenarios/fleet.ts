import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountAt, type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { pacedHttpMs } from "../http-baseline";
import { countCalls, measureCommand } from "../measured-command";
import { runOrder } from "../run-order";
import { grouped, type Scale } from "../scale";
import { type StateForm, writeStateExport } from "../state-export";
import { calls, megabytes, milliseconds, type Target, timesBaseline, timesOther } from "../targets";
import type { PreparedScenario, RoundContext, Row, Scenario } from "./scenario";

const CALLS_PER_SECOND = 200;

/** The response times of the two emulators, in milliseconds. */
const LATENCY_MS = 40;
const SLOW_MS = 150;

const ACCOUNTS_PER_CALL = 100;
const attributes = { nick: "A bot that answers", level: 3 };
const tags = { Tag_Profile_IM_Nick: attributes.nick, Tag_Profile_IM_Level: attributes.level };

/** The number of accounts for which the limits of time and memory are defined. */
const LARGEST = 100_000;

/** A measured command, and its limits for 100,000 accounts. */
interface Work {
	readonly name: string;
	/** The limit of the time, as a multiple of the time of the same calls at the rate limit. */
	readonly times: number;
	readonly megabytes: number;
	readonly latencyMs: number;
	readonly args: (folder: string, accounts: number) => readonly string[];
}

const works: readonly Work[] = [
	driftOf("sets", { times: 1.4, megabytes: 350, latencyMs: LATENCY_MS }),
	driftOf("sets", { times: 1.4, megabytes: 350, latencyMs: SLOW_MS }),
	driftOf("profiles", { times: 2, megabytes: 400, latencyMs: LATENCY_MS }),
	{
		name: "adopt --file",
		times: 1.8,
		megabytes: 400,
		latencyMs: LATENCY_MS,
		args: (folder, accounts) => ["adopt", "--file", join(folder, csvName(accounts))],
	},
];

function driftOf(form: StateForm, limits: Pick<Work, "latencyMs" | "megabytes" | "times">): Work {
	const args = (folder: string, accounts: number) => ["drift", "--state", join(folder, stateName(form, accounts))];
	return { name: `drift --state, ${form === "sets" ? "sets of 100" : "single profiles"}`, ...limits, args };
}

function stateName(form: StateForm, accounts: number): string {
	return `${form}-${accounts}.json`;
}

function csvName(accounts: number): string {
	return `accounts-${accounts}.csv`;
}

function rows({ fleets }: Scale): readonly Row[] {
	return works.flatMap((work) =>
		fleets.map((accounts) => ({
			work: `${work.name}, ${grouped(accounts)} accounts`,
			callsPerSecond: CALLS_PER_SECOND,
			latencyMs: work.latencyMs,
			targets: targetsOf(work, accounts, fleets),
		})),
	);
}

function targetsOf(work: Work, accounts: number, fleets: readonly number[]): readonly Target[] {
	const metric = metricName(work, accounts);
	const counts = [
		calls(`${metric}: calls`, "exactly", accounts / ACCOUNTS_PER_CALL),
		calls(`${metric}: refused`, "exactly", 0),
	];
	if (accounts !== LARGEST) return [milliseconds(metric), megabytes(`${metric}: memory`, work.megabytes), ...counts];
	const tenth = LARGEST / 10;
	const growth = { limit: 3, description: `at most 3 x the memory of ${grouped(tenth)}`, medianUnit: "MB" } as const;
	return [
		timesBaseline(metric, work.times),
		megabytes(`${metric}: memory`, work.megabytes),
		...(fleets.includes(tenth) ? [timesOther(`${metric}: memory`, `${metricName(work, tenth)}: memory`, growth)] : []),
		...counts,
	];
}

function metricName({ name, latencyMs }: Work, accounts: number): string {
	return `${name}, ${accounts}, ${latencyMs} ms`;
}

async function prepare(scale: Scale): Promise<PreparedScenario> {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const most = Math.max(...scale.fleets);
	const names = Array.from({ length: most }, (_, index) => accountAt(index));
	for (const accounts of scale.fleets) {
		for (const form of ["sets", "profiles"] as const) {
			await writeStateExport(join(folder, stateName(form, accounts)), { form, accounts, attributes });
		}
		writeFileSync(join(folder, csvName(accounts)), `UserID\n${names.slice(0, accounts).join("\n")}\n`);
	}
	const settings = { accounts: most, tags, limit: CALLS_PER_SECOND };
	const emulators: Emulators = [
		[LATENCY_MS, await startEmulatorProcess({ ...settings, latencyMs: LATENCY_MS })],
		[SLOW_MS, await startEmulatorProcess({ ...settings, latencyMs: SLOW_MS })],
	];
	return {
		async round(context) {
			for (const accounts of scale.fleets) {
				for (const variant of runOrder(context.round, scale)) {
					const run = { accounts: names.slice(0, accounts), folder, emulators, context };
					await (variant === "ours" ? measureWorks(run) : measureFloor(run));
				}
			}
		},
		async close() {
			for (const [, emulator] of emulators) await emulator.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** The emulators, each with its response time in milliseconds. */
type Emulators = readonly (readonly [number, EmulatorProcess])[];

interface Run {
	readonly accounts: readonly string[];
	readonly folder: string;
	readonly emulators: Emulators;
	readonly context: RoundContext;
}

async function measureWorks({ accounts, folder, emulators, context: { samples, log } }: Run): Promise<void> {
	for (const [latencyMs, emulator] of emulators) {
		const env = { ...emulator.env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
		for (const work of works.filter((each) => each.latencyMs === latencyMs)) {
			log(`${work.name}, ${grouped(accounts.length)} accounts, ${latencyMs} ms`);
			await emulator.reset();
			const { ms, mb } = await measureCommand(work.args(folder, accounts.length), { cwd: folder, env });
			const metric = metricName(work, accounts.length);
			const counts = await countCalls(emulator);
			samples.add(metric, "ours", ms);
			samples.add(`${metric}: memory`, "ours", mb);
			samples.add(`${metric}: calls`, "ours", counts.calls);
			samples.add(`${metric}: refused`, "ours", counts.refused);
		}
	}
}

/** Measures the time of the same calls, sent by `node:http` at the rate limit. */
async function measureFloor({ accounts, emulators, context: { samples, log } }: Run): Promise<void> {
	for (const [latencyMs, emulator] of emulators) {
		log(`the calls alone, ${grouped(accounts.length)} accounts, ${latencyMs} ms`);
		await emulator.reset();
		const ms = await pacedHttpMs(emulator, { accounts, tags: Object.keys(tags) }, CALLS_PER_SECOND);
		for (const work of works.filter((each) => each.latencyMs === latencyMs)) {
			samples.add(metricName(work, accounts.length), "baseline", ms);
		}
	}
}

/** Measures `drift` and `adopt` for many accounts at the service's rate limit. */
export const fleetScenario: Scenario = { name: "fleet", rows, prepare };
