import { spawn } from "node:child_process";

/** What a command did. */
export interface CommandResult {
	/** The exit code; 128 and more when a signal ended it. */
	readonly code: number;
	/** stdout and stderr as they came. */
	readonly output: string;
	readonly stdout: string;
	/** stdout as JSON, when the command was asked for `--json`. */
	readonly json?: unknown;
}

/** A command that is under way. */
export interface RunningCommand {
	readonly pid: number;
	/** Sends a signal to the command itself. */
	kill(signal: NodeJS.Signals): void;
	/** What it has printed so far, stdout and stderr as they came. */
	outputSoFar(): string;
	/** Resolves when the output matches, throws when the command ends without. */
	waitFor(pattern: RegExp): Promise<void>;
	/** What it did, when it has ended. Never rejects for an exit code. */
	readonly result: Promise<CommandResult>;
}

/** How to run a command. */
export interface CommandOptions {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	/** The command is killed after this. @default 180000 */
	readonly timeoutMs?: number | undefined;
	/** Who runs it; only root may say so. @default who runs the tests */
	readonly user?: { readonly uid: number; readonly gid: number };
}

/** Starts a command without a terminal or input. */
export function startCommand(command: string, args: readonly string[], options: CommandOptions): RunningCommand {
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: options.env,
		stdio: ["ignore", "pipe", "pipe"],
		...options.user,
	});
	let stdout = "";
	let output = "";
	const watchers = new Set<() => void>();
	const take = (text: string) => {
		output += text;
		for (const watcher of watchers) watcher();
	};
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
		take(text);
	});
	child.stderr.setEncoding("utf8").on("data", take);
	const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 180_000);
	const outcome = new Promise<CommandResult>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			const json = args.includes("--json") ? parseJson(stdout) : undefined;
			resolve({ code: code ?? (signal === "SIGINT" ? 130 : 137), output, stdout, json });
		});
	});
	const waitFor = (pattern: RegExp) =>
		new Promise<void>((resolve, reject) => {
			const look = () => {
				if (!pattern.test(output)) return;
				watchers.delete(look);
				resolve();
			};
			watchers.add(look);
			look();
			outcome.then(() => reject(new Error(`ended without ${pattern}:\n${output}`)), reject);
		});
	return {
		pid: child.pid ?? -1,
		kill: (signal) => void child.kill(signal),
		outputSoFar: () => output,
		waitFor,
		result: outcome,
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
