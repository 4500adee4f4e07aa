import { readFileSync } from "node:fs";
import { findProviderProcess, listDescendants } from "../test/support/processes";

const INTERVAL_MS = 250;

/**
 * Starts to sample the memory of the provider process that an engine has started. `engine` is the process ID of the
 * engine. Returns a function that stops the sampling and returns the peak memory in megabytes.
 */
export function watchProviderMemory(engine: number): () => number {
	let pid: number | undefined;
	let highestMb = 0;
	const timer = setInterval(() => {
		pid ??= findProviderProcess(listDescendants(engine))?.pid;
		if (pid !== undefined) highestMb = Math.max(highestMb, peakMb(pid));
	}, INTERVAL_MS);
	return () => {
		clearInterval(timer);
		return highestMb;
	};
}

/** Returns the peak memory of a process on Linux; 0 on other platforms and after the process has ended. */
function peakMb(pid: number): number {
	try {
		const [, kilobytes = "0"] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
		return Number(kilobytes) / 1024;
	} catch {
		return 0;
	}
}
