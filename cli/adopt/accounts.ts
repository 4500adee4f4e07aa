import { type CsvError, parse } from "csv-parse/sync";
import { profileSchema } from "../../provider/model/schema";
import { compileSchema, type SchemaError, toFailures } from "../../provider/model/validation";
import { stringLiteral } from "./printer";

/** An account, and where somebody named it. */
export interface NamedAccount {
	readonly account: string;
	/** For messages: `--accounts`, `ids.csv:3`. */
	readonly where: string;
}

/** What a list of accounts comes to. */
export interface AccountList {
	/** Each account once, in the order of its first mention. */
	readonly accounts: readonly string[];
	/** A line for each further mention. */
	readonly duplicates: readonly string[];
	/** A line for each that no account can be. */
	readonly invalid: readonly string[];
}

/** How the first line of a file calls the column of the accounts, in small letters. */
const headers: readonly string[] = ["account", "userid"];

/** The accounts of the option `--accounts`, with commas between them. */
export function parseAccountsOption(text: string): readonly NamedAccount[] {
	const accounts = text.split(",").map((account) => account.trim());
	return accounts.filter(Boolean).map((account) => ({ account, where: "--accounts" }));
}

/**
 * The accounts of a CSV file.
 *
 * Shape: the first column, or where the first line has `account` or `UserID`, the column below that.
 * Errors: `Error` with one line when the text is no CSV.
 */
export function parseAccountsCsv(file: string, text: string): readonly NamedAccount[] {
	const rows = rowsOf(file, text);
	const header = rows[0]?.cells.findIndex((cell) => headers.includes(cell.toLowerCase())) ?? -1;
	const named = rows.slice(header < 0 ? 0 : 1).map(({ cells, line }) => ({
		account: cells[Math.max(0, header)] ?? "",
		where: `${file}:${line}`,
	}));
	return named;
}

/** Checks accounts by the rules that a program's accounts are checked by, and leaves each once. */
export function checkAccounts(named: readonly NamedAccount[]): AccountList {
	const validate = compileSchema(profileSchema());
	const first = new Map<string, string>();
	const repeated: string[] = [];
	const wrong: string[] = [];
	for (const { account, where } of named) {
		const before = first.get(account);
		if (!validate({ account })) {
			const [failure] = toFailures((validate.errors ?? []) as readonly SchemaError[]);
			wrong.push(`${where}: account ${stringLiteral(account)} ${failure?.reason}`);
		} else if (before === undefined) first.set(account, where);
		else repeated.push(`${where}: ${account} was named before (${before}); it is adopted once`);
	}
	return { accounts: [...first.keys()], duplicates: repeated, invalid: wrong };
}

interface Row {
	readonly cells: readonly string[];
	readonly line: number;
}

function rowsOf(file: string, text: string): readonly Row[] {
	try {
		const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
		const rows = parse(text, options) as unknown as readonly { readonly record: string[]; readonly info: Info }[];
		return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
	} catch (error) {
		throw new Error(`${file}: ${(error as CsvError).message.replaceAll(/\s+/g, " ")}`);
	}
}

interface Info {
	readonly lines: number;
}
