import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RequestRecord, Tags } from "../emulator";
import { startCommand } from "../test/support/command";
import { checkout } from "../test/support/engine";

/** An emulator in a separate process. */
export interface EmulatorProcess {
	/** The environment variables that connect the provider to this emulator. */
	readonly env: Readonly<Record<string, string>>;
	/** Returns every call that the emulator received since the start or the last reset. */
	requests(): Promise<readonly RequestRecord[]>;
	/** Restores the initial accounts and clears the recorded calls. */
	reset(): Promise<void>;
	stop(): Promise<void>;
}

/** Settings of an emulator for the bench. */
export interface EmulatorSettings {
	/** The number of accounts. {@link accountAt} returns their UserIDs. */
	readonly accounts: number;
	/** The tags of each account. @defaultValue no tags */
	readonly tags?: Tags;
	readonly latencyMs: number;
	/** The maximum number of calls per second of each REST command; 0 means no limit. */
	readonly limit: number;
}

/** The time-out of the emulator process, longer than any run of the bench. */
const TIMEOUT_MS = 6 * 3600 * 1000;

/** Returns the UserID of the account at an index. */
export function accountAt(index: number): string {
	return `bot_${String(index).padStart(5, "0")}`;
}

/**
 * Starts an emulator process and waits until it is ready.
 *
 * @throws Error with the output of the process if it ends before it is ready
 */
export async function startEmulatorProcess({
	accounts,
	tags = {},
	latencyMs,
	limit,
}: EmulatorSettings): Promise<EmulatorProcess> {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const seed = join(folder, "seed.json");
	const ids = Array.from({ length: accounts }, (_, index) => accountAt(index));
	writeFileSync(seed, JSON.stringify({ accounts: Object.fromEntries(ids.map((id) => [id, tags])) }));
	const command = [join(checkout, "dist/cli/main.js"), "emulator", "--port", "0", "--seed", seed];
	const args = [...command, "--latency-ms", String(latencyMs), "--calls-per-second", String(limit)];
	const env = { PATH: process.env.PATH ?? "" };
	const running = startCommand(process.execPath, args, { cwd: folder, env, timeoutMs: TIMEOUT_MS });
	const stop = async () => {
		running.kill("SIGTERM");
		await running.result;
		rmSync(folder, { recursive: true, force: true });
	};
	await running.waitFor(/^ready$/m);
	const printed = [...running.outputSoFar().matchAll(/^(TIM_\w+)=(.*)$/gm)];
	const settings = Object.fromEntries(printed.map(([, name = "", value = ""]) => [name, value]));
	const route = (path: string, method = "GET") => fetch(`${settings.TIM_ENDPOINT}/_emulator/${path}`, { method });
	return {
		env: settings,
		requests: async () => ((await (await route("requests")).json()) as Requests).requests,
		reset: async () => void (await route("reset", "POST")),
		stop,
	};
}

interface Requests {
	readonly requests: readonly RequestRecord[];
}
