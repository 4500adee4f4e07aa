import { CsvError, type Info, type Options, parse } from "csv-parse/sync";
import { decodeLossy } from "../../provider/util/text-encoding";
import { readBytes } from "../files";

/** A row of a CSV file. */
export interface Row {
	readonly cells: readonly string[];
	/** The number of the row's last line in the file. */
	readonly line: number;
}

/** Whether a delimiter is the one of a file, given the cells of the first row that it separates. */
export type DelimiterRule = (firstRow: readonly string[], delimiter: string) => boolean;

/** A file format that users mistake for CSV, in the words of an error message. */
interface OtherFormat {
	readonly name: string;
	readonly nextStep: string;
}

const workbook: OtherFormat = { name: "a workbook", nextStep: "save the sheet with the account IDs as CSV UTF-8" };

/** The first bytes of workbooks, in hexadecimal digits: ZIP (.xlsx, .ods, .numbers) and OLE (.xls). */
const workbookStarts: readonly string[] = ["504b0304", "d0cf11e0"];

/** Other text formats, with a pattern of their start. The pattern for JSON does not match an account ID in brackets. */
const otherTexts: readonly (OtherFormat & { readonly start: RegExp })[] = [
	{ start: /^\s*(?:\{\s*["}]|\[\s*["{[\]])/, name: "JSON", nextStep: "write the account IDs to a CSV file" },
	{ start: /^\s*<(?:!doctype|\?xml|html|table)\b/i, name: "HTML or XML", nextStep: workbook.nextStep },
];

/** Delimiters in the order in which they are tried. */
const delimiters: readonly string[] = [",", "\t", ";"];

/** A first line such as `sep=;`, which tells Excel the delimiter. */
const delimiterLine = /^"?sep=([^"\n])"?(?:\n|$)/iu;

/**
 * Reads the text of a CSV file in UTF-8 or UTF-16. Invalid bytes are replaced with U+FFFD, because they may be in cells
 * that are not used.
 *
 * @throws Error with a one-line message if the file cannot be read, or has another format.
 */
export async function readCsvFile(file: string): Promise<string> {
	const bytes = await readBytes(file);
	const start = Buffer.from(bytes.subarray(0, 4)).toString("hex");
	const text = decodeLossy(bytes);
	const other = workbookStarts.includes(start) ? workbook : otherTexts.find((each) => each.start.test(text));
	if (other !== undefined) throw new Error(`${file}: ${other.name}, not CSV; ${other.nextStep}`);
	return text;
}

/**
 * Parses the rows of a CSV file. Skips empty lines, and rows of several empty cells. A first line such as `sep=;` contains
 * the delimiter. Otherwise the first rule that a delimiter matches determines the delimiter; if there is none, it is the
 * comma.
 *
 * @throws Error with a one-line message if the text is not CSV.
 */
export function parseRows(file: string, text: string, rules: readonly DelimiterRule[]): readonly Row[] {
	const lines = text.replaceAll(/\r\n?/g, "\n");
	const named = delimiterLine.exec(lines)?.[1];
	const options = { delimiter: named ?? findDelimiter(lines, rules), from_line: named === undefined ? 1 : 2 };
	try {
		return parseCells(lines, options).filter(({ cells }) => cells.length === 1 || cells.some(Boolean));
	} catch (error) {
		throw new Error(`${file}: ${error instanceof CsvError ? describeCsvError(error) : (error as Error).message}`);
	}
}

function describeCsvError({ code, message }: CsvError): string {
	const line = /at line (\d+)/.exec(message)?.[1];
	return code === "CSV_QUOTE_NOT_CLOSED" && line !== undefined
		? describeOpenQuote(line)
		: `not CSV: ${message.replaceAll(/\s+/g, " ")}; correct the file`;
}

function describeOpenQuote(line: number | string): string {
	return `a quotation mark in or before line ${line} is not closed; close or remove it`;
}

function findDelimiter(text: string, rules: readonly DelimiterRule[]): string {
	const firstRows = delimiters.map((delimiter) => ({ delimiter, cells: firstRow(text, delimiter) }));
	const matches = rules.flatMap((rule) => firstRows.find(({ delimiter, cells }) => rule(cells, delimiter)) ?? []);
	return matches[0]?.delimiter ?? ",";
}

/** Returns the cells of the first row that is not empty, or no cells if the delimiter does not separate it. */
function firstRow(text: string, delimiter: string): readonly string[] {
	try {
		return parseLeniently(text, { delimiter, to: 1, skip_records_with_empty_values: true })[0]?.cells ?? [];
	} catch {
		return [];
	}
}

/** Parses strict CSV, or else CSV with quotes inside cells, such as `a "b" c`. */
function parseCells(text: string, options: Options): readonly Row[] {
	try {
		return parseWith(text, { ...options, trim: true });
	} catch {
		return parseLeniently(text, options);
	}
}

/** Parses CSV that may have quotes inside cells. Such quotes are part of the cell. */
function parseLeniently(text: string, options: Options): readonly Row[] {
	const parsed = parseWith(text, { ...options, ltrim: true, relax_quotes: true });
	const rows = parsed.map(({ cells, line }) => ({ cells: cells.map((cell) => cell.trimEnd()), line }));
	const merged = rows.find(({ cells }) => cells.some((cell) => cell.startsWith('"') && cell.includes("\n")));
	if (merged === undefined) return rows;
	throw new Error(describeOpenQuote(merged.line));
}

function parseWith(text: string, options: Options): readonly Row[] {
	const defaults = { info: true, record_delimiter: "\n", relax_column_count: true, skip_empty_lines: true } as const;
	const rows = parse(text, { ...defaults, ...options }) as unknown as readonly {
		readonly record: readonly string[];
		readonly info: Info;
	}[];
	return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
}
