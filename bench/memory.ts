import { readFileSync } from "node:fs";
import { descendants, providerAmong } from "../test/support/processes";

const EVERY_MS = 250;

/** Watches the provider process of an engine that runs; gives the most memory it had, in megabytes, when asked. */
export function watchProviderMemory(engine: number): () => number {
	let pid: number | undefined;
	let mostMb = 0;
	const timer = setInterval(() => {
		pid ??= providerAmong(descendants(engine))?.pid;
		if (pid !== undefined) mostMb = Math.max(mostMb, peakMb(pid));
	}, EVERY_MS);
	return () => {
		clearInterval(timer);
		return mostMb;
	};
}

/** The most memory that a process has had so far, from Linux; 0 elsewhere and when the process is gone. */
function peakMb(pid: number): number {
	try {
		const [, kilobytes = "0"] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
		return Number(kilobytes) / 1024;
	} catch {
		return 0;
	}
}
