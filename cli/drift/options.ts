import { type FormatName, formatNames, isFormatName } from "./formats";
import type { SourceOptions } from "./source";

/** The options of `pulumi-tim drift`, as typed. */
export interface DriftCommandOptions extends SourceOptions {
	readonly format?: string;
	/** Each `FORMAT=FILE`. */
	readonly output?: readonly string[];
}

/** One more place for the report. */
export interface Output {
	readonly format: FormatName;
	readonly file: string;
}

/** The options, checked against each other. */
export interface DriftOptions {
	readonly source: SourceOptions;
	/** For standard output. */
	readonly format: FormatName;
	readonly outputs: readonly Output[];
}

/** The options as they are meant. Errors: one line for the first that cannot be; the command line refuses what excludes another. */
export function driftOptions(typed: DriftCommandOptions): DriftOptions {
	const { format = "text", output = [], ...source } = typed;
	if ((source.stack ?? source.state ?? source.preview) === undefined) {
		throw new Error("nothing to compare: give --stack NAME, --state FILE or --preview FILE");
	}
	if (source.state === "-" && source.preview === "-") {
		throw new Error("--state and --preview cannot both be standard input");
	}
	return { source, format: formatName("--format", format), outputs: output.map(outputOf) };
}

function outputOf(text: string): Output {
	const at = text.indexOf("=");
	if (at < 0 || at === text.length - 1)
		throw new Error(`--output: "${text}" is not FORMAT=FILE, such as json=drift.json`);
	return { format: formatName("--output", text.slice(0, at)), file: text.slice(at + 1) };
}

function formatName(option: string, text: string): FormatName {
	if (isFormatName(text)) return text;
	throw new Error(`${option}: "${text}" is no format; there are ${formatNames.join(", ")}`);
}
