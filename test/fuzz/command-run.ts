import { reportError } from "@/cli/program";

/** The observable result of a command. */
export interface CommandRun {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
	/** Time of the run in milliseconds: of the processor in this process, otherwise from the start to the end. */
	readonly tookMs: number;
	/** Warnings that Node.js printed, and rejections that no code handled. */
	readonly unexpected: readonly string[];
}

/**
 * Runs a command function in this process as `cli/main.ts` does: a returned number is the exit code, and an error is
 * reported. Captures everything that the function writes to standard output and standard error.
 */
export async function captureRun(run: () => Promise<unknown>): Promise<CommandRun> {
	const { exitCode } = process;
	const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
	const texts = { stdout: "", stderr: "" };
	const unexpected: string[] = [];
	const note = (reason: unknown) => void unexpected.push(String(reason));
	const capture = (name: keyof typeof texts) => {
		process[name].write = (chunk: string | Uint8Array) => {
			texts[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
			return true;
		};
	};
	process.on("warning", note).on("unhandledRejection", note);
	process.exitCode = undefined;
	capture("stdout");
	capture("stderr");
	const start = process.cpuUsage();
	try {
		await run().then((code) => {
			if (typeof code === "number") process.exitCode = code;
		}, reportError);
		const { user, system } = process.cpuUsage(start); // the time from start to end depends on other processes
		const tookMs = (user + system) / 1000;
		await new Promise(setImmediate); // warnings and unhandled rejections are reported after the microtasks
		return { ...texts, tookMs, unexpected, code: Number(process.exitCode ?? 0) };
	} finally {
		process.stdout.write = writes.stdout;
		process.stderr.write = writes.stderr;
		process.off("warning", note).off("unhandledRejection", note);
		process.exitCode = exitCode;
	}
}
