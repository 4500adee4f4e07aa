import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The arguments of Node.js to run the source of `pulumi-tim`. */
const source = ["--import", "tsx", "cli/main.ts"];

const root = join(__dirname, "../../..");

/** A running `pulumi-tim` command and its output. */
export interface Child {
	readonly process: ChildProcess;
	/** Waits until standard output contains a line that equals or matches `line`, and returns the output so far. */
	until(line: string | RegExp): Promise<string>;
	/** Waits until the command ends, and returns its exit code and its complete output. */
	ended(): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** Runs `pulumi-tim` from its source in a separate process, without settings. */
export function runCommand(...args: readonly string[]): Child {
	return runCommandIn({}, ...args);
}

/** Runs `pulumi-tim` from its source in a separate process. `settings` replaces all settings of the environment. */
export function runCommandIn(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Child {
	return start([...source, ...args], settings);
}

/** Runs `pulumi-tim` like {@link runCommandIn}, with a limit of the files that the process may open. */
export function runCommandWithLimit(
	files: number,
	settings: Readonly<Record<string, string>>,
	...args: readonly string[]
): Child {
	const command = `ulimit -n ${files}; exec "$0" "$@"`;
	return start(["-c", command, process.execPath, ...source, ...args], settings, "sh");
}

/**
 * Runs the compiled `pulumi-tim`, which starts faster than its source. `settings` replaces all settings of the
 * environment.
 */
export function runCompiled(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Child {
	return start(["dist/cli/main.js", ...args], settings);
}

function start(
	args: readonly string[],
	settings: Readonly<Record<string, string>>,
	program: string = process.execPath,
): Child {
	const ours = Object.keys(process.env).filter((name) => /^(TIM_|FORCE_COLOR$)/.test(name));
	const env = { ...process.env, ...Object.fromEntries(ours.map((name) => [name, undefined])), ...settings };
	const child = spawn(program, args, { cwd: root, env });
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
