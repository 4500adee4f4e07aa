import assert from "node:assert/strict";
import { evaluate, type Verdict } from "@/bench/evaluate";
import { createSamples } from "@/bench/samples";
import {
	bytes,
	calls,
	diskMegabytes,
	megabytes,
	milliseconds,
	packages,
	percent,
	type Target,
	timesBaseline,
	timesOther,
} from "@/bench/targets";

interface Case {
	readonly name: string;
	readonly target: Target;
	readonly values: Readonly<
		Record<string, { readonly ours: readonly number[]; readonly baseline?: readonly number[] }>
	>;
	readonly reached: number;
	readonly verdict: Verdict;
}

const growth = { limit: 10.5, description: "at most 10.5 x the time of 1,000" };

const cases: readonly Case[] = [
	{
		name: "the median of the ratios of all rounds",
		target: timesBaseline("up", 1.2),
		values: { up: { ours: [11, 24, 30], baseline: [10, 20, 10] } },
		reached: 1.2,
		verdict: "ok",
	},
	{
		name: "a ratio above its limit",
		target: timesBaseline("up", 1.15),
		values: { up: { ours: [12], baseline: [10] } },
		reached: 1.2,
		verdict: "short of target",
	},
	{
		name: "a ratio without the time that a rate limit adds",
		target: timesBaseline("up", 1.15, { rateLimited: "rateLimited" }),
		values: { up: { ours: [5400], baseline: [2000] }, rateLimited: { ours: [], baseline: [5000] } },
		reached: 1.2,
		verdict: "short of target",
	},
	{
		name: "a ratio if the rate limit adds no time",
		target: timesBaseline("up", 1.15, { rateLimited: "rateLimited" }),
		values: { up: { ours: [11_000], baseline: [10_000] }, rateLimited: { ours: [], baseline: [9900] } },
		reached: 1.1,
		verdict: "ok",
	},
	{
		name: "the largest number of calls of any round",
		target: calls("reads", "most", 20),
		values: { reads: { ours: [12, 21, 13] } },
		reached: 21,
		verdict: "short of target",
	},
	{
		name: "fewer calls than the exact number",
		target: calls("reads", "exactly", 100),
		values: { reads: { ours: [99] } },
		reached: 99,
		verdict: "short of target",
	},
	{
		name: "a size in bytes",
		target: bytes("state", 200),
		values: { state: { ours: [101] } },
		reached: 101,
		verdict: "ok",
	},
	{
		name: "memory",
		target: megabytes("rss", 300),
		values: { rss: { ours: [150, 310] } },
		reached: 310,
		verdict: "short of target",
	},
	{
		name: "a time without a limit",
		target: milliseconds("drift"),
		values: { drift: { ours: [900, 1000, 5000] } },
		reached: 1000,
		verdict: "ok",
	},
	{
		name: "disk usage",
		target: diskMegabytes("size", 20),
		values: { size: { ours: [20] } },
		reached: 20,
		verdict: "ok",
	},
	{
		name: "a number of packages",
		target: packages("packages", 70),
		values: { packages: { ours: [71] } },
		reached: 71,
		verdict: "short of target",
	},
	{
		name: "the ratio of two metrics",
		target: timesOther("many", "few", growth),
		values: { many: { ours: [50] }, few: { ours: [5] } },
		reached: 10,
		verdict: "ok",
	},
	{
		name: "a percentage",
		target: percent("rate", 95, "at least 95 %"),
		values: { rate: { ours: [96] } },
		reached: 96,
		verdict: "ok",
	},
];

describe("evaluate", () => {
	for (const { name, target, values, reached, verdict } of cases) {
		it(`evaluates ${name}`, () => {
			const samples = createSamples();
			for (const [metric, { ours, baseline = [] }] of Object.entries(values)) {
				for (const value of ours) samples.add(metric, "ours", value);
				for (const value of baseline) samples.add(metric, "baseline", value);
			}
			const [row] = evaluate([{ work: "work", callsPerSecond: 200, targets: [target] }], samples, { isFull: true });
			assert.equal(row?.verdict, verdict);
			assert.ok(Math.abs((row?.reached ?? 0) - reached) < 1e-9, `${row?.reached}`);
			assert.equal(row?.callsPerSecond, 200);
		});
	}

	it("does not evaluate noisy targets in a quick run", () => {
		const samples = createSamples();
		samples.add("up", "ours", 12);
		samples.add("reads", "ours", 12);
		const targets = [timesBaseline("up", 1.15), calls("reads", "most", 20)];
		const verdicts = evaluate([{ work: "work", targets }], samples, { isFull: false }).map(({ verdict }) => verdict);
		assert.deepEqual(verdicts, ["not evaluated", "ok"]);
	});
});
