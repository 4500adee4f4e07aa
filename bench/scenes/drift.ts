import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "../../test/support/command";
import { checkout } from "../../test/support/engine";
import { buildResource, buildSetResource, buildStateExport } from "../../test/support/stack-export";
import { bareMs } from "../bare";
import { accountAt, type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { median } from "../samples";
import { sidesOf } from "../sides";
import { grouped, type Size } from "../size";
import { calls, timesFloor } from "../targets";
import type { Row, Scene, SetScene } from "./scene";

/** Accounts of a stack that is checked often. */
const FEW = 100;
const CALLS_PER_SECOND = 10_000;
const attributes = { nick: "A bot that answers", level: 3 };
const tags = { Tag_Profile_IM_Nick: attributes.nick, Tag_Profile_IM_Level: attributes.level };

function rows({ sets, setSize }: Size): readonly Row[] {
	const all = { work: `drift of ${grouped(sets * setSize)} accounts in sets of ${setSize}, a state file` };
	const setting = { callsPerSecond: CALLS_PER_SECOND, latencyMs: 40 };
	return [
		{
			work: `drift of ${FEW} accounts, a state file; the floor is an empty node process`,
			callsPerSecond: CALLS_PER_SECOND,
			latencyMs: 0,
			targets: [timesFloor("drift of few", 6)],
		},
		{ ...all, ...setting, targets: [timesFloor("drift of sets", 1.5)] },
		{ ...all, ...setting, targets: [calls("drift of sets: portrait_get", "exactly", sets)] },
	];
}

async function set(size: Size): Promise<SetScene> {
	const accounts = Array.from({ length: size.sets * size.setSize }, (_, index) => accountAt(index));
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const stateOf = (name: string, state: object) => {
		writeFileSync(join(base, name), JSON.stringify(state));
		return join(base, name);
	};
	const few = stateOf(
		"few.json",
		buildStateExport(accounts.slice(0, FEW).map((account) => buildResource(account, attributes))),
	);
	const sets = Array.from({ length: size.sets }, (_, index) => {
		const own = accounts.slice(index * size.setSize, (index + 1) * size.setSize);
		return buildSetResource(Object.fromEntries(own.map((account) => [account, attributes])), `set_${index}`);
	});
	const all = stateOf("all.json", buildStateExport(sets));
	const atOnce = await startEmulatorProcess({ accounts: FEW, tags, latencyMs: 0, limit: 0 });
	const late = await startEmulatorProcess({ accounts: accounts.length, tags, latencyMs: 40, limit: 0 });
	const sides = {
		few: { ours: () => driftMs(atOnce, few), floor: () => nodeMs(["-e", ""], {}) },
		sets: {
			ours: () => driftMs(late, all),
			floor: () => bareMs(late, { accounts, tags: Object.keys(tags) }),
		},
	};
	return {
		async round({ samples, say, round }) {
			say(`${size.starts} times ${FEW} accounts, and ${grouped(accounts.length)} in sets`);
			for (const side of sidesOf(round, size)) {
				const times: number[] = [];
				for (let start = 0; start < size.starts; start += 1) times.push(await sides.few[side]());
				samples.add("drift of few", side, median(times));
				await late.reset();
				samples.add("drift of sets", side, await sides.sets[side]());
				if (side === "ours") samples.add("drift of sets: portrait_get", side, (await late.requests()).length);
			}
		},
		async close() {
			await Promise.all([atOnce.stop(), late.stop()]);
			rmSync(base, { recursive: true, force: true });
		},
	};
}

/** The whole command, from its start to its end. Errors: when it does not find everything as declared. */
function driftMs({ env }: EmulatorProcess, state: string): Promise<number> {
	const settings = { ...env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	return nodeMs([join(checkout, "dist/cli/main.js"), "drift", "--state", state], settings);
}

async function nodeMs(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
	const started = performance.now();
	const all = { PATH: process.env.PATH ?? "", ...env };
	const { code, output } = await start(process.execPath, args, { cwd: checkout, env: all }).outcome;
	if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${output}`);
	return performance.now() - started;
}

/** The command that looks for drift, as a pipeline runs it. */
export const driftScene: Scene = { name: "drift", rows, set };
