import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startCommand } from "../test/support/command";
import { checkout } from "../test/support/engine";
import type { EmulatorProcess } from "./emulator";

/** The time and memory that a command took. */
export interface CommandMeasurement {
	readonly ms: number;
	/** The peak memory of the process in megabytes. 0 on other platforms than Linux. */
	readonly mb: number;
	readonly code: number;
}

/** The working folder of a measured command, and its environment variables. */
export interface MeasuredCommandOptions {
	readonly cwd: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Output after which the command is stopped with SIGTERM. @defaultValue the command ends by itself */
	readonly stopAt?: RegExp;
}

const TEN_MINUTES_MS = 600_000;

/**
 * Runs `pulumi-tim` with arguments, and measures the command.
 *
 * @throws Error with the output of the command if its exit code is none of `codes`
 */
export function measureCommand(
	args: readonly string[],
	options: MeasuredCommandOptions,
	codes: readonly number[] = [0],
): Promise<CommandMeasurement> {
	return measureNode([join(checkout, "dist/cli/main.js"), ...args], options, codes);
}

/** Runs a script with `node --eval`, and measures it. @throws Error with the output of the script if it fails */
export function measureScript(script: string, options: MeasuredCommandOptions): Promise<CommandMeasurement> {
	return measureNode(["--eval", script], options, [0]);
}

async function measureNode(
	args: readonly string[],
	{ cwd, env = {}, stopAt }: MeasuredCommandOptions,
	codes: readonly number[],
): Promise<CommandMeasurement> {
	const peak = join(cwd, "peak-memory");
	const started = performance.now();
	const command = startCommand(process.execPath, ["--require", join(checkout, "bench/peak-memory.cjs"), ...args], {
		cwd,
		env: { PATH: process.env.PATH ?? "", BENCH_PEAK_MEMORY: peak, ...env },
		timeoutMs: TEN_MINUTES_MS,
	});
	if (stopAt !== undefined) {
		command.waitFor(stopAt).then(
			() => command.kill("SIGTERM"),
			() => undefined, // the command has ended by itself
		);
	}
	const { code, output } = await command.result;
	const ms = performance.now() - started;
	if (!codes.includes(code)) {
		throw new Error(`node ${args.join(" ")} exited with code ${code}:\n${output.slice(0, 2000)}`);
	}
	const mb = Number(readFileSync(peak, "utf8"));
	rmSync(peak);
	return { ms, mb, code };
}

/** The number of calls that an emulator received, and the number of them that it refused because of the rate limit. */
export async function countCalls(
	emulator: EmulatorProcess,
): Promise<{ readonly calls: number; readonly refused: number }> {
	const requests = await emulator.requests();
	return { calls: requests.length, refused: requests.filter(({ errorCode }) => errorCode === RATE_LIMITED).length };
}

/** The error code with which the service refuses a call that exceeds the rate limit. */
const RATE_LIMITED = 60007;
