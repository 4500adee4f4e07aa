import type { EventEmitter } from "node:events";

/**
 * Waits until a server listens on a port. If the port is in use, replaces the error with a message for the user.
 *
 * @throws Error with a one-line message if the port is in use; any other error unchanged.
 */
export async function explainPortInUse<T>(listening: Promise<T>, port: number | undefined): Promise<T> {
	try {
		return await listening;
	} catch (error) {
		const isInUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
		throw isInUse ? new Error(`port ${port} is in use; choose another with --port`) : error;
	}
}

/** Resolves on the first SIGINT or SIGTERM. */
export function waitForStopSignal(): Promise<void> {
	return new Promise((resolve) => {
		process.once("SIGINT", () => resolve());
		process.once("SIGTERM", () => resolve());
	});
}

/**
 * Resolves when standard output cannot be written, for example because the disk is full. A reader that closes the pipe,
 * such as `head`, is not a failure. The process prints the error itself.
 */
export function waitForLostOutput(output: EventEmitter): Promise<void> {
	return new Promise((resolve) => {
		output.on("error", ({ code }: NodeJS.ErrnoException) => {
			if (code !== "EPIPE") resolve();
		});
	});
}
