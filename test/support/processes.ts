import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of this machine. */
export interface Process {
	readonly pid: number;
	readonly parent: number;
	/** The command line. */
	readonly args: string;
}

/** Returns the descendants of a process: children first, then grandchildren. */
export function listDescendants(ancestor: number): readonly Process[] {
	const all = listProcesses();
	const found: Process[] = [];
	for (let parents = [ancestor]; parents.length > 0; ) {
		const children = all.filter(({ parent }) => parents.includes(parent));
		found.push(...children);
		parents = children.map(({ pid }) => pid);
	}
	return found;
}

/**
 * Returns the process of the dynamic provider among the processes of an engine, or `undefined` if it has not started.
 */
export function findProviderProcess(processes: readonly Process[]): Process | undefined {
	return processes.find(({ args }) => /^\S*node\S* .*dynamic-provider/.test(args));
}

/**
 * Returns the processes that are still running. A running process is the known process if its id and its command line
 * are equal. A zombie process does not count as running.
 */
export function filterAlive(known: readonly Process[]): readonly Process[] {
	const all = listProcesses();
	return known.filter((one) => all.some(({ pid, args }) => pid === one.pid && args === one.args));
}

/** Waits for processes to exit, for at most `ms` milliseconds. Returns the processes that are still running. */
export async function waitForExit(known: readonly Process[], ms: number): Promise<readonly Process[]> {
	const end = Date.now() + ms;
	let left = filterAlive(known);
	while (left.length > 0 && Date.now() < end) {
		await sleep(50);
		left = filterAlive(left);
	}
	return left;
}

/** Kills a process with SIGKILL if it is still running. */
export function kill({ pid }: Process): void {
	try {
		process.kill(pid, "SIGKILL");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
	}
}

function listProcesses(): readonly Process[] {
	const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split("\n");
	return lines.flatMap((line) => {
		const [, pid, parent, stat, args] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
		if (args === undefined || stat?.startsWith("Z")) return [];
		return [{ pid: Number(pid), parent: Number(parent), args }];
	});
}
