import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/** The text of a file that a person named. Errors: `Error` with one line: the file, and why it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? "unknown";
		throw new Error(`${file}: ${code === "ENOENT" ? "no such file" : `cannot be read (${code})`}`);
	}
}

/** The text of a file, or of standard input for `-`. Errors: those of {@link readTextFile}. */
export async function readText(file: string): Promise<string> {
	return file === "-" ? text(process.stdin) : readTextFile(file);
}
