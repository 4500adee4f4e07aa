import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluated } from "./evaluate";
import type { Machine } from "./machine";
import type { Samples } from "./samples";
import type { Unit } from "./targets";

/** The result of one run of the bench. */
export interface Result {
	/** The time of the run in UTC, to the minute. */
	readonly date: string;
	readonly machine: Machine;
	readonly rounds: number;
	readonly rows: readonly Evaluated[];
	/** Every measured value, by metric and variant. */
	readonly samples: Samples["all"];
}

/** Writes a result as `NAME.json` and as a table in `NAME.md`. Returns the table. */
export function writeResult(folder: string, name: string, result: Result): string {
	mkdirSync(folder, { recursive: true });
	const page = toMarkdown(result);
	writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, undefined, "\t")}\n`);
	writeFileSync(join(folder, `${name}.md`), page);
	return page;
}

/** Formats a result as Markdown: the time and machine, then the table. */
export function toMarkdown({ date, machine, rounds, rows }: Result): string {
	const { cores, memoryGb, node, engine, sdk, version } = machine;
	const machineText = `${cores} cores, ${memoryGb} GB; Node.js ${node}, Pulumi ${engine}, SDK ${sdk}, pulumi-tim ${version}`;
	const times = rounds === 1 ? "one round" : `medians of ${rounds} rounds`;
	const head = ["work", "callsPerSecond", "response time", "target", "reached", "ours", "baseline", ""];
	const lines = [head, head.map(() => "---"), ...rows.map(toCells)].map((cells) => `| ${cells.join(" | ")} |`);
	return `${date} UTC, ${times}. ${machineText}.\n\n${lines.join("\n")}\n`;
}

function toCells(row: Evaluated): readonly string[] {
	const { work, callsPerSecond, latencyMs, target, reached, unit, medianUnit, ours, baseline, verdict } = row;
	return [
		work,
		callsPerSecond === undefined ? "" : String(callsPerSecond),
		latencyMs === undefined ? "" : `${latencyMs} ms`,
		target,
		reached === undefined ? "" : formatValue(reached, unit),
		formatMedian(ours, medianUnit ?? unit),
		formatMedian(baseline, medianUnit ?? unit),
		verdict,
	];
}

/** Formats the value that was compared with the limit of a target, and its unit. */
function formatValue(value: number, unit: Unit): string {
	return unit === "x" ? `${value.toFixed(2)} x` : `${Math.round(value * 10) / 10} ${unit}`;
}

/** Formats a median and its unit. If the unit of the target is a ratio, the median is a time in milliseconds. */
function formatMedian(value: number | undefined, unit: Unit): string {
	if (value === undefined) return "";
	return unit === "x" ? `${(value / 1000).toFixed(2)} s` : formatValue(value, unit);
}
