import { type CsvError, type Info, parse } from "csv-parse/sync";
import { profileSchema } from "../../provider/model/schema";
import { compileSchema, toFailures } from "../../provider/model/validation";
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

/** The accepted headers, in lower case, of the CSV column that contains the account IDs. */
const headers: readonly string[] = ["account", "userid"];

/** Parses the option `--accounts`, a comma-separated list of account IDs. */
export function parseAccountsOption(text: string): readonly NamedAccount[] {
	const accounts = text.split(",").map((account) => account.trim());
	return accounts.filter(Boolean).map((account) => ({ account, where: "--accounts" }));
}

/**
 * Returns the account IDs in the text of a CSV file. Reads the column that has the header `account` or `UserID`, or the
 * first column if no column has this header.
 *
 * @throws Error with a one-line message if the text is not CSV.
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

/** Validates account IDs by the same rules as the `account` of a `Profile`, and removes duplicates. */
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
		else
			duplicates.push(
				`${where}: duplicate account ${account}, already listed in ${before}; the account is adopted once`,
			);
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
