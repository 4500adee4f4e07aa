import { writeFile } from "node:fs/promises";
import { FILE_WIDTH, lookOf } from "../terminal";
import { loadFormat } from "./formats";
import type { DriftOptions } from "./options";
import type { Report } from "./report";

/** Writes a report to standard output and into the files that were asked for. Errors: one line that names the file. */
export async function writeReport(report: Report, { format, outputs }: DriftOptions): Promise<void> {
	for (const output of outputs) {
		const text = (await loadFormat(output.format))(report, { colour: false, width: FILE_WIDTH });
		await writeFile(output.file, text).catch((error: NodeJS.ErrnoException) => {
			throw new Error(`${output.file}: cannot be written (${error.code}); check --output`);
		});
	}
	process.stdout.write((await loadFormat(format))(report, lookOf(process.stdout, process.env)));
}
