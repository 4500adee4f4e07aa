import { createProfileReader, type ProfileReader } from "../../provider/client/batched-reads";
import { getConnection } from "../../provider/client/connection";
import { createProfileReads } from "../../provider/client/reads";
import { resolveSettings } from "../../provider/settings/resolve";
import { accountAt, type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { rawHttpMs } from "../http-baseline";
import { grouped, type Scale } from "../scale";
import { timesBaseline } from "../targets";
import type { PreparedScenario, Row, Scenario } from "./scenario";

const tags = { Tag_Profile_IM_Nick: "A bot that answers", Tag_Profile_IM_Level: 3 };
const names = Object.keys(tags);
const CALLS_PER_SECOND = 10_000;

/** The response times of the two emulators, in milliseconds. */
const latencies = [0, 40];

function rows({ reads }: Scale): readonly Row[] {
	return latencies.map((latencyMs) => ({
		work: `client alone: read ${grouped(reads)} profiles`,
		callsPerSecond: CALLS_PER_SECOND,
		latencyMs,
		targets: [timesBaseline(metricName(latencyMs), 1.5)],
	}));
}

const metricName = (latencyMs: number) => `client ${latencyMs} ms`;

async function prepare({ reads }: Scale): Promise<PreparedScenario> {
	const emulators: (readonly [number, EmulatorProcess])[] = [];
	for (const latencyMs of latencies) {
		emulators.push([latencyMs, await startEmulatorProcess({ accounts: reads, tags, latencyMs, limit: 0 })]);
	}
	const accounts = Array.from({ length: reads }, (_, index) => accountAt(index));
	for (const [, emulator] of emulators) {
		await rawHttpMs(emulator, { accounts, tags: names }); // warms up the emulator before the first measurement
		await clientMs(emulator, accounts);
	}
	return {
		async round({ samples, log, round }) {
			for (const [latencyMs, emulator] of emulators) {
				log(`${grouped(reads)} reads at ${latencyMs} ms`);
				const metric = metricName(latencyMs);
				const raw = async () => samples.add(metric, "baseline", await rawHttpMs(emulator, { accounts, tags: names }));
				const ours = async () => samples.add(metric, "ours", await clientMs(emulator, accounts));
				for (const variant of round % 2 === 0 ? [raw, ours] : [ours, raw]) await variant();
			}
		},
		async close() {
			for (const [, emulator] of emulators) await emulator.stop();
		},
	};
}

/**
 * Reads profiles through the provider's client. Requests each account separately, as the provider's hooks do. Returns
 * the time of all reads in milliseconds.
 */
async function clientMs({ env }: EmulatorProcess, accounts: readonly string[]): Promise<number> {
	const settings = { ...env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	const started = performance.now();
	const reader = createBenchReader(settings);
	await Promise.all(accounts.map((account) => reader.read(account, names)));
	return performance.now() - started;
}

function createBenchReader(env: Readonly<Record<string, string>>): ProfileReader {
	const settings = resolveSettings({ config: () => undefined, env });
	return getConnection(new Map<string, ProfileReader>(), settings, {}, ({ transport, retry }) =>
		createProfileReader(createProfileReads(transport), retry),
	);
}

/** Measures the provider's client without the engine, and compares its time with the time of plain HTTP calls. */
export const clientScenario: Scenario = { name: "client", rows, prepare };
