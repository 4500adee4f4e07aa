import { profileSchema } from "../../provider/model/schema";
import { compileSchema, toFailures } from "../../provider/model/validation";
import { once } from "../../provider/util/core";
import { EncodingError } from "../../provider/util/text-encoding";
import { parseInteger } from "../options";
import { type DelimiterRule, parseRows, type Row } from "./csv";
import { stringLiteral } from "./printer";

/** An account ID from the option `--accounts` or a CSV file. */
export interface NamedAccount {
	readonly account: string;
	/** The source of the account ID, for messages: `--accounts`, or a file and a line number, such as `ids.csv:3`. */
	readonly where: string;
}

/** The result of {@link checkAccounts}. */
export interface AccountList {
	/** Valid account IDs without duplicates, in the order of their first occurrence. */
	readonly accounts: readonly string[];
	/** A message for each duplicate account ID. */
	readonly duplicates: readonly string[];
	/** A message for each invalid account ID. */
	readonly invalid: readonly string[];
}

/** The column of a CSV file that contains the account IDs. */
interface AccountColumn {
	/** Index of the column, from 0. */
	readonly index: number;
	/** Whether the first row is a header. */
	readonly hasHeader: boolean;
}

/** The known headers of a column of account IDs, in the form that {@link normalizeHeader} returns. */
const accountHeaders: readonly string[] = [
	...["userid", "用户id", "account", "accountid", "identifier"],
	...["username", "用户名"], // the headers of the console
];

/** A header that names account IDs only if no other header does. */
const FALLBACK_HEADER = "id";

/** Characters that show invalid bytes: the replacement of such bytes, and the zero bytes of UTF-16 and UTF-32. */
const undecodedCharacters: readonly string[] = ["\ufffd", "\0"];

/** Maximum number of headers in an error message. */
const MAX_HEADERS = 20;

/** Parses the option `--accounts`, a comma-separated list of account IDs. */
export function parseAccountsOption(text: string): readonly NamedAccount[] {
	const accounts = text.split(",").map((account) => account.trim());
	return accounts.filter(Boolean).map((account) => ({ account, where: "--accounts" }));
}

/**
 * Returns the account IDs in the text of a CSV file, in which invalid bytes are replaced with U+FFFD. `column` is the
 * header of the column of account IDs, or its number from 1 in a file without a header. Without `column`, a known header
 * determines the column, or the file must have a single column.
 *
 * @throws Error with a one-line message if the text is not CSV, the column cannot be determined, a row has more cells than
 * the header, or the header or an account ID contained invalid bytes.
 */
export function parseAccountsCsv(file: string, text: string, column?: string): readonly NamedAccount[] {
	const rows = parseRows(file, text, delimiterRules(column));
	const [first] = rows;
	if (first === undefined) return [];
	const { index, hasHeader } = findColumn(file, { rows, first }, column);
	if (hasHeader) assertDecoded(file, first, first.cells);
	return rows.slice(hasHeader ? 1 : 0).map((row) => {
		if (hasHeader && row.cells.slice(first.cells.length).some(Boolean)) {
			throw new Error(`${file}:${row.line}: more cells than headers; remove the extra cells, or add a header`);
		}
		const account = row.cells[index] ?? "";
		assertDecoded(file, row, [account]);
		return { account, where: `${file}:${row.line}` };
	});
}

const profileValidator = once(() => compileSchema(profileSchema()));

/** Validates account IDs by the same rules as the `account` of a `Profile`, and removes duplicates. */
export function checkAccounts(named: readonly NamedAccount[]): AccountList {
	const validate = profileValidator();
	const firstMentions = new Map<string, string>();
	const duplicates: string[] = [];
	const invalid: string[] = [];
	for (const { account, where } of named) {
		const before = firstMentions.get(account);
		if (!validate({ account })) {
			const [failure] = toFailures(validate.errors);
			const reason = failure?.reason ?? "is a text with which Pulumi marks an unknown value";
			invalid.push(`${where}: account ${stringLiteral(account)} ${reason}; correct the account ID`);
		} else if (before === undefined) firstMentions.set(account, where);
		else
			duplicates.push(
				`${where}: duplicate account ${account}, already listed in ${before}; the account is adopted once`,
			);
	}
	return { accounts: [...firstMentions.keys()], duplicates, invalid };
}

/**
 * Returns the rules that determine the delimiter: a header that `--column` names, then a known header. Otherwise only a
 * comma or a tab separates columns, because account IDs may contain semicolons, unless `--column` is above 1.
 */
function delimiterRules(column: string | undefined): readonly DelimiterRule[] {
	return [
		(cells) => column !== undefined && findHeader(cells, column).length > 0,
		(cells) => findKnownHeaders(cells).length > 0,
		(cells, delimiter) => cells.length > 1 && (delimiter !== ";" || Number(column) > 1),
	];
}

function findColumn(
	file: string,
	{ rows, first }: { readonly rows: readonly Row[]; readonly first: Row },
	column: string | undefined,
): AccountColumn {
	const width = rows.reduce((most, { cells }) => Math.max(most, cells.findLastIndex(Boolean) + 1), 1);
	if (column !== undefined && /^\d+$/.test(column)) {
		return { index: parseInteger("column", column, { min: 1, max: width }) - 1, hasHeader: false };
	}
	const found = column === undefined ? findKnownHeaders(first.cells) : findHeader(first.cells, column);
	const [index, ...others] = found;
	if (index !== undefined && others.length === 0) return { index, hasHeader: true };
	if (column === undefined && found.length === 0 && width === 1) return { index: 0, hasHeader: false };
	assertDecoded(file, first, first.cells);
	throw new Error(describeHeaders(file, first.cells, { column, isFound: index !== undefined }));
}

/** Describes why the headers do not determine the column of account IDs, and what to do. */
function describeHeaders(
	file: string,
	cells: readonly string[],
	{ column, isFound }: { readonly column: string | undefined; readonly isFound: boolean },
): string {
	const more = cells.length > MAX_HEADERS ? " and others" : "";
	const headers = cells.slice(0, MAX_HEADERS).map(stringLiteral).join(", ") + more;
	if (column === undefined) {
		const problem = isFound ? "several headers" : "no known header";
		return `${file}: ${problem} of account IDs among ${headers}; choose the column with --column`;
	}
	const problem = `${isFound ? "several headers" : "no header"} ${stringLiteral(column)} among ${headers} in ${file}`;
	return `--column: ${problem}; ${isFound ? "rename the others" : "pass one of the headers"}`;
}

/** Returns the indexes of the columns whose header is known to name account IDs. */
function findKnownHeaders(cells: readonly string[]): readonly number[] {
	const known = indexesOf(cells, (cell) => accountHeaders.includes(normalizeHeader(cell)));
	return known.length > 0 ? known : indexesOf(cells, (cell) => normalizeHeader(cell) === FALLBACK_HEADER);
}

/** Returns the indexes of the columns that have a header. An exact match has precedence. */
function findHeader(cells: readonly string[], header: string): readonly number[] {
	const exact = indexesOf(cells, (cell) => cell === header);
	return exact.length > 0 ? exact : indexesOf(cells, (cell) => normalizeHeader(cell) === normalizeHeader(header));
}

function indexesOf(cells: readonly string[], matches: (cell: string) => boolean): readonly number[] {
	return cells.flatMap((cell, index) => (matches(cell) ? [index] : []));
}

/** Removes the differences that do not count in a header: letter case, full-width forms, spaces, `_` and `-`. */
function normalizeHeader(text: string): string {
	const narrow = text.normalize("NFKC"); // also converts all kinds of spaces
	return narrow.toLowerCase().replaceAll(/[ \n_-]/g, ""); // a tab may be a delimiter
}

function assertDecoded(file: string, { line }: Row, cells: readonly string[]): void {
	const isUndecoded = cells.some((cell) => undecodedCharacters.some((character) => cell.includes(character)));
	if (isUndecoded) throw new Error(`${file}:${line}: ${new EncodingError().message}`);
}
