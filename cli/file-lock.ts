import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Interval between two attempts to take a lock, in milliseconds. */
const RETRY_MS = 20;

/** Time after which the command stops waiting for a lock, in milliseconds. The work under a lock takes much less. */
const MAX_WAIT_MS = 10_000;

/**
 * Runs work while this process holds the lock of a file, so that concurrent runs change the file one after the other.
 * The lock is the file `FILE.lock`, which contains the process and the machine that hold it. A lock that a crashed
 * process of this machine left is removed.
 *
 * @throws Error with a one-line message if the lock cannot be created, or another process holds it for ten seconds.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
	const lock = `${file}.lock`;
	for (let waitedMs = 0; !(await createLock(file, lock)); waitedMs += RETRY_MS) {
		await removeAbandoned(lock);
		if (waitedMs >= MAX_WAIT_MS) {
			throw new Error(`${file}: another run holds ${lock}; delete that file if no other run is active`);
		}
		await sleep(RETRY_MS);
	}
	try {
		return await work();
	} finally {
		await rm(lock, { force: true });
	}
}

async function createLock(file: string, lock: string): Promise<boolean> {
	try {
		await writeFile(lock, `${process.pid} ${hostname()}\n`, { flag: "wx", mode: 0o600 });
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") return false;
		throw new Error(`${file}: cannot be written (${code}); check its folder`);
	}
}

/** Removes a lock whose process no longer runs. Keeps a lock that cannot be read. */
async function removeAbandoned(lock: string): Promise<void> {
	const content = await readFile(lock, "utf8").catch(() => undefined);
	if (content === undefined || !(await isAbandoned(lock, content))) return;
	const moved = `${lock}.${process.pid}`;
	await rename(lock, moved).catch(() => undefined);
	const removed = await readFile(moved, "utf8").catch(() => undefined);
	if (removed !== undefined && removed !== content)
		await rename(moved, lock); // another run took the lock in the meantime
	else await rm(moved, { force: true });
}

/**
 * Whether the process that created a lock was a process of this machine that no longer runs. A lock without content is
 * left by a crash between its creation and the write of its content.
 */
async function isAbandoned(lock: string, content: string): Promise<boolean> {
	if (content === "") {
		const found = await stat(lock).catch(() => undefined);
		return found !== undefined && Date.now() - found.mtimeMs > MAX_WAIT_MS / 2;
	}
	const [, pid, host] = /^(\d+) (.*)\n$/.exec(content) ?? [];
	return host === hostname() && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== "ESRCH";
	}
}
