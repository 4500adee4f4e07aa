import { spawn } from "node:child_process";

/** The result of a command. */
export interface CommandResult {
	/** The exit code; 128 or more after a signal. */
	readonly code: number;
	/** stdout and stderr in the order of their output. */
	readonly output: string;
	readonly stdout: string;
	/** The parsed stdout of a command with `--json`. */
	readonly json?: unknown;
}

/** A running command. */
export interface RunningCommand {
	readonly pid: number;
	/** Sends a signal to the process of the command. */
	kill(signal: NodeJS.Signals): void;
	/** Returns the output so far, stdout and stderr in their order. */
	outputSoFar(): string;
	/** Waits until the output matches. @throws Error when the command ends without a match */
	waitFor(pattern: RegExp): Promise<void>;
	/** The result at the end. An exit code does not reject it. */
	readonly result: Promise<CommandResult>;
}

/** Options of {@link startCommand}. */
export interface CommandOptions {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	/** The command is killed after this time. @defaultValue 180000 */
	readonly timeoutMs?: number | undefined;
	/** The user of the process; only root can set another. @defaultValue the user of the tests */
	readonly user?: { readonly uid: number; readonly gid: number };
}

/** Starts a command without a terminal and without input. */
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
