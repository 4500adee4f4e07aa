import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, type RunningCommand, startCommand } from "./command";
import { createEngineEnvironment, findEngine } from "./engine";
import { assertProgram, copyProgram, defaultFiles, type Files, linkPackages, writeFiles } from "./program";

/** Options of {@link createStack}. */
export interface StackOptions {
	/**
	 * Files of the program, such as `index.js` or `index.ts`. They are written to a new folder, or added to the copy of
	 * `program`.
	 */
	readonly files?: Files;
	/** A program of this checkout to copy, such as `examples/bots`. */
	readonly program?: string;
	/** An existing folder with a program and its `node_modules`, to use instead of a new folder. */
	readonly folder?: string;
	/** The folder that the program loads as package `pulumi-tim`. @defaultValue this checkout */
	readonly provider?: string;
	/** The `options` of the generated `Pulumi.yaml`, such as `{ refresh: "always" }`. @defaultValue no options */
	readonly options?: Readonly<Record<string, unknown>>;
	/** Environment variables of every command, in addition to those of the engine. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Stack config in plain text, such as `{ "tim:sdkAppId": "1400000000" }`. */
	readonly config?: Readonly<Record<string, string>>;
	/** Encrypted stack config. */
	readonly secrets?: Readonly<Record<string, string>>;
	/**
	 * The URL of a shared backend. If the backend already has the stack, the stack is selected.
	 * @defaultValue a new file backend
	 */
	readonly backendUrl?: string;
	/** The time after which a command is killed, in milliseconds. @defaultValue 180000 */
	readonly timeoutMs?: number;
	/**
	 * The `node` that runs the language host, the program and the provider. @defaultValue the `node` that runs the
	 * tests
	 */
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

/** A stack on the real engine, with its own Pulumi home and, unless `backendUrl` is set, its own backend. */
export interface Stack {
	/** The folder of the program. */
	readonly folder: string;
	/** The environment variables of the next commands. Tests can change them. */
	readonly env: Record<string, string>;
	/** Runs `pulumi up --yes --skip-preview`. */
	up(...args: readonly string[]): Promise<CommandResult>;
	/** Runs `pulumi preview`. */
	preview(...args: readonly string[]): Promise<CommandResult>;
	/** Runs `pulumi refresh --yes --skip-preview`, or `pulumi refresh` if the arguments contain `--preview-only`. */
	refresh(...args: readonly string[]): Promise<CommandResult>;
	/** Runs `pulumi destroy --yes --skip-preview`. */
	destroy(...args: readonly string[]): Promise<CommandResult>;
	/** Runs any Pulumi command on the stack. Its output has no colours. */
	run(...args: readonly string[]): Promise<CommandResult>;
	/** Starts any Pulumi command on the stack, and does not wait until the command ends. */
	start(...args: readonly string[]): RunningCommand;
	/** Writes files to the program's folder. */
	write(files: Files): void;
	/** Returns the resources in the state. Secrets remain encrypted. */
	resources(): Promise<readonly StateResource[]>;
	/** Saves a copy of the file backend. Returns a function that restores the copy. */
	saveBackend(): () => void;
	/** Returns the text of all files in the file backend: state, history, backups and checkpoints. */
	backendText(): string;
	/** Removes all files of the stack from the disk. */
	dispose(): void;
}

/**
 * Environment variables with which Pulumi does not check the types of a TypeScript program, which takes several seconds in
 * each command.
 */
export const withoutTypeCheck = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

const stackName = "dev";

/** Creates a stack with its backend and config. @throws Error if no engine is found */
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
	if (done.code !== 0) throw new Error(`the engine ended with exit code ${done.code}:\n${done.output}`);
	return done;
}

function readFiles(folder: string): string {
	const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
		.join("\n");
}
