import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializedProvider } from "../../provider/dynamic/serialized-provider";
import { DynamicProvider } from "../../test/support/dynamic-provider";
import { checkout } from "../../test/support/engine";
import { linkPackages } from "../../test/support/program";
import { runOrder } from "../run-order";
import { median, type Variant } from "../samples";
import type { Scale } from "../scale";
import { timesBaseline } from "../targets";
import type { PreparedScenario, Row, Scenario } from "./scenario";

function rows(): readonly Row[] {
	return [{ work: "provider process: spawn to first response", targets: [timesBaseline("start", 1.15)] }];
}

async function prepare(scale: Scale): Promise<PreparedScenario> {
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const folders: Readonly<Record<Variant, string>> = { ours: join(base, "ours"), baseline: join(base, "baseline") };
	linkPackages(folders.ours);
	linkPackages(folders.baseline, join(checkout, "bench/baseline"));
	return {
		async round({ samples, log, round }) {
			log(`${scale.starts} starts`);
			const times: Record<Variant, number[]> = { ours: [], baseline: [] };
			for (let start = 0; start < scale.starts; start += 1) {
				for (const variant of runOrder(round + start, { isFull: true }))
					times[variant].push(await startMs(folders[variant]));
			}
			for (const variant of runOrder(round, { isFull: true })) samples.add("start", variant, median(times[variant]));
		},
		close: async () => rmSync(base, { recursive: true, force: true }),
	};
}

/** Returns the time in milliseconds from the start of a provider process to its response to the first `check`. */
async function startMs(folder: string): Promise<number> {
	const started = performance.now();
	const provider = new DynamicProvider(folder);
	try {
		await provider.connect();
		await provider.call("configure", "ConfigureRequest", { Args: { "tim:sdkAppId": "1400000000" } });
		const inputs = { account: "alice", nick: "Alice", level: 3, __provider: serializedProvider("profile") };
		await provider.call("check", "CheckRequest", { Olds: {}, News: inputs });
		return performance.now() - started;
	} finally {
		await provider.stop();
	}
}

/** Measures the start time of the provider process. */
export const startScenario: Scenario = { name: "start", rows, prepare };
