import { readFile } from "node:fs/promises";

/** The text of a file that a person named. Errors: `Error` with one line: the file, and why it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? "unknown";
		throw new Error(`${file}: ${code === "ENOENT" ? "no such file" : `cannot be read (${code})`}`);
	}
}
