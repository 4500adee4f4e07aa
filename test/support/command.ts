import { spawn } from "node:child_process";

/** The result of a command that has ended. */
export interface CommandResult {
	/** The exit code; 128 or more after a signal. */
	readonly code: number;
	/** stdout and stderr, in the order in which the command wrote them. */
	readonly output: string;
	readonly stdout: string;
	/** The parsed stdout, if the arguments contain `--json`. */
	readonly json?: unknown;
}

/** A running command. */
export interface RunningCommand {
	readonly pid: number;
	/** Sends a signal to the command's process. */
	kill(signal: NodeJS.Signals): void;
	/** Returns the stdout and stderr that the command has written so far, in the order in which it wrote them. */
	outputSoFar(): string;
	/** Waits until the output matches a pattern. @throws Error if the command ends before the output matches */
	waitFor(pattern: RegExp): Promise<void>;
	/** Resolves when the command has ended, with any exit code. */
	readonly result: Promise<CommandResult>;
}

/** Options of {@link startCommand}. */
export interface CommandOptions {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	/** The time after which the command is killed, in milliseconds. @defaultValue 180000 */
	readonly timeoutMs?: number | undefined;
	/**
	 * The user that runs the command. Only root can run a command as another user.
	 * @defaultValue the user of the tests
	 */
	readonly user?: { readonly uid: number; readonly gid: number };
}

/** Starts a command without a terminal, and with an empty standard input. */
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
			outcome.then(
				() => reject(new Error(`the command ended before its output matched ${pattern}:\n${output}`)),
				reject,
			);
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
