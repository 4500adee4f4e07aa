/** Waits for a server to listen. Errors: `Error` with one line where the port is taken; any other as it comes. */
export async function explainPortInUse<T>(listening: Promise<T>, port: number | undefined): Promise<T> {
	try {
		return await listening;
	} catch (error) {
		const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
		throw isTaken ? new Error(`port ${port} is in use; choose another with --port`) : error;
	}
}

/** Resolves with the first SIGINT or SIGTERM. */
export function waitForStopSignal(): Promise<void> {
	return new Promise((resolve) => {
		process.once("SIGINT", () => resolve());
		process.once("SIGTERM", () => resolve());
	});
}
