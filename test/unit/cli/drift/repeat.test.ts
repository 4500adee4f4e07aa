import assert from "node:assert/strict";
import { repeatRuns } from "@/cli/drift/repeat";

/** The result of one run: its exit code, or the message of its error. */
type RunResult = number | string;

/** Repeats runs with the given results, then aborts the signal in the wait after the last run. */
async function repeat(results: readonly RunResult[]) {
	const stop = new AbortController();
	const warnings: string[] = [];
	const waits: number[] = [];
	const left = [...results];
	const code = await repeatRuns(
		async () => {
			const result = left.shift() ?? 0;
			if (typeof result === "string") throw new Error(result);
			return result;
		},
		{
			...{ everyMs: 1000, signal: stop.signal, warn: (message) => warnings.push(message) },
			async sleep(ms) {
				waits.push(ms);
				if (left.length === 0) stop.abort();
			},
		},
	);
	return { code, warnings, waits };
}

describe("repeatRuns", () => {
	it("waits after each run, and returns the exit code of the last run", async () => {
		assert.deepEqual(await repeat([0, 2, 5]), { code: 5, warnings: [], waits: [1000, 1000, 1000] });
	});

	it("continues after a run that failed, and returns the exit code of the last run that finished", async () => {
		const { code, warnings } = await repeat([2, "state.json: no such file"]);
		assert.deepEqual([code, warnings], [2, ["state.json: no such file"]]);
	});

	it("throws the error of the first run", async () => {
		await assert.rejects(repeat(["no settings"]), { message: "no settings" });
	});

	it("ends in the middle of a run, without an exit code if no run has finished", async () => {
		const stop = new AbortController();
		const never = () => new Promise<number>(() => stop.abort());
		assert.equal(await repeatRuns(never, { everyMs: 1000, signal: stop.signal, warn: () => {} }), undefined);
	});

	it("ends in the middle of a wait", async () => {
		const stop = new AbortController();
		const run = async () => {
			setImmediate(() => stop.abort());
			return 3;
		};
		assert.equal(await repeatRuns(run, { everyMs: 86_400_000, signal: stop.signal, warn: () => {} }), 3);
	});
});
