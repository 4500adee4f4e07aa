import { join } from "node:path";
import { checkout } from "../test/support/engine";
import { createStack, type Stack } from "../test/support/stack";
import { watchProviderMemory } from "./memory";
import type { Variant } from "./samples";

/** The measured commands, with their arguments and environment variables. `preview` compares resources in parallel. */
const commands = {
	up: { args: ["up", "--yes", "--skip-preview"], env: {} },
	"preview --refresh": { args: ["preview", "--refresh"], env: {} },
	preview: { args: ["preview"], env: { PULUMI_PARALLEL_DIFF: "true" } },
	"refresh --preview-only": { args: ["refresh", "--preview-only"], env: {} },
} as const;

/** The name of a measured command. */
export type CommandName = keyof typeof commands;

/** The time and memory that a command took. */
export interface Measurement {
	readonly ms: number;
	/** The peak memory of the provider process in megabytes. 0 on platforms that do not report the peak memory. */
	readonly providerMb: number;
}

/** A Pulumi stack on which commands are measured. */
export interface BenchStack {
	/** Restores the initial state of the stack, which has no resources. */
	clear(): void;
	/**
	 * Runs a command with additional environment variables and waits until it ends.
	 *
	 * @throws Error with the output of the command if it fails
	 */
	run(name: CommandName, env?: Readonly<Record<string, string>>): Promise<Measurement>;
	/** The path of the state file. */
	readonly stateFile: string;
	dispose(): void;
}

/** The options of {@link createBenchStack}. */
export interface BenchStackOptions {
	readonly variant: Variant;
	/** The JavaScript source of the Pulumi program. */
	readonly program: string;
	/** Environment variables with the settings of the provider. */
	readonly env: Readonly<Record<string, string>>;
	/**
	 * The number of concurrent resource operations, for `--parallel`.
	 *
	 * @defaultValue the engine's default: four for each core
	 */
	readonly parallel?: number;
}

const TEN_MINUTES_MS = 600_000;

/**
 * Creates a stack that uses this package or the baseline. The program, the flags and the environment are the same in
 * both cases.
 */
export async function createBenchStack({ variant, program, env, parallel }: BenchStackOptions): Promise<BenchStack> {
	const stack = await createStack({
		files: { "index.js": program },
		env: { ...env, PULUMI_SKIP_CHECKPOINTS: "true" },
		...(variant === "baseline" && { provider: join(checkout, "bench/baseline") }),
		timeoutMs: TEN_MINUTES_MS,
	});
	const flags = parallel === undefined ? [] : ["--parallel", String(parallel)];
	const clear = stack.saveBackend();
	const backend = stack.env.PULUMI_BACKEND_URL?.replace("file://", "") ?? "";
	return {
		clear,
		run: (name, extraEnv) => measure(stack, [...commands[name].args, ...flags], { ...commands[name].env, ...extraEnv }),
		stateFile: join(backend, ".pulumi/stacks/tim-test/dev.json"),
		dispose: stack.dispose,
	};
}

async function measure(
	stack: Stack,
	args: readonly string[],
	env: Readonly<Record<string, string>>,
): Promise<Measurement> {
	const before = { ...stack.env };
	Object.assign(stack.env, env);
	const started = performance.now();
	const running = stack.start(...args);
	const memory = watchProviderMemory(running.pid);
	const { code, output } = await running.result;
	const measurement = { ms: performance.now() - started, providerMb: memory() };
	for (const key of Object.keys(env)) if (!(key in before)) delete stack.env[key];
	if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with code ${code}:\n${output}`);
	return measurement;
}
