import { nextFile, requireEmptyFile, requireNoLink, requireRotatedFile, rotatedFiles } from "./companion-files";
import { createEventFile, syncFolder, type WritableFile } from "./event-file";
import { APPEND_FLAGS, type FileSystem, NO_FOLLOW } from "./file-system";

/**
 * Rotates a file: renames `FILE.1` to `FILE.2`, `FILE` to `FILE.1` and so on, and returns a new file. Opens the new file
 * before the first change. Deletes the oldest file only if there is no gap in the numbers; a rotation that failed leaves
 * a gap, so that the next one deletes nothing.
 *
 * @throws ForeignFileError before any change, if a file with one of these names is not a file of the watch; the file
 * system error. Files that are already renamed stay renamed.
 */
export async function rotate(path: string, keep: number, fileSystem: FileSystem): Promise<WritableFile> {
	await requireNoLink(path, fileSystem);
	const gap = await findGap(path, keep, fileSystem);
	const next = nextFile(path);
	const descriptor = await openEmptyFile(next, fileSystem);
	try {
		await makeRoom(path, { keep, gap }, fileSystem);
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
	await requireEmptyFile(path, fileSystem);
	const descriptor = await fileSystem.open(path, APPEND_FLAGS | NO_FOLLOW);
	try {
		const status = await fileSystem.statOpen(descriptor);
		if (status.isFile() && status.size === 0n) return descriptor;
		throw Object.assign(new Error("not empty"), { code: "EEXIST" });
	} catch (error) {
		await fileSystem.close(descriptor).catch(() => undefined);
		throw error;
	}
}

/** Returns the lowest number without a rotated file. Checks the files with lower numbers. */
async function findGap(path: string, keep: number, fileSystem: FileSystem): Promise<number> {
	let gap = 1;
	for (const file of rotatedFiles(path, keep)) {
		if (!(await requireRotatedFile(file, fileSystem))) break;
		gap += 1;
	}
	return gap;
}

/** Renames rotated files, so that no file has the number 1. */
async function makeRoom(
	path: string,
	{ keep, gap }: { readonly keep: number; readonly gap: number },
	fileSystem: FileSystem,
): Promise<void> {
	if (gap > keep) await fileSystem.remove(`${path}.${keep}`);
	for (let number = Math.min(gap, keep); number > 1; number -= 1) {
		await fileSystem.rename(`${path}.${number - 1}`, `${path}.${number}`);
	}
}
