import { once } from "node:events";
import type { Readable } from "node:stream";

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
	const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill(), timeoutMs);
	const stderr = collect(child.stderr);
	const closed = once(child, "close")
		.catch(({ code: systemCode }: NodeJS.ErrnoException) => {
			throw new PulumiError(`cannot be started (${systemCode})`, systemCode);
		})
		.finally(() => clearTimeout(timer)); // the timeout option of spawn does not clear its timer if the command cannot be started
	closed.catch(() => undefined); // the error is thrown below, after the output has been read
	if (child.stdout !== null) yield* child.stdout;
	const [code, signal] = await closed;
	if (code === 0) return;
	throw new PulumiError(lastLine(stderr.toString()) || (signal === null ? `exit code ${code}` : `killed by ${signal}`));
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
