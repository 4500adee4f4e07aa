import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Judged } from "./judge";
import type { Machine } from "./machine";
import type { Samples } from "./samples";

/** What a run of the bench found. */
export interface Result {
	/** When, in UTC, to the minute. */
	readonly date: string;
	readonly machine: Machine;
	readonly rounds: number;
	readonly rows: readonly Judged[];
	/** Every value, by metric and side. */
	readonly samples: Samples["all"];
}

/** Writes a result as `NAME.json` and as a table in `NAME.md`. Gives the table. */
export function writeResult(folder: string, name: string, result: Result): string {
	mkdirSync(folder, { recursive: true });
	const page = pageOf(result);
	writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, undefined, "\t")}\n`);
	writeFileSync(join(folder, `${name}.md`), page);
	return page;
}

/** A result as Markdown: when and where, then the table. */
export function pageOf({ date, machine, rounds, rows }: Result): string {
	const { cores, memoryGb, node, engine, sdk, version } = machine;
	const where = `${cores} cores, ${memoryGb} GB; Node.js ${node}, Pulumi ${engine}, SDK ${sdk}, pulumi-tim ${version}`;
	const times = rounds === 1 ? "one round" : `medians of ${rounds} rounds`;
	const head = ["work", "callsPerSecond", "answer time", "must reach", "reached", "ours", "floor", ""];
	const lines = [head, head.map(() => "---"), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(" | ")} |`);
	return `${date} UTC, ${times}. ${where}.\n\n${lines.join("\n")}\n`;
}

function cellsOf(row: Judged): readonly string[] {
	const { work, callsPerSecond, latencyMs, target, reached, unit, ours, floor, verdict } = row;
	return [
		work,
		callsPerSecond === undefined ? "" : String(callsPerSecond),
		latencyMs === undefined ? "" : `${latencyMs} ms`,
		target,
		reached === undefined ? "" : withUnit(reached, unit),
		measureOf(ours, unit),
		measureOf(floor, unit),
		verdict,
	];
}

/** A judged value as it is read. */
function withUnit(value: number, unit: Judged["unit"]): string {
	return unit === "x" ? `${value.toFixed(2)} x` : `${Math.round(value * 10) / 10} ${unit}`;
}

/** A median as it is read: what is judged as a ratio was measured in milliseconds, memory apart. */
function measureOf(value: number | undefined, unit: Judged["unit"]): string {
	if (value === undefined) return "";
	return unit === "x" ? `${(value / 1000).toFixed(2)} s` : withUnit(value, unit);
}
