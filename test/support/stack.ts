import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, type RunningCommand, startCommand } from "./command";
import { createEngineEnvironment, findEngine } from "./engine";
import { assertProgram, copyProgram, defaultFiles, type Files, linkPackages, writeFiles } from "./program";

/** What a test stack is made of. */
export interface StackOptions {
	/** The program's files (`index.js`, or `index.ts` to be compiled), in a new folder; added to `program` when both are given. */
	readonly files?: Files;
	/** A program of this checkout to copy: `examples/bots`. */
	readonly program?: string;
	/** A folder that is ready to run as it is, with its own `node_modules`. */
	readonly folder?: string;
	/** The folder of the package that programs find as `pulumi-tim`. @default this checkout */
	readonly provider?: string;
	/** `options` of `Pulumi.yaml` for `files`: `{ refresh: "always" }`. @default none */
	readonly options?: Readonly<Record<string, unknown>>;
	/** Environment of every command, beside the engine's own. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Stack config in clear: `{ "tim:sdkAppId": "1400000000" }`. */
	readonly config?: Readonly<Record<string, string>>;
	/** Stack config that is encrypted. */
	readonly secrets?: Readonly<Record<string, string>>;
	/** A backend that others use too, whose stack is taken when it is there. @default files of its own */
	readonly backendUrl?: string;
	/** A command is killed after this. @default 180000 */
	readonly timeoutMs?: number;
	/** The `node` that runs language host, program and provider. @default the one that runs the tests */
	readonly node?: string;
}

/** One resource as the state holds it. */
export interface StateResource {
	readonly urn: string;
	readonly type: string;
	readonly id?: string;
	readonly inputs?: Readonly<Record<string, unknown>>;
	readonly outputs?: Readonly<Record<string, unknown>>;
	readonly initErrors?: readonly string[];
	readonly external?: boolean;
}

/** A stack of its own on the real engine: own home, own backend where none is given, nothing shared with another. */
export interface Stack {
	/** Where the program is. */
	readonly folder: string;
	/** The environment of the commands; change it between two of them. */
	readonly env: Record<string, string>;
	/** `pulumi up --yes --skip-preview`. */
	up(...args: readonly string[]): Promise<CommandResult>;
	/** `pulumi preview`. */
	preview(...args: readonly string[]): Promise<CommandResult>;
	/** `pulumi refresh --yes --skip-preview`, or with `--preview-only` as it says. */
	refresh(...args: readonly string[]): Promise<CommandResult>;
	/** `pulumi destroy --yes --skip-preview`. */
	destroy(...args: readonly string[]): Promise<CommandResult>;
	/** Any command, with nothing added but the stack and plain output. */
	run(...args: readonly string[]): Promise<CommandResult>;
	/** The same, under way: for signals. */
	start(...args: readonly string[]): RunningCommand;
	/** Writes files of the program; the next command runs them. */
	write(files: Files): void;
	/** The resources in the state, secrets as the state keeps them. */
	resources(): Promise<readonly StateResource[]>;
	/** Keeps a copy of the backend as it is now, and gives the function that puts it back. */
	saveBackend(): () => void;
	/** Every file of the backend (state, history, backups, checkpoints) as one text: to look for what must not be there. */
	backendText(): string;
	/** Removes everything the stack made. */
	dispose(): void;
}

const stackName = "dev";

/** Makes a stack with its backend and config. It has run nothing yet. Errors: when the engine cannot be had. */
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
