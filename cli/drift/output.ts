import { writeTextFile } from "../files";
import { FILE_WIDTH, textStyle } from "../terminal";
import { loadFormat } from "./formats";
import type { DriftOptions } from "./options";
import type { Report } from "./report";

/** Writes a report to standard output and into the files that were asked for. Errors: one line that names the file. */
export async function writeReport(report: Report, { format, outputs }: DriftOptions): Promise<void> {
	process.stdout.write(loadFormat(format)(report, textStyle(process.stdout, process.env)));
	for (const output of outputs) {
		await writeTextFile(output.file, loadFormat(output.format)(report, { colour: false, width: FILE_WIDTH }));
	}
}
