import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { paint } from "./log.mjs";

/** The root folder of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const children = new Set();
let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.on(signal, () => {
		stopChildren(signal);
		setTimeout(() => process.exit(130), 200);
	});
}

/** Sends a signal to every running command. Later calls of `run` return code 130 without starting a command. */
export function stopChildren(signal) {
	isStopping = true;
	for (const child of children) child.kill(signal);
}

/**
 * Runs a command and waits until it ends. Does not throw: the code is 127 if the command cannot be started.
 *
 * Shape: `{ code, output, timedOut }`; `output` is stdout and stderr, interleaved. With `show`, the command writes to
 * the terminal and `output` is empty.
 */
export function run(command, args, { cwd = root, env = process.env, timeoutMs = 600_000, show = false, onText } = {}) {
	if (isStopping) return Promise.resolve({ code: 130, output: "stopped\n", timedOut: false });
	return new Promise((done) => {
		const stdio = ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"];
		const child = spawn(command, args, { cwd, env, stdio });
		children.add(child);
		let output = "";
		let timedOut = false;
		const timer = setTimeout(() => {
			timedOut = true;
			child.kill("SIGKILL");
		}, timeoutMs);
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding("utf8").on("data", (text) => {
				output += text;
				onText?.(text);
			});
		}
		const finish = (code) => {
			clearTimeout(timer);
			children.delete(child);
			done({ code, output, timedOut });
		};
		child.on("error", (error) => {
			output += `${error.message}\n`;
			finish(127);
		});
		child.on("close", (code, signal) => finish(code ?? (signal === "SIGINT" ? 130 : 137)));
	});
}

/**
 * Runs a command of npm. Uses the npm that started this process, or the npm on PATH if another program started this
 * process.
 */
export function npm(args, options) {
	const script = process.env.npm_execpath;
	if (script?.endsWith(".js") || script?.endsWith(".cjs")) return run(process.execPath, [script, ...args], options);
	return run("npm", args, options);
}

/** Returns the last lines of a command's output, indented, for an error message. */
export function tail(output, lines = 12) {
	const all = output.trimEnd().split("\n");
	return all
		.slice(-lines)
		.map((line) => `    ${line}`)
		.join("\n");
}

/**
 * Runs the `main` function of a tool, and sets the exit code to its result. If `main` throws an error, prints the
 * message of the error and sets the exit code to 1.
 */
export async function runMain(main) {
	try {
		process.exitCode = await main();
	} catch (error) {
		process.stderr.write(`${paint("red", error.message, process.stderr)}\n`);
		process.exitCode = 1;
	}
}
