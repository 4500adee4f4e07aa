import { createEventFile, syncFolder, type WritableFile } from "./event-file";
import { APPEND_FLAGS, type FileSystem } from "./file-system";

/**
 * Rotates a file: renames `FILE.1` to `FILE.2`, `FILE` to `FILE.1` and so on, and returns a new file. Opens the new file
 * before the first change. Deletes the oldest file only if there is no gap in the numbers; a rotation that failed leaves
 * a gap, so that the next one deletes nothing.
 *
 * @throws the file system error. Files that are already renamed stay renamed.
 */
export async function rotate(path: string, keep: number, fileSystem: FileSystem): Promise<WritableFile> {
	const next = `${path}.next`;
	const descriptor = await openEmptyFile(next, fileSystem);
	try {
		await makeRoom(path, keep, fileSystem);
		await fileSystem.rename(path, `${path}.1`);
		await fileSystem.rename(next, path);
		await syncFolder(path, fileSystem);
		return createEventFile(path, descriptor, fileSystem);
	} catch (error) {
		await fileSystem.close(descriptor).catch(() => undefined);
		await fileSystem.remove(next).catch(() => undefined);
		throw error;
	}
}

/** Opens a new file. Uses the empty file of a rotation that failed. */
async function openEmptyFile(path: string, fileSystem: FileSystem): Promise<number> {
	const descriptor = await fileSystem.open(path, APPEND_FLAGS);
	try {
		const status = await fileSystem.statOpen(descriptor);
		if (status.isFile() && status.size === 0n) return descriptor;
		throw Object.assign(new Error("not empty"), { code: "EEXIST" });
	} catch (error) {
		await fileSystem.close(descriptor).catch(() => undefined);
		throw error;
	}
}

/** Renames rotated files, so that no file has the number 1. */
async function makeRoom(path: string, keep: number, fileSystem: FileSystem): Promise<void> {
	let gap = 1;
	while (gap <= keep && (await exists(`${path}.${gap}`, fileSystem))) gap += 1;
	if (gap > keep) {
		await fileSystem.remove(`${path}.${keep}`);
		gap = keep;
	}
	for (let number = gap; number > 1; number -= 1) {
		await fileSystem.rename(`${path}.${number - 1}`, `${path}.${number}`);
	}
}

async function exists(path: string, fileSystem: FileSystem): Promise<boolean> {
	try {
		await fileSystem.stat(path);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
		throw error;
	}
}
