import { type CsvError, type Info, parse } from "csv-parse/sync";
import { profileSchema } from "../../provider/model/schema";
import { compileSchema, toFailures } from "../../provider/model/validation";
import { stringLiteral } from "./printer";

/** An account, and where the user named it. */
export interface NamedAccount {
	readonly account: string;
	/** Place for messages: `--accounts`, `ids.csv:3`. */
	readonly where: string;
}

/** The result of checking accounts. */
export interface AccountList {
	/** Each valid account once, in the order of its first mention. */
	readonly accounts: readonly string[];
	/** A message for each repeated mention. */
	readonly duplicates: readonly string[];
	/** A message for each invalid account. */
	readonly invalid: readonly string[];
}

/** Names of the account column in the first line of a file, in lower case. */
const headers: readonly string[] = ["account", "userid"];

/** Parses the option `--accounts`, a list separated by commas. */
export function parseAccountsOption(text: string): readonly NamedAccount[] {
	const accounts = text.split(",").map((account) => account.trim());
	return accounts.filter(Boolean).map((account) => ({ account, where: "--accounts" }));
}

/**
 * Parses the accounts of a CSV file: the column whose first line is `account` or `UserID`, or else the first column.
 *
 * @throws Error with one line when the text is not CSV.
 */
export function parseAccountsCsv(file: string, text: string): readonly NamedAccount[] {
	const rows = parseRows(file, text);
	const column = rows[0]?.cells.findIndex((cell) => headers.includes(cell.toLowerCase())) ?? -1;
	const hasHeader = column >= 0;
	return rows.slice(hasHeader ? 1 : 0).map(({ cells, line }) => ({
		account: cells[hasHeader ? column : 0] ?? "",
		where: `${file}:${line}`,
	}));
}

/** Checks accounts by the rules for the accounts of a program, and removes duplicates. */
export function checkAccounts(named: readonly NamedAccount[]): AccountList {
	const validate = compileSchema(profileSchema());
	const firstMentions = new Map<string, string>();
	const duplicates: string[] = [];
	const invalid: string[] = [];
	for (const { account, where } of named) {
		const before = firstMentions.get(account);
		if (!validate({ account })) {
			const [failure] = toFailures(validate.errors);
			invalid.push(`${where}: account ${stringLiteral(account)} ${failure?.reason}`);
		} else if (before === undefined) firstMentions.set(account, where);
		else duplicates.push(`${where}: duplicate account ${account}, first named in ${before}; it is adopted once`);
	}
	return { accounts: [...firstMentions.keys()], duplicates, invalid };
}

interface Row {
	readonly cells: readonly string[];
	readonly line: number;
}

function parseRows(file: string, text: string): readonly Row[] {
	const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
	try {
		const rows = parse(text, options) as unknown as readonly { readonly record: string[]; readonly info: Info }[];
		return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
	} catch (error) {
		throw new Error(`${file}: ${(error as CsvError).message.replaceAll(/\s+/g, " ")}`);
	}
}
