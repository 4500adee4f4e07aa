import assert from "node:assert/strict";
import { trendSection } from "@/cli/drift/formats/trend";
import type { HistoryRun } from "@/cli/drift/stored-history";

const run = (day: number, counts: HistoryRun["counts"], exitCode = 2): HistoryRun => ({
	...{ time: new Date(Date.UTC(2026, 2, day, 4, 17)).toISOString(), exitCode, counts },
});

const three = [run(1, {}, 0), run(6, { "live-moved": 4 }), run(11, { "account-gone": 1, "live-moved": 1 }, 3)];

/** Returns the `d` attribute of the line of a kind, by its dashes. */
function lineOf(section: string, dashes: string): string | undefined {
	return new RegExp(`d="([^"]*)" stroke-width="2" stroke-dasharray="${dashes}"`).exec(section)?.[1];
}

describe("trendSection", () => {
	it("plots a line for each kind of finding that a run found", () => {
		const section = String(trendSection(three));
		assert.equal(lineOf(section, "3 3"), "M56,212L368,12L680,162");
		assert.equal(lineOf(section, "none"), "M56,212L368,212L680,162");
		assert.equal(lineOf(section, "8 3"), undefined);
	});

	it("plots all findings as an area", () => {
		assert.match(String(trendSection(three)), /<path d="M56,212L56,212L368,12L680,112V212Z" fill="currentColor"/);
	});

	it("labels the axes with days and whole numbers", () => {
		const labels = [...String(trendSection(three)).matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
		assert.deepEqual(labels.slice(0, 5), ["0", "1", "2", "3", "4"]);
		assert.deepEqual(labels.slice(5), ["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-08", "2026-03-10"]);
	});

	it("labels the time axis with minutes if all runs are within four days", () => {
		const section = String(trendSection([run(1, {}), run(2, {})]));
		assert.match(section, />03-01 12:00<\/text>/);
	});

	it("has a text alternative", () => {
		const section = String(trendSection(three));
		assert.match(section, /<svg role="img" aria-labelledby="trend-title" aria-describedby="trend-text"/);
		assert.match(
			section,
			/<p id="trend-text">3 runs, from 2026-03-01 04:17 to 2026-03-11 04:17 UTC\. Findings in the last run: 2; minimum 0, maximum 4\.<\/p>/,
		);
	});

	it("has a table of the numbers, the last run first", () => {
		const rows = [...String(trendSection(three)).matchAll(/<tr><th scope="row">(.*)<\/tr>/g)].map(
			([, row = ""]) => row,
		);
		assert.deepEqual(rows, [
			"2026-03-11 04:17<td>3<td>2<td>1<td>1",
			"2026-03-06 04:17<td>2<td>4<td>0<td>4",
			"2026-03-01 04:17<td>0<td>0<td>0<td>0",
		]);
	});

	it("plots a single run and a clean history", () => {
		const single = String(trendSection([run(1, { "live-moved": 2 })]));
		assert.equal(lineOf(single, "3 3"), "M368,12m-24,0h48");
		assert.match(single, /1 run, at 2026-03-01 04:17 UTC\. Findings: 2\./);
		assert.doesNotMatch(String(trendSection([run(1, {}, 0), run(2, {}, 0)])), /NaN|undefined|stroke-dasharray/);
	});
});
