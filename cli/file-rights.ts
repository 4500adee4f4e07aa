import { stat } from "node:fs/promises";

/** Who may read a file besides its owner. */
export type FileReaders = "nobody" | "group" | "everybody";

/**
 * Who may read a file besides its owner, by its rights; nobody on Windows, which has no such rights.
 *
 * Errors: the system's, when there is no such file.
 */
export async function fileReaders(path: string): Promise<FileReaders> {
	const { mode } = await stat(path);
	if (process.platform === "win32") return "nobody";
	if ((mode & 0o004) !== 0) return "everybody";
	return (mode & 0o040) !== 0 ? "group" : "nobody";
}
