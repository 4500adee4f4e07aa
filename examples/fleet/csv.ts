import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** A row of a CSV file, keyed by the headers, as csv-parse returns it with the option `info`. */
export interface CsvRow {
	readonly record: Readonly<Record<string, string>>;
	readonly info: { readonly lines: number };
}

/** Headers of the column `account`, as for `pulumi-tim adopt --file`. Letter case, spaces, `_` and `-` do not count. */
const accountHeaders = ["userid", "用户id", "account", "accountid", "identifier", "username", "用户名"];

/** Encodings, keyed by their byte order mark. */
const encodings: Readonly<Record<string, string>> = { fffe: "utf-16le", feff: "utf-16be" };

/**
 * Reads a CSV file that a spreadsheet program wrote: in UTF-8, or in UTF-16 with a byte order mark; with commas,
 * semicolons or tabs. The first row contains the headers. The header of the account column is replaced with `account`.
 */
export function readCsv(path: string): readonly CsvRow[] {
	const text = decode(readFileSync(path));
	const declared = /^"?sep=([^"\r\n])"?\r?\n/i.exec(text)?.[1];
	return parse(text, {
		columns: renameAccount,
		delimiter: declared ?? findDelimiter(text),
		from_line: declared === undefined ? 1 : 2,
		info: true,
		skip_empty_lines: true,
		skip_records_with_empty_values: true,
		trim: true,
	}) as unknown as readonly CsvRow[];
}

function decode(bytes: Buffer): string {
	const encoding = encodings[bytes.toString("hex", 0, 2)] ?? "utf-8";
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		throw new Error("not UTF-8 or UTF-16 with a byte order mark; save it as CSV UTF-8");
	}
}

/** Returns the delimiter with which the first row has an account column. */
function findDelimiter(text: string): string {
	const options = { ltrim: true, relax_quotes: true, skip_records_with_empty_values: true, to: 1 } as const;
	const hasAccount = (delimiter: string) => accountColumns(parse(text, { ...options, delimiter })[0] ?? []).length > 0;
	return [",", ";", "\t"].find(hasAccount) ?? ",";
}

function renameAccount(headers: readonly string[]): string[] {
	const [column, ...others] = accountColumns(headers);
	if (column !== undefined && others.length === 0)
		return headers.map((header, index) => (index === column ? "account" : header));
	const problem = column === undefined ? "no header is known for" : "several headers are for";
	throw new Error(`${problem} account IDs: ${headers.join(", ")}; rename one column to account`);
}

/** Returns the indexes of the account columns. The header `id` counts only without another one. */
function accountColumns(headers: readonly string[]): readonly number[] {
	const names = headers.map((header) => header.normalize("NFKC").toLowerCase().replaceAll(/[ _-]/g, ""));
	const indexes = (isAccount: (name: string) => boolean) =>
		names.flatMap((name, index) => (isAccount(name) ? [index] : []));
	const known = indexes((name) => accountHeaders.includes(name));
	return known.length > 0 ? known : indexes((name) => name === "id");
}
