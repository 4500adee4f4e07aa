import { once } from "node:events";
import type { Readable } from "node:stream";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { untilAborted } from "../provider/util/core";

/** Options of {@link runPulumi}. */
export interface PulumiOptions {
	/** @defaultValue the working folder of this process */
	readonly cwd?: string;
	/** @defaultValue the environment of this process */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Time after which the process is killed. @defaultValue no limit */
	readonly timeoutMs?: number;
}

/**
 * The error of a failed `pulumi` command. The message is the last line of standard error, or the exit code or signal if
 * standard error is empty.
 */
export class PulumiError extends Error {
	override readonly name = "PulumiError";
	/** The system's error code if the command could not be started, such as `ENOENT` if `pulumi` is not on the PATH. */
	readonly systemCode: string | undefined;

	constructor(message: string, systemCode?: string) {
		super(message);
		this.systemCode = systemCode;
	}
}

/**
 * Runs `pulumi` with empty standard input, and returns its standard output. On Windows, also finds `pulumi.cmd`.
 *
 * @throws PulumiError if the command cannot be started, exits with a code other than 0, or is killed.
 */
export async function runPulumi(args: readonly string[], options: PulumiOptions = {}): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of streamPulumi(args, options)) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

/**
 * Runs `pulumi` like {@link runPulumi}, and yields its standard output while the command runs.
 *
 * @throws PulumiError if the command cannot be started, exits with a code other than 0, or is killed.
 */
export async function* streamPulumi(
	args: readonly string[],
	options: PulumiOptions = {},
): AsyncGenerator<Buffer, void, void> {
	const spawn = require("cross-spawn") as typeof import("cross-spawn");
	const { cwd, env = process.env, timeoutMs } = options;
	const child = spawn("pulumi", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
	const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), timeoutMs);
	const stderr = collect(child.stderr);
	const closed = once(child, "close").catch(() => undefined);
	const exited = new AbortController();
	const exit = once(child, "exit")
		.catch(({ code: systemCode }: NodeJS.ErrnoException) => {
			throw new PulumiError(`cannot be started (${systemCode})`, systemCode);
		})
		.finally(() => {
			clearTimeout(timer); // the timeout option of spawn does not clear its timer if the command cannot be started
			exited.abort();
		});
	exit.catch(() => undefined); // the error is thrown below, after the output has been read
	try {
		if (child.stdout !== null) yield* readUntil(exited.signal, child.stdout);
		const [code, signal] = await exit;
		await Promise.race([closed, idle()]);
		if (code === 0) return;
		const reason = signal === null ? `exit code ${code}` : `killed by ${signal}`;
		throw new PulumiError(lastLine(stderr.toString()) || reason);
	} finally {
		child.stdout?.destroy();
		child.stderr?.destroy();
	}
}

/** The time after which a pipe without data counts as read if its process has exited, in milliseconds. */
const IDLE_MS = 500;

/**
 * Yields the data of a pipe until its end, or until it has no more data after the process has exited. A process that is
 * started in the background can keep the pipe open for longer.
 */
async function* readUntil(exited: AbortSignal, pipe: Readable): AsyncGenerator<Buffer, void, void> {
	const chunks = pipe[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
	for (;;) {
		const next = chunks.next();
		next.catch(() => undefined); // the pipe is destroyed while the read is pending
		await untilAborted(() => next, exited).catch(() => undefined); // an error of the pipe is thrown by the next line
		const result = exited.aborted ? await Promise.race([next, idle()]) : await next;
		if (result === undefined || result.done) return;
		yield result.value;
	}
}

/** Waits for data that a process wrote before it exited. */
async function idle(): Promise<undefined> {
	await sleep(IDLE_MS, undefined, { ref: false });
	await setImmediate(); // data that arrived while this process was busy is read first
}

function collect(stream: Readable | null): { toString(): string } {
	const chunks: Buffer[] = [];
	stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
	return { toString: () => Buffer.concat(chunks).toString() };
}

function lastLine(text: string): string {
	const line = text.trim().split("\n").at(-1) ?? "";
	return line.replace(/^error: /, "");
}
