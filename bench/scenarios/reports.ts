import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { formatNames } from "../../cli/drift/formats";
import { formatEvent } from "../../cli/profile-events";
import { accountAt, type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { type CommandMeasurement, measureCommand, measureScript } from "../measured-command";
import { grouped, type Scale } from "../scale";
import { writeStateExport } from "../state-export";
import { megabytes, timesBaseline } from "../targets";
import type { PreparedScenario, RoundContext, Row, Scenario } from "./scenario";

const CALLS_PER_SECOND = 200;
const attributes = { nick: "A bot that answers", level: 3 };
const tags = { Tag_Profile_IM_Nick: "Changed by a user", Tag_Profile_IM_Level: attributes.level };

/** The number of accounts with findings when changes are looked up in an events file. */
const FEW = 1000;

/** The exit code of `drift` if the live values differ. */
const DRIFT = 2;

/** Commands that read the state, and end without reading profiles. */
const readers = [
	{ name: "watch --state", args: ["watch", "--port", "0", "--events", "received.jsonl"] },
	{ name: "doctor --state", args: ["doctor"] },
] as const;

function rows({ drifted, events }: Scale): readonly Row[] {
	const settings = { callsPerSecond: CALLS_PER_SECOND, latencyMs: 0 };
	const all = `${grouped(drifted)} single profiles`;
	return [
		...formatNames.map((format) => ({
			work: `drift of ${all}, all drifted, --format ${format}`,
			...settings,
			targets: [megabytes(reportMetric(format), 600)],
		})),
		...readers.map(({ name }) => ({ work: `${name} of ${all}`, targets: [megabytes(`${name}: memory`, 350)] })),
		{
			work: `drift --events with ${grouped(events)} events: the time and memory that they add; the baseline is readline with JSON.parse`,
			targets: [timesBaseline("events", 1), megabytes("events: memory", 200)],
		},
	];
}

function reportMetric(format: string): string {
	return `report as ${format}: memory`;
}

async function prepare({ drifted, events }: Scale): Promise<PreparedScenario> {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const inFolder = (name: string) => join(folder, name);
	await writeStateExport(inFolder("all.json"), { form: "profiles", accounts: drifted, attributes });
	await writeStateExport(inFolder("few.json"), { form: "profiles", accounts: FEW, attributes });
	await writeEvents(inFolder("events.jsonl"), events, drifted);
	const emulator = await startEmulatorProcess({ accounts: drifted, tags, latencyMs: 0, limit: 0 });
	return {
		async round(context) {
			await measureReports(folder, emulator, context);
			await measureReaders(folder, emulator, context);
			await measureEvents(folder, emulator, context);
		},
		async close() {
			await emulator.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function writeEvents(file: string, count: number, accounts: number): Promise<void> {
	function* lines(): Generator<string> {
		for (let index = 0; index < count; index += 1) {
			const time = new Date(Date.UTC(2026, 0) + index * 1000).toISOString();
			yield formatEvent({
				...{ version: 1, time, account: accountAt(index % accounts), operator: `user_${index % 1000}` },
				...{ platform: "Web", tags: Object.keys(tags), ours: false },
			});
		}
	}
	await pipeline(Readable.from(lines()), createWriteStream(file));
}

type Measure = (folder: string, emulator: EmulatorProcess, context: RoundContext) => Promise<void>;

const measureReports: Measure = async (folder, emulator, { samples, log }) => {
	for (const format of formatNames) {
		log(`report as ${format}`);
		const { mb } = await drift(folder, emulator, ["--state", "all.json", "--format", format]);
		samples.add(reportMetric(format), "ours", mb);
	}
};

const measureReaders: Measure = async (folder, { env }, { samples, log }) => {
	for (const { name, args } of readers) {
		log(name);
		const run = measureCommand([...args, "--state", "all.json"], { cwd: folder, env, stopAt: /^ready$/m }, [0, 1]);
		samples.add(`${name}: memory`, "ours", (await run).mb);
	}
};

const measureEvents: Measure = async (folder, emulator, { samples, log }) => {
	log("events");
	const without = await drift(folder, emulator, ["--state", "few.json", "--output", "json=few.out"]);
	const withEvents = await drift(folder, emulator, ["--state", "few.json", "--events", "events.jsonl"]);
	const parsed = await measureScript(parseLines, { cwd: folder });
	const empty = await measureScript("", { cwd: folder });
	samples.add("events", "ours", withEvents.ms - without.ms);
	samples.add("events", "baseline", parsed.ms - empty.ms);
	samples.add("events: memory", "ours", withEvents.mb - without.mb);
};

const parseLines = `
const lines = require("node:readline").createInterface({ input: require("node:fs").createReadStream("events.jsonl") });
lines.on("line", (line) => JSON.parse(line));
`;

function drift(folder: string, { env }: EmulatorProcess, args: readonly string[]): Promise<CommandMeasurement> {
	const settings = { ...env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	return measureCommand(["drift", ...args], { cwd: folder, env: settings }, [DRIFT]);
}

/** Measures reports of many findings, other commands that read a state, and the search for changes in events files. */
export const reportsScenario: Scenario = { name: "reports", rows, prepare };
