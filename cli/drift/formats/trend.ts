import { html, raw } from "hono/html";
import { type FindingKind, findingKindNames, findingKinds } from "../finding";
import { toMinute } from "../messages";
import type { HistoryRun } from "../stored-history";
import type * as scales from "./scales";
import type { ScaleTime } from "./scales";

type Html = ReturnType<typeof html>;

/** The size of the plot in pixels, with the space for the labels of the axes. */
const plot = { width: 720, height: 240, left: 56, right: 680, top: 12, bottom: 212 } as const;

/** The dashes that distinguish the lines of the kinds without colour. */
const dashes: Readonly<Record<FindingKind, string>> = {
	"account-gone": "none",
	"both-moved": "8 3",
	"live-moved": "3 3",
	"code-moved": "8 3 2 3",
	"not-readable": "1 4",
	"not-compared": "14 4",
};

/** Renders the number of findings of each run as a plot, and as a table of the numbers, the last run first. */
export function trendSection(runs: readonly HistoryRun[]): Html {
	const kinds = findingKindNames.filter((kind) => runs.some(({ counts }) => (counts[kind] ?? 0) > 0));
	return html`<h2 id="trend-title">Findings per run</h2>
<p id="trend-text">${describeRuns(runs)}</p>
<div class="scroll" role="region" aria-label="Plot of the findings per run" tabindex="0">
${plotRuns(runs, kinds)}
</div>
<ul class="legend"><li>${areaSample()} all findings</li>${kinds.map((kind) => html`<li>${sample(kind)} ${findingKinds[kind].label}</li>`)}</ul>
<details>
<summary>Numbers of each run</summary>
${runsTable(runs, kinds)}
</details>`;
}

function describeRuns(runs: readonly HistoryRun[]): string {
	const totals = runs.map(total);
	const [first = "", last = ""] = [runs[0], runs.at(-1)].map((run) => toMinute(run?.time ?? ""));
	if (runs.length === 1) return `1 run, at ${first} UTC. Findings: ${totals[0]}.`;
	const range = `minimum ${Math.min(...totals)}, maximum ${Math.max(...totals)}`;
	return `${runs.length} runs, from ${first} to ${last} UTC. Findings in the last run: ${totals.at(-1)}; ${range}.`;
}

function total({ counts }: HistoryRun): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Plots all findings as an area, and the findings of each kind as a line. */
function plotRuns(runs: readonly HistoryRun[], kinds: readonly FindingKind[]): Html {
	const { scaleLinear, scaleUtc } = require("./scales") as typeof scales;
	const times = runs.map(({ time }) => new Date(time));
	const most = Math.max(1, ...runs.map(total));
	const x = scaleUtc([times[0] ?? 0, times.at(-1) ?? 0], [plot.left, plot.right]);
	const y = scaleLinear([0, most], [plot.bottom, plot.top]).nice(5);
	const line = (toCount: (run: HistoryRun) => number) =>
		runs.map((run, index) => `${Math.round(x(times[index] ?? 0))},${Math.round(y(toCount(run)))}`).join("L");
	const area = `M${plot.left},${plot.bottom}L${line(total)}V${plot.bottom}Z`;
	return html`<svg role="img" aria-labelledby="trend-title" aria-describedby="trend-text" viewBox="0 0 ${plot.width} ${plot.height}" width="${plot.width}" height="${plot.height}" fill="none" stroke="currentColor" font-size="11">
${y
	.ticks(5)
	.filter(Number.isInteger)
	.map((count) => countTick(Math.round(y(count)), count))}
${timeTicks(x)}
<path d="${raw(area)}" ${raw(AREA_STYLE)}/>
${kinds.map((kind) => kindLine(kind, `M${line(({ counts }) => counts[kind] ?? 0)}${runs.length === 1 ? DASH : ""}`))}
</svg>`;
}

/** The attributes of the area of all findings. */
const AREA_STYLE = 'fill="currentColor" fill-opacity=".12" stroke="none"';

function areaSample(): Html {
	return html`<svg aria-hidden="true" width="48" height="8"><path d="M4,0H44V8H4Z" ${raw(AREA_STYLE)}/></svg>`;
}

/** The line of a single run, centred on its point. */
const DASH = "m-24,0h48";

function kindLine(kind: FindingKind, path: string): Html {
	return html`<path class="${findingKinds[kind].level}" d="${raw(path)}" stroke-width="2" stroke-dasharray="${dashes[kind]}"/>
`;
}

function sample(kind: FindingKind): Html {
	return html`<svg aria-hidden="true" width="48" height="8" fill="none" stroke="currentColor">${kindLine(kind, "M4,4L44,4")}</svg>`;
}

function countTick(y: number, count: number): Html {
	return html`<path d="M${plot.left},${y}L${plot.right},${y}" stroke-opacity=".2"/>${label({ x: plot.left - 6, y: y + 4, anchor: "end" }, String(count))}
`;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The labels of the time axis: days, or minutes if all runs are within four days. */
function timeTicks(x: ScaleTime<number, number>): readonly Html[] {
	const [first = new Date(0), last = first] = x.domain();
	const hasDays = last.getTime() - first.getTime() > 4 * DAY_MS;
	const ticks = first.getTime() === last.getTime() ? [first] : x.ticks(5);
	return ticks.map((time) => {
		const minute = toMinute(time.toISOString());
		return label(
			{ x: Math.round(x(time)), y: plot.bottom + 18, anchor: "middle" },
			hasDays ? minute.slice(0, 10) : minute.slice(5),
		);
	});
}

interface Position {
	readonly x: number;
	readonly y: number;
	readonly anchor: "end" | "middle";
}

function label({ x, y, anchor }: Position, text: string): Html {
	return html`<text x="${x}" y="${y}" text-anchor="${anchor}" fill="currentColor" stroke="none">${text}</text>`;
}

/** Omits the end tags that HTML makes optional, because the table can have 400 rows. */
function runsTable(runs: readonly HistoryRun[], kinds: readonly FindingKind[]): Html {
	const titles = ["time (UTC)", "exit code", "findings", ...kinds.map((kind) => findingKinds[kind].label)];
	const rows = runs.map((run) => {
		const numbers = [run.exitCode, total(run), ...kinds.map((kind) => run.counts[kind] ?? 0)];
		return `\n<tr><th scope="row">${toMinute(run.time)}${numbers.map((count) => `<td>${count}`).join("")}</tr>`;
	});
	return html`<div class="scroll" role="region" aria-label="Numbers of each run" tabindex="0">
<table id="runs">
<thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${raw(rows.reverse().join(""))}</tbody>
</table>
</div>`;
}
