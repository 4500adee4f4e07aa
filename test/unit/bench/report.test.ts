import assert from "node:assert/strict";
import { toMarkdown } from "@/bench/report";

const machine = { cores: 2, memoryGb: 8, node: "20.1.0", engine: "3.2.0", sdk: "3.1.0", version: "0.1.0" };

describe("toMarkdown", () => {
	it("formats the time, the machine, the versions, and a line for each target", () => {
		const rows = [
			{
				work: "1,000 Profiles: up",
				callsPerSecond: 200,
				latencyMs: 40,
				target: "at most 1.15 x baseline",
				reached: 1.0812,
				unit: "x",
				ours: 10_812,
				baseline: 10_000,
				verdict: "ok",
			},
			{
				work: "200 against 1,000 in sets",
				target: "at most 6 x the memory",
				reached: 1.2,
				unit: "x",
				medianUnit: "MB",
				ours: 180,
				baseline: undefined,
				verdict: "ok",
			},
			{
				work: "state of a Profile",
				target: "at most 1250 bytes",
				reached: 1300,
				unit: "bytes",
				ours: 1300,
				baseline: undefined,
				verdict: "short of target",
			},
		] as const;
		assert.equal(
			toMarkdown({ date: "2026-01-02 03:04", machine, rounds: 3, rows, samples: {} }),
			`2026-01-02 03:04 UTC, medians of 3 rounds. 2 cores, 8 GB; Node.js 20.1.0, Pulumi 3.2.0, SDK 3.1.0, pulumi-tim 0.1.0.

| work | callsPerSecond | response time | target | reached | ours | baseline |  |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 1,000 Profiles: up | 200 | 40 ms | at most 1.15 x baseline | 1.08 x | 10.81 s | 10.00 s | ok |
| 200 against 1,000 in sets |  |  | at most 6 x the memory | 1.20 x | 180 MB |  | ok |
| state of a Profile |  |  | at most 1250 bytes | 1300 bytes | 1300 bytes |  | short of target |
`,
		);
	});
});
