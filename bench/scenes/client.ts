import { createProfileReader, type ProfileReader } from "../../provider/client/batched-reads";
import { getConnection } from "../../provider/client/connection";
import { createProfileReads } from "../../provider/client/reads";
import { resolveSettings } from "../../provider/settings/resolve";
import { bareMs } from "../bare";
import { accountAt, type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { grouped, type Size } from "../size";
import { timesFloor } from "../targets";
import type { Row, Scene, SetScene } from "./scene";

const tags = { Tag_Profile_IM_Nick: "A bot that answers", Tag_Profile_IM_Level: 3 };
const names = Object.keys(tags);
const CALLS_PER_SECOND = 10_000;

/** Answer times of the two emulators. */
const latencies = [0, 40];

function rows({ reads }: Size): readonly Row[] {
	return latencies.map((latencyMs) => ({
		work: `client alone: read ${grouped(reads)} profiles`,
		callsPerSecond: CALLS_PER_SECOND,
		latencyMs,
		targets: [timesFloor(metricOf(latencyMs), 1.5)],
	}));
}

const metricOf = (latencyMs: number) => `client ${latencyMs} ms`;

async function set({ reads }: Size): Promise<SetScene> {
	const emulators: (readonly [number, EmulatorProcess])[] = [];
	for (const latencyMs of latencies) {
		emulators.push([latencyMs, await startEmulatorProcess({ accounts: reads, tags, latencyMs, limit: 0 })]);
	}
	const accounts = Array.from({ length: reads }, (_, index) => accountAt(index));
	for (const [, emulator] of emulators) {
		await bareMs(emulator, { accounts, tags: names }); // so that neither side pays for the warming up of the other
		await clientMs(emulator, accounts);
	}
	return {
		async round({ samples, say, round }) {
			for (const [latencyMs, emulator] of emulators) {
				say(`${grouped(reads)} reads at ${latencyMs} ms`);
				const metric = metricOf(latencyMs);
				const bare = async () => samples.add(metric, "floor", await bareMs(emulator, { accounts, tags: names }));
				const ours = async () => samples.add(metric, "ours", await clientMs(emulator, accounts));
				for (const side of round % 2 === 0 ? [bare, ours] : [ours, bare]) await side();
			}
		},
		async close() {
			for (const [, emulator] of emulators) await emulator.stop();
		},
	};
}

/** Reads through our client: a read for each account, as the hooks make them. */
async function clientMs({ env }: EmulatorProcess, accounts: readonly string[]): Promise<number> {
	const settings = { ...env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	const started = performance.now();
	const reader = readerOf(settings);
	await Promise.all(accounts.map((account) => reader.read(account, names)));
	return performance.now() - started;
}

function readerOf(env: Readonly<Record<string, string>>): ProfileReader {
	const settings = resolveSettings({ config: () => undefined, env });
	return getConnection(new Map<string, ProfileReader>(), settings, {}, ({ transport, retry }) =>
		createProfileReader(createProfileReads(transport), retry),
	);
}

/** The client without the engine, against bare HTTP. */
export const clientScene: Scene = { name: "client", rows, set };
