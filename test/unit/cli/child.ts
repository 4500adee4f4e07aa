import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const root = join(__dirname, "../../..");

/** A running `pulumi-tim` command and its output. */
export interface Child {
	readonly process: ChildProcess;
	/** Waits for a line of standard output, and returns the output so far. */
	until(line: string | RegExp): Promise<string>;
	/** Waits for the exit code and the output. */
	ended(): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** Runs the command from its source in a separate process, without settings. */
export function runCommand(...args: readonly string[]): Child {
	return runCommandIn({}, ...args);
}

/** Runs the command from its source in a separate process, with only these settings. */
export function runCommandIn(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Child {
	return start(["--import", "tsx", "cli/main.ts", ...args], settings);
}

/** Runs the compiled command, which starts faster. */
export function runCompiled(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Child {
	return start(["dist/cli/main.js", ...args], settings);
}

function start(command: readonly string[], settings: Readonly<Record<string, string>>): Child {
	const ours = Object.keys(process.env).filter((name) => /^(TIM_|FORCE_COLOR$)/.test(name));
	const env = { ...process.env, ...Object.fromEntries(ours.map((name) => [name, undefined])), ...settings };
	const child = spawn(process.execPath, command, { cwd: root, env });
	let out = "";
	let err = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		out += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		err += text;
	});
	const closed = once(child, "close");
	return {
		process: child,
		async until(line) {
			const matches = (each: string) => (typeof line === "string" ? each === line : line.test(each));
			while (!out.split("\n").slice(0, -1).some(matches)) {
				await Promise.race([once(child.stdout, "data"), closed]);
				if (child.exitCode !== null) throw new Error(`the command exited: ${err}`);
			}
			return out;
		},
		async ended() {
			const [code] = (await closed) as [number | null];
			return { code, out, err };
		},
	};
}
