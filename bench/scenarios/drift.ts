import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCommand } from "../../test/support/command";
import { checkout } from "../../test/support/engine";
import { buildResource, buildSetResource, buildStateExport } from "../../test/support/stack-export";
import { accountAt, type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { rawHttpMs } from "../http-baseline";
import { runOrder } from "../run-order";
import { median } from "../samples";
import { grouped, type Scale } from "../scale";
import { calls, timesBaseline } from "../targets";
import type { PreparedScenario, Row, Scenario } from "./scenario";

/** The number of accounts in a small stack. */
const FEW = 100;
const CALLS_PER_SECOND = 10_000;
const attributes = { nick: "A bot that answers", level: 3 };
const tags = { Tag_Profile_IM_Nick: attributes.nick, Tag_Profile_IM_Level: attributes.level };

function rows({ sets, setSize }: Scale): readonly Row[] {
	const all = { work: `drift of ${grouped(sets * setSize)} accounts in sets of ${setSize}, a state file` };
	const setting = { callsPerSecond: CALLS_PER_SECOND, latencyMs: 40 };
	return [
		{
			work: `drift of ${FEW} accounts, a state file; the baseline is an empty Node.js process`,
			callsPerSecond: CALLS_PER_SECOND,
			latencyMs: 0,
			targets: [timesBaseline("drift of few", 6)],
		},
		{ ...all, ...setting, targets: [timesBaseline("drift of sets", 1.5)] },
		{ ...all, ...setting, targets: [calls("drift of sets: portrait_get", "exactly", sets)] },
	];
}

async function prepare(scale: Scale): Promise<PreparedScenario> {
	const accounts = Array.from({ length: scale.sets * scale.setSize }, (_, index) => accountAt(index));
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const writeState = (name: string, state: object) => {
		writeFileSync(join(base, name), JSON.stringify(state));
		return join(base, name);
	};
	const few = writeState(
		"few.json",
		buildStateExport(accounts.slice(0, FEW).map((account) => buildResource(account, attributes))),
	);
	const sets = Array.from({ length: scale.sets }, (_, index) => {
		const own = accounts.slice(index * scale.setSize, (index + 1) * scale.setSize);
		return buildSetResource(Object.fromEntries(own.map((account) => [account, attributes])), `set_${index}`);
	});
	const all = writeState("all.json", buildStateExport(sets));
	const fast = await startEmulatorProcess({ accounts: FEW, tags, latencyMs: 0, limit: 0 });
	const slow = await startEmulatorProcess({ accounts: accounts.length, tags, latencyMs: 40, limit: 0 });
	const variants = {
		few: { ours: () => driftMs(fast, few), baseline: () => nodeMs(["-e", ""], {}) },
		sets: {
			ours: () => driftMs(slow, all),
			baseline: () => rawHttpMs(slow, { accounts, tags: Object.keys(tags) }),
		},
	};
	return {
		async round({ samples, log, round }) {
			log(`${scale.starts} times ${FEW} accounts, and ${grouped(accounts.length)} in sets`);
			for (const variant of runOrder(round, scale)) {
				const times: number[] = [];
				for (let start = 0; start < scale.starts; start += 1) times.push(await variants.few[variant]());
				samples.add("drift of few", variant, median(times));
				await slow.reset();
				samples.add("drift of sets", variant, await variants.sets[variant]());
				if (variant === "ours") samples.add("drift of sets: portrait_get", variant, (await slow.requests()).length);
			}
		},
		async close() {
			await Promise.all([fast.stop(), slow.stop()]);
			rmSync(base, { recursive: true, force: true });
		},
	};
}

/**
 * Runs `pulumi-tim drift` with a state file, and returns the duration of the command in milliseconds.
 *
 * @throws Error if the command fails or finds drift
 */
function driftMs({ env }: EmulatorProcess, state: string): Promise<number> {
	const settings = { ...env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	return nodeMs([join(checkout, "dist/cli/main.js"), "drift", "--state", state], settings);
}

async function nodeMs(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
	const started = performance.now();
	const all = { PATH: process.env.PATH ?? "", ...env };
	const { code, output } = await startCommand(process.execPath, args, { cwd: checkout, env: all }).result;
	if (code !== 0) throw new Error(`node ${args.join(" ")} exited with code ${code}:\n${output}`);
	return performance.now() - started;
}

/** Measures `pulumi-tim drift` with a state file, as in a CI pipeline. */
export const driftScenario: Scenario = { name: "drift", rows, prepare };
