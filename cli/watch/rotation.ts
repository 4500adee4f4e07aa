import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Moves a file out of the way: `FILE` becomes `FILE.1`, `FILE.1` becomes `FILE.2`; the oldest of those to keep goes.
 *
 * Errors: the system's; the files that were moved before it stay moved, and none but the oldest is lost.
 */
export async function rotate(file: string, keep: number): Promise<void> {
	const names = [file, ...Array.from({ length: keep }, (_, index) => `${file}.${index + 1}`)];
	await rm(names[keep] ?? file, { force: true });
	for (let index = keep; index > 0; index -= 1) await renameIfThere(names[index - 1] ?? file, names[index] ?? file);
	await syncFolder(file);
}

/** Puts the names of a file's folder on disk, where the system can: not on Windows. */
export async function syncFolder(file: string): Promise<void> {
	if (process.platform === "win32") return;
	const folder = await open(dirname(file), "r");
	await folder.sync().finally(() => folder.close());
}

async function renameIfThere(from: string, to: string): Promise<void> {
	try {
		await rename(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
}
