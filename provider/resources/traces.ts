/** Stack traces that are not taken for now. */
export interface PausedStackTraces {
	/** Gives an error that was made meanwhile the trace of who called the resource's own constructor. */
	withCallerStack(error: unknown): unknown;
	/** Takes traces again. */
	resume(): void;
}

/**
 * Pauses the stack traces while the SDK's constructor runs: it takes one of each promise behind an output, some 20 for a
 * profile, to name promises that were never kept. With source maps that is a sixth of the time of a preview of a thousand.
 *
 * The trace that Pulumi puts into the state is not touched, and `PULUMI_DEBUG_PROMISE_LEAKS`, which prints the others, gets them.
 */
export function pauseStackTraces(above: new (...args: never[]) => unknown): PausedStackTraces {
	const limit = Error.stackTraceLimit;
	if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
	const resume = () => {
		Error.stackTraceLimit = limit;
	};
	return {
		withCallerStack(error) {
			resume();
			if (error instanceof Error) Error.captureStackTrace(error, above);
			return error;
		},
		resume,
	};
}
