import { join } from "node:path";
import { checkout } from "../test/support/engine";
import { createStack, type Stack } from "../test/support/stack";
import { watchProviderMemory } from "./memory";
import type { Side } from "./samples";

/** The commands that are measured, each with its arguments. `preview` with live diffs lets them run side by side. */
const commands = {
	up: { args: ["up", "--yes", "--skip-preview"], env: {} },
	"preview --refresh": { args: ["preview", "--refresh"], env: {} },
	preview: { args: ["preview"], env: { PULUMI_PARALLEL_DIFF: "true" } },
	"refresh --preview-only": { args: ["refresh", "--preview-only"], env: {} },
} as const;

/** A command that is measured. */
export type CommandName = keyof typeof commands;

/** What a command took. */
export interface Took {
	readonly ms: number;
	/** Most memory of the provider process, in megabytes; 0 where the system does not tell. */
	readonly providerMb: number;
}

/** A stack on which commands are measured. */
export interface Stage {
	/** Goes back to the stack without resources. */
	empty(): void;
	/** Runs a command to its end, with more of an environment if it is given. Errors: its output, when it fails. */
	run(name: CommandName, env?: Readonly<Record<string, string>>): Promise<Took>;
	/** The file in which the state is. */
	readonly stateFile: string;
	dispose(): void;
}

/** What a stage is made of. */
export interface StageOptions {
	readonly side: Side;
	/** The program, in JavaScript. */
	readonly program: string;
	/** Settings of the provider. */
	readonly env: Readonly<Record<string, string>>;
	/** Resources at a time, for `--parallel`. @default the engine's own: four for each core */
	readonly parallel?: number;
}

const TEN_MINUTES_MS = 600_000;

/** Makes a stack over this package or over the floor: same program, same flags, same environment. */
export async function createStage({ side, program, env, parallel }: StageOptions): Promise<Stage> {
	const stack = await createStack({
		files: { "index.js": program },
		env: { ...env, PULUMI_SKIP_CHECKPOINTS: "true" },
		...(side === "floor" && { provider: join(checkout, "bench/floor") }),
		timeoutMs: TEN_MINUTES_MS,
	});
	const flags = parallel === undefined ? [] : ["--parallel", String(parallel)];
	const empty = stack.keepBackend();
	const backend = stack.env.PULUMI_BACKEND_URL?.replace("file://", "") ?? "";
	return {
		empty,
		run: (name, more) => measured(stack, [...commands[name].args, ...flags], { ...commands[name].env, ...more }),
		stateFile: join(backend, ".pulumi/stacks/tim-test/dev.json"),
		dispose: stack.dispose,
	};
}

async function measured(stack: Stack, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Took> {
	const before = { ...stack.env };
	Object.assign(stack.env, env);
	const started = performance.now();
	const running = stack.start(...args);
	const memory = watchProviderMemory(running.pid);
	const { code, output } = await running.outcome;
	const took = { ms: performance.now() - started, providerMb: memory() };
	for (const key of Object.keys(env)) if (!(key in before)) delete stack.env[key];
	if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with code ${code}:\n${output}`);
	return took;
}
