import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, type RunningCommand, startCommand } from "./command";
import { createEngineEnvironment, findEngine } from "./engine";
import { assertProgram, copyProgram, defaultFiles, type Files, linkPackages, writeFiles } from "./program";

/** Options of {@link createStack}. */
export interface StackOptions {
	/** Files of the program, in a new folder (`index.js`, or `index.ts` to compile it). With `program`, they are added to it. */
	readonly files?: Files;
	/** A program of this checkout to copy: `examples/bots`. */
	readonly program?: string;
	/** The folder of a program that has its own `node_modules`. */
	readonly folder?: string;
	/** The folder that programs load as `pulumi-tim`. @defaultValue this checkout */
	readonly provider?: string;
	/** `options` of `Pulumi.yaml` for `files`: `{ refresh: "always" }`. @defaultValue none */
	readonly options?: Readonly<Record<string, unknown>>;
	/** Variables of every command, besides those of the engine. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Stack configuration in plain text: `{ "tim:sdkAppId": "1400000000" }`. */
	readonly config?: Readonly<Record<string, string>>;
	/** Encrypted stack configuration. */
	readonly secrets?: Readonly<Record<string, string>>;
	/** A shared backend. An existing stack in it is used. @defaultValue a file backend of its own */
	readonly backendUrl?: string;
	/** A command is killed after this time. @defaultValue 180000 */
	readonly timeoutMs?: number;
	/** The `node` that runs language host, program and provider. @defaultValue the one that runs the tests */
	readonly node?: string;
}

/** A resource in the state. */
export interface StateResource {
	readonly urn: string;
	readonly type: string;
	readonly id?: string;
	readonly inputs?: Readonly<Record<string, unknown>>;
	readonly outputs?: Readonly<Record<string, unknown>>;
	readonly initErrors?: readonly string[];
	readonly external?: boolean;
}

/** An isolated stack on the real engine, with its own home and, unless another is given, its own backend. */
export interface Stack {
	/** The folder of the program. */
	readonly folder: string;
	/** The environment of the next commands; tests can change it. */
	readonly env: Record<string, string>;
	/** Runs `pulumi up --yes --skip-preview`. */
	up(...args: readonly string[]): Promise<CommandResult>;
	/** Runs `pulumi preview`. */
	preview(...args: readonly string[]): Promise<CommandResult>;
	/** Runs `pulumi refresh --yes --skip-preview`, or `pulumi refresh` with `--preview-only`. */
	refresh(...args: readonly string[]): Promise<CommandResult>;
	/** Runs `pulumi destroy --yes --skip-preview`. */
	destroy(...args: readonly string[]): Promise<CommandResult>;
	/** Runs any command on the stack, with plain output. */
	run(...args: readonly string[]): Promise<CommandResult>;
	/** Starts any command on the stack. */
	start(...args: readonly string[]): RunningCommand;
	/** Writes files of the program for the next command. */
	write(files: Files): void;
	/** Returns the resources in the state, with encrypted secrets. */
	resources(): Promise<readonly StateResource[]>;
	/** Saves a copy of the backend. Returns a function that restores it. */
	saveBackend(): () => void;
	/** Returns the text of every file of the backend: state, history, backups and checkpoints. */
	backendText(): string;
	/** Removes all files of the stack. */
	dispose(): void;
}

const stackName = "dev";

/** Creates a stack with its backend and configuration. @throws Error when there is no engine */
export async function createStack(options: StackOptions): Promise<Stack> {
	const found = await findEngine();
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-"));
	for (const name of ["state", "home"]) mkdirSync(join(base, name));
	const folder = createProgramFolder(base, options);
	assertProgram(folder);
	const { backendUrl } = options;
	const backend = backendUrl === undefined ? {} : { PULUMI_BACKEND_URL: backendUrl };
	const env = createEngineEnvironment({
		engine: found,
		folder: base,
		node: options.node,
		env: { ...options.env, ...backend },
	});

	const startIt = (...args: readonly string[]) =>
		startCommand(found.pulumi, [...args, "--non-interactive", "--color", "never"], {
			cwd: folder,
			env,
			timeoutMs: options.timeoutMs,
		});
	const onStack = (...args: readonly string[]) => startIt(...args, "--stack", stackName);
	const run = (...args: readonly string[]) => onStack(...args).result;
	const dispose = () => {
		rmSync(base, { recursive: true, force: true, maxRetries: 5 });
		if (options.folder !== undefined) rmSync(join(folder, `Pulumi.${stackName}.yaml`), { force: true });
	};

	const begin = backendUrl === undefined ? ["init"] : ["select", "--create"];
	await expectSuccess(startIt("stack", ...begin, stackName).result);
	const settings = toConfigArguments(options);
	if (settings.length > 0) await expectSuccess(run("config", "set-all", ...settings));

	return {
		folder,
		env,
		up: (...args) => run("up", "--yes", "--skip-preview", ...args),
		preview: (...args) => run("preview", ...args),
		refresh: (...args) =>
			run("refresh", ...(args.includes("--preview-only") ? [] : ["--yes", "--skip-preview"]), ...args),
		destroy: (...args) => run("destroy", "--yes", "--skip-preview", ...args),
		run,
		start: onStack,
		write: (files) => writeFiles(folder, files),
		resources: async () => {
			const { stdout } = await expectSuccess(run("stack", "export"));
			return (JSON.parse(stdout) as Deployment).deployment.resources ?? [];
		},
		saveBackend: () => {
			const state = join(base, "state");
			const kept = mkdtempSync(join(base, "kept-"));
			cpSync(state, kept, { recursive: true });
			return () => {
				rmSync(state, { recursive: true, force: true, maxRetries: 5 });
				cpSync(kept, state, { recursive: true });
			};
		},
		backendText: () => readFiles(join(base, "state")),
		dispose,
	};
}

interface Deployment {
	readonly deployment: { readonly resources?: readonly StateResource[] };
}

function createProgramFolder(base: string, options: StackOptions): string {
	if (options.folder !== undefined) return options.folder;
	linkPackages(base, options.provider);
	const files = options.files ?? {};
	if (options.program !== undefined) {
		const copy = copyProgram(base, options.program);
		writeFiles(copy, files);
		return copy;
	}
	const folder = join(base, "program");
	writeFiles(folder, defaultFiles(files, options.options ?? {}));
	return folder;
}

function toConfigArguments({ config = {}, secrets = {} }: StackOptions): string[] {
	const plain = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
	return [...plain, ...Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`])];
}

async function expectSuccess(outcome: Promise<CommandResult>): Promise<CommandResult> {
	const done = await outcome;
	if (done.code !== 0) throw new Error(`the engine answered ${done.code}:\n${done.output}`);
	return done;
}

function readFiles(folder: string): string {
	const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
		.join("\n");
}
