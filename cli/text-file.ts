import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/** The text of a file that a person named. Errors: `Error` with one line: the file, and why it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw new Error(`${file}: ${reasonOf(error, { none: "no such file", otherwise: "cannot be read" })}`);
	}
}

/** The text of a file, or of standard input for `-`. Errors: those of {@link readTextFile}. */
export async function readText(file: string): Promise<string> {
	return file === "-" ? text(process.stdin) : readTextFile(file);
}

/** Writes a file that a person named. Errors: `Error` with one line: the file, and why it cannot be written. */
export async function writeTextFile(file: string, content: string): Promise<void> {
	try {
		await writeFile(file, content);
	} catch (error) {
		throw new Error(`${file}: ${reasonOf(error, { none: "no such folder", otherwise: "cannot be written" })}`);
	}
}

function reasonOf(error: unknown, { none, otherwise }: { readonly none: string; readonly otherwise: string }): string {
	const code = (error as NodeJS.ErrnoException).code ?? "unknown";
	return code === "ENOENT" ? none : `${otherwise} (${code})`;
}
