import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/** The text of a file, or of standard input for `-`. Errors: one line that names the file. */
export async function readText(file: string): Promise<string> {
	if (file === "-") return text(process.stdin);
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw new Error(`${file}: ${reasonOf(error)}`);
	}
}

function reasonOf(error: unknown): string {
	const { code } = error as NodeJS.ErrnoException;
	return code === "ENOENT" ? "no such file" : `cannot be read (${code})`;
}
