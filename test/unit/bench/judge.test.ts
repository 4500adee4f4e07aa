import assert from "node:assert/strict";
import { judge, type Verdict } from "@/bench/judge";
import { createSamples } from "@/bench/samples";
import { bytes, calls, megabytes, percent, type Target, timesFloor, timesOther } from "@/bench/targets";

interface Case {
	readonly name: string;
	readonly target: Target;
	readonly values: Readonly<Record<string, { readonly ours: readonly number[]; readonly floor?: readonly number[] }>>;
	readonly reached: number;
	readonly verdict: Verdict;
}

const growth = { limit: 10.5, words: "at most 10.5 x the time of 1,000" };

const cases: readonly Case[] = [
	{
		name: "the median of the rounds' ratios",
		target: timesFloor("up", 1.2),
		values: { up: { ours: [11, 24, 30], floor: [10, 20, 10] } },
		reached: 1.2,
		verdict: "ok",
	},
	{
		name: "a ratio above its limit",
		target: timesFloor("up", 1.15),
		values: { up: { ours: [12], floor: [10] } },
		reached: 1.2,
		verdict: "short of target",
	},
	{
		name: "a ratio, without what a rate limit takes beyond the floor",
		target: timesFloor("up", 1.15, { paced: "paced" }),
		values: { up: { ours: [5400], floor: [2000] }, paced: { ours: [], floor: [5000] } },
		reached: 1.2,
		verdict: "short of target",
	},
	{
		name: "a rate limit that takes nothing beyond the floor",
		target: timesFloor("up", 1.15, { paced: "paced" }),
		values: { up: { ours: [11_000], floor: [10_000] }, paced: { ours: [], floor: [9900] } },
		reached: 1.1,
		verdict: "ok",
	},
	{
		name: "the most calls of any round",
		target: calls("reads", "most", 20),
		values: { reads: { ours: [12, 21, 13] } },
		reached: 21,
		verdict: "short of target",
	},
	{
		name: "fewer calls than exactly so many",
		target: calls("reads", "exactly", 100),
		values: { reads: { ours: [99] } },
		reached: 99,
		verdict: "short of target",
	},
	{ name: "bytes", target: bytes("state", 200), values: { state: { ours: [101] } }, reached: 101, verdict: "ok" },
	{
		name: "memory",
		target: megabytes("rss", 300),
		values: { rss: { ours: [150, 310] } },
		reached: 310,
		verdict: "short of target",
	},
	{
		name: "growth",
		target: timesOther("many", "few", growth),
		values: { many: { ours: [50] }, few: { ours: [5] } },
		reached: 10,
		verdict: "ok",
	},
	{
		name: "a share",
		target: percent("rate", 95, "at least 95 %"),
		values: { rate: { ours: [96] } },
		reached: 96,
		verdict: "ok",
	},
];

describe("judge", () => {
	for (const { name, target, values, reached, verdict } of cases) {
		it(`judges ${name}`, () => {
			const samples = createSamples();
			for (const [metric, { ours, floor = [] }] of Object.entries(values)) {
				for (const value of ours) samples.add(metric, "ours", value);
				for (const value of floor) samples.add(metric, "floor", value);
			}
			const [row] = judge([{ work: "work", callsPerSecond: 200, targets: [target] }], samples, { isFull: true });
			assert.equal(row?.verdict, verdict);
			assert.ok(Math.abs((row?.reached ?? 0) - reached) < 1e-9, `${row?.reached}`);
			assert.equal(row?.callsPerSecond, 200);
		});
	}

	it("leaves what is noisy unjudged in a quick run", () => {
		const samples = createSamples();
		samples.add("up", "ours", 12);
		samples.add("reads", "ours", 12);
		const targets = [timesFloor("up", 1.15), calls("reads", "most", 20)];
		const verdicts = judge([{ work: "work", targets }], samples, { isFull: false }).map(({ verdict }) => verdict);
		assert.deepEqual(verdicts, ["not judged", "ok"]);
	});
});
