import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of this machine. */
export interface Process {
	readonly pid: number;
	readonly parent: number;
	/** The command line. */
	readonly args: string;
}

/** Returns the descendants of a process, nearest first. */
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

/** Returns the dynamic provider among the processes of an engine; `undefined` before it has started. */
export function findProviderProcess(processes: readonly Process[]): Process | undefined {
	return processes.find(({ args }) => /^\S*node\S* .*dynamic-provider/.test(args));
}

/** Returns the processes that are still running: the same id and command line, and not a zombie. */
export function filterAlive(known: readonly Process[]): readonly Process[] {
	const all = listProcesses();
	return known.filter((one) => all.some(({ pid, args }) => pid === one.pid && args === one.args));
}

/** Waits at most `ms` for processes to exit. Returns those that still run. */
export async function waitForExit(known: readonly Process[], ms: number): Promise<readonly Process[]> {
	const end = Date.now() + ms;
	let left = filterAlive(known);
	while (left.length > 0 && Date.now() < end) {
		await sleep(50);
		left = filterAlive(left);
	}
	return left;
}

/** Kills a process with SIGKILL, if it still runs. */
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
