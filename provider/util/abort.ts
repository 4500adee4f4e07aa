/**
 * Runs `work` and returns its result. When the signal is aborted, throws `toError(signal.reason)` immediately. Work
 * that has already started continues, because other callers may wait for the same work. If the signal is aborted before
 * the call, the work does not start.
 */
export function untilAborted<T>(
	work: () => Promise<T>,
	signal: AbortSignal | undefined,
	toError: (reason: unknown) => unknown = (reason) => reason,
): Promise<T> {
	if (signal === undefined) return work();
	if (signal.aborted) return Promise.reject(toError(signal.reason));
	let onAbort = () => {};
	const aborted = new Promise<never>((_, reject) => {
		onAbort = () => reject(toError(signal.reason));
		signal.addEventListener("abort", onAbort, { once: true });
	});
	return Promise.race([work(), aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}
