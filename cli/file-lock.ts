import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { realPath } from "./distinct-files";

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

/** The content of a lock: process, machine and ID. */
const lockContent = /^(\d+) (.+) [\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\n$/;

/** Maximum size of a lock, in bytes. The names of machines are much shorter. */
const MAX_LOCK_BYTES = 1024;

/**
 * Returns the files that {@link withFileLock} creates and removes next to a file. If the file is a link, they are next
 * to the file to which it leads, so that all runs use the same lock.
 */
export function lockFiles(file: string): readonly [lock: string, guard: string] {
	const path = realPath(file);
	return [`${path}.lock`, `${path}.lock.remove`];
}

/**
 * Runs work while this process holds the lock of a file, so that concurrent runs change the file one after the other.
 * The lock is the file `FILE.lock`, which contains the process and the machine that hold it, and an ID. A lock that a
 * crashed process left is removed: at once if the process was on this machine, otherwise after five minutes. A lock
 * without content is removed after five seconds. Any other file is kept.
 *
 * @throws Error with a one-line message if the lock cannot be created, another process holds it for `maxWaitMs`, or a
 * file with its name is not a lock.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, maxWaitMs = MAX_WAIT_MS): Promise<T> {
	const [lock, guard] = lockFiles(file);
	const content = `${process.pid} ${hostname()} ${randomUUID()}\n`;
	ownLocks.add(content);
	try {
		for (let waitedMs = 0; !(await create(file, lock, content)); waitedMs += RETRY_MS) {
			await removeAbandoned({ file, lock, guard });
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

/** A file, and the paths of {@link lockFiles}. */
interface LockPaths {
	readonly file: string;
	readonly lock: string;
	readonly guard: string;
}

/**
 * Removes a lock that is abandoned. Keeps a lock that cannot be read. While the file `FILE.lock.remove` exists, only the
 * process that created it removes a lock; otherwise a process could remove the lock that another one has taken since.
 *
 * @throws Error with a one-line message if one of the files is not a file of {@link withFileLock}.
 */
async function removeAbandoned({ file, lock, guard }: LockPaths): Promise<void> {
	if (!(await isAbandoned(file, lock))) return;
	if (!(await create(file, guard, ""))) {
		const found = await readStatus(guard);
		if (found !== undefined && !(found.isFile() && found.size === 0)) throw foreignFile(file, guard);
		if (found !== undefined && ageMs(found) > MAX_EMPTY_MS) await rm(guard, { force: true }); // a crash left it
		return;
	}
	try {
		if (await isAbandoned(file, lock)) await rm(lock, { force: true });
	} finally {
		await rm(guard, { force: true });
	}
}

/**
 * Whether the process that created a lock no longer runs, or the lock is too old.
 *
 * @throws Error with a one-line message if the file is not a lock.
 */
async function isAbandoned(file: string, lock: string): Promise<boolean> {
	const found = await readStatus(lock);
	if (found === undefined) return false;
	if (!found.isFile() || found.size > MAX_LOCK_BYTES) throw foreignFile(file, lock);
	const content = await readContent(lock);
	if (content === undefined) return false;
	if (content === "") return ageMs(found) > MAX_EMPTY_MS;
	const [, pid, host] = lockContent.exec(content) ?? [];
	if (host === undefined) throw foreignFile(file, lock);
	if (ageMs(found) > MAX_AGE_MS) return true;
	if (host !== hostname()) return false;
	return Number(pid) === process.pid ? !ownLocks.has(content) : !isRunning(Number(pid));
}

function foreignFile(file: string, path: string): Error {
	return new Error(`${file}: ${path} is not a lock of pulumi-tim; rename that file`);
}

async function readContent(path: string): Promise<string | undefined> {
	return readFile(path, "utf8").catch(() => undefined);
}

async function readStatus(path: string): Promise<Stats | undefined> {
	return lstat(path).catch(() => undefined);
}

/** Returns the time since the last change of a file, in milliseconds. */
function ageMs({ mtimeMs }: Stats): number {
	return Math.abs(Date.now() - mtimeMs); // another machine can have another time
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== "ESRCH";
	}
}
