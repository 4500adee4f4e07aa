import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializedProvider } from "../../provider/dynamic/serialized-provider";
import { DynamicProvider } from "../../test/support/dynamic-provider";
import { checkout } from "../../test/support/engine";
import { linkPackages } from "../../test/support/program";
import { median, type Side } from "../samples";
import { sidesOf } from "../sides";
import type { Size } from "../size";
import { timesFloor } from "../targets";
import type { Row, Scene, SetScene } from "./scene";

function rows(): readonly Row[] {
	return [{ work: "provider process: spawn to first answer", targets: [timesFloor("start", 1.15)] }];
}

async function set(size: Size): Promise<SetScene> {
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const folders: Readonly<Record<Side, string>> = { ours: join(base, "ours"), floor: join(base, "floor") };
	linkPackages(folders.ours);
	linkPackages(folders.floor, join(checkout, "bench/floor"));
	return {
		async round({ samples, say, round }) {
			say(`${size.starts} starts`);
			const times: Record<Side, number[]> = { ours: [], floor: [] };
			for (let start = 0; start < size.starts; start += 1) {
				for (const side of sidesOf(round + start, { isFull: true })) times[side].push(await startMs(folders[side]));
			}
			for (const side of sidesOf(round, { isFull: true })) samples.add("start", side, median(times[side]));
		},
		close: async () => rmSync(base, { recursive: true, force: true }),
	};
}

/** From the start of the process to its answer to the first call that the engine makes in a program: the check. */
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

/** The start of the provider process. */
export const startScene: Scene = { name: "start", rows, set };
