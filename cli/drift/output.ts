import { writeFile } from "node:fs/promises";
import { loadFormat } from "./formats";
import type { Look } from "./formats/format";
import type { DriftOptions } from "./options";
import type { Report } from "./report";

/** How wide a report is that no terminal shows. */
const FILE_WIDTH = 120;

/** Writes a report to standard output and into the files that were asked for. Errors: one line that names the file. */
export async function writeReport(report: Report, { format, outputs }: DriftOptions): Promise<void> {
	for (const output of outputs) {
		const text = (await loadFormat(output.format))(report, { colour: false, width: FILE_WIDTH });
		await writeFile(output.file, text).catch((error: NodeJS.ErrnoException) => {
			throw new Error(`${output.file}: cannot be written (${error.code}); check --output`);
		});
	}
	process.stdout.write((await loadFormat(format))(report, terminalLook()));
}

/** Colour only on a terminal that can, and where NO_COLOR does not forbid it. Source: https://no-color.org */
function terminalLook(): Look {
	const { NO_COLOR = "", TERM } = process.env;
	const { isTTY = false, columns } = process.stdout;
	return { colour: isTTY && NO_COLOR === "" && TERM !== "dumb", width: isTTY ? columns : FILE_WIDTH };
}
