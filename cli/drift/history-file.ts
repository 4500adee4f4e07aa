import { readFile } from "node:fs/promises";
import { type History, noHistory } from "./history";

/** The history in a file; none where there is no file yet. Errors: one line that names the file. */
export async function readHistory(file: string): Promise<History> {
	const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw new Error(`${file}: cannot be read (${error.code}); check --history`);
	});
	if (text === undefined) return noHistory;
	const history = parsed(text);
	if (history !== undefined) return history;
	throw new Error(`${file}: is no history of this command; remove it, or name another file`);
}

/** Puts a history into a file, whole or not at all. Errors: one line that names the file. */
export async function writeHistory(file: string, history: History): Promise<void> {
	const writeFileAtomic = require("write-file-atomic") as typeof import("write-file-atomic");
	try {
		await writeFileAtomic(file, `${JSON.stringify(history, undefined, "\t")}\n`);
	} catch (error) {
		throw new Error(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code}); check --history`);
	}
}

function parsed(text: string): History | undefined {
	try {
		const history = JSON.parse(text) as Partial<History> | null;
		return history?.version === 1 && Array.isArray(history.entries) ? (history as History) : undefined;
	} catch {
		return undefined;
	}
}
