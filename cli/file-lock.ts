import { randomUUID } from "node:crypto";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Interval between two attempts to take a lock, in milliseconds. */
const RETRY_MS = 20;

/** Time after which the command stops waiting for a lock, in milliseconds. The work under a lock takes much less. */
const MAX_WAIT_MS = 10_000;

/** Time after which a lock without content is abandoned, in milliseconds. Its content is written right after its creation. */
const MAX_EMPTY_MS = 5000;

/**
 * Time after which every lock is abandoned, in milliseconds. It frees the lock of another machine, or of a process whose
 * ID another process has now.
 */
const MAX_AGE_MS = 300_000;

/** The contents of the locks that this process holds or waits for. */
const ownLocks = new Set<string>();

/** Returns the files that {@link withFileLock} creates and removes next to a file. */
export function lockFiles(file: string): readonly [lock: string, guard: string] {
	return [`${file}.lock`, `${file}.lock.remove`];
}

/**
 * Runs work while this process holds the lock of a file, so that concurrent runs change the file one after the other.
 * The lock is the file `FILE.lock`, which contains the process and the machine that hold it, and an ID. A lock that a
 * crashed process left is removed: at once if the process was on this machine, otherwise after five minutes.
 *
 * @throws Error with a one-line message if the lock cannot be created, or another process holds it for `maxWaitMs`.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, maxWaitMs = MAX_WAIT_MS): Promise<T> {
	const [lock] = lockFiles(file);
	const content = `${process.pid} ${hostname()} ${randomUUID()}\n`;
	ownLocks.add(content);
	try {
		for (let waitedMs = 0; !(await create(file, lock, content)); waitedMs += RETRY_MS) {
			await removeAbandoned(file);
			if (waitedMs >= maxWaitMs) {
				throw new Error(`${file}: another run holds ${lock}; delete that file if no other run is active`);
			}
			await sleep(RETRY_MS);
		}
		return await work();
	} finally {
		if ((await readContent(lock)) === content) await rm(lock, { force: true });
		ownLocks.delete(content);
	}
}

/** Creates a file. Returns `false` if it exists. */
async function create(file: string, path: string, content: string): Promise<boolean> {
	try {
		await writeFile(path, content, { flag: "wx", mode: 0o600 });
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") return false;
		throw new Error(`${file}: cannot be written (${code}); check its folder`);
	}
}

/**
 * Removes a lock that is abandoned. Keeps a lock that cannot be read. While the file `FILE.lock.remove` exists, only the
 * process that created it removes a lock; otherwise a process could remove the lock that another one has taken since.
 */
async function removeAbandoned(file: string): Promise<void> {
	const [lock, guard] = lockFiles(file);
	if (!(await isAbandoned(lock))) return;
	if (!(await create(file, guard, ""))) {
		if ((await ageMs(guard)) > MAX_EMPTY_MS) await rm(guard, { force: true }); // a crash left it
		return;
	}
	try {
		if (await isAbandoned(lock)) await rm(lock, { force: true });
	} finally {
		await rm(guard, { force: true });
	}
}

/** Whether the process that created a lock no longer runs, or the lock is too old. */
async function isAbandoned(lock: string): Promise<boolean> {
	const content = await readContent(lock);
	if (content === undefined) return false;
	const age = await ageMs(lock);
	if (age > MAX_AGE_MS) return true;
	if (content === "") return age > MAX_EMPTY_MS;
	const [, pid, host] = /^(\d+) (\S+) \S+\n$/.exec(content) ?? [];
	if (host !== hostname()) return false;
	return Number(pid) === process.pid ? !ownLocks.has(content) : !isRunning(Number(pid));
}

async function readContent(path: string): Promise<string | undefined> {
	return readFile(path, "utf8").catch(() => undefined);
}

/** Returns the time since the last change of a file, in milliseconds: 0 if it does not exist. */
async function ageMs(path: string): Promise<number> {
	const found = await stat(path).catch(() => undefined);
	return found === undefined ? 0 : Math.abs(Date.now() - found.mtimeMs); // another machine can have another time
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== "ESRCH";
	}
}
