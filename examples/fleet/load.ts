import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { type CsvError, parse } from "csv-parse/sync";
import type { ProfileAttributes } from "pulumi-tim";
import { columns } from "./columns";

/** The profiles of each desk, by account. */
export type Desks = Readonly<Record<string, Readonly<Record<string, ProfileAttributes>>>>;

/** A row of the file, and where it stands: `fleet.csv:17`. */
interface Row {
	readonly at: string;
	readonly account: string;
	readonly desk: string;
	/** The cells of {@link columns}. */
	readonly cells: readonly (readonly [string, string])[];
}

const MOST_PROBLEMS = 20;

/**
 * Reads a CSV file with a column `account`, a column `desk`, and any of {@link columns}. An empty cell declares nothing:
 * that attribute is left alone.
 *
 * Errors: a `RunError`, of which Pulumi shows the message alone: what is wrong, each problem with file and line.
 */
export function loadDesks(path: string): Desks {
	const rows = rowsOf(path);
	const problems: string[] = [];
	const firsts = new Map<string, string>();
	const desks: Record<string, Record<string, ProfileAttributes>> = {};
	for (const row of rows) {
		const { at, account, desk } = row;
		const first = firsts.get(account);
		if (first !== undefined) problems.push(`${at}: account: ${account} is in ${first} already`);
		firsts.set(account, at);
		desks[desk] = { ...desks[desk], [account]: profileOf(row, problems) };
	}
	if (problems.length > 0) throw new RunError(summaryOf(problems));
	return desks;
}

function profileOf({ at, account, desk, cells }: Row, problems: string[]): ProfileAttributes {
	if (!/^[ -~]{1,32}$/.test(account)) problems.push(`${at}: account: must be 1 to 32 signs of printable ASCII`);
	if (desk === "") problems.push(`${at}: desk: is required`);
	const parts = cells.map(([name, cell]) => {
		try {
			return cell === "" ? {} : columns[name]?.(cell);
		} catch (error) {
			problems.push(`${at}: ${name}: ${(error as Error).message}`);
			return {};
		}
	});
	return Object.assign({}, ...parts);
}

function rowsOf(path: string): readonly Row[] {
	const file = basename(path);
	const options = { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true } as const;
	try {
		const records = parse(readFileSync(path, "utf8"), options) as unknown as readonly Parsed[];
		return records.map(({ record: { account = "", desk = "", ...cells }, info }) => {
			const unknown = Object.keys(cells).find((name) => !Object.hasOwn(columns, name));
			if (unknown !== undefined)
				throw new Error(`there is no column ${unknown}, only ${Object.keys(columns).join(", ")}`);
			return { at: `${file}:${info.lines}`, account, desk, cells: Object.entries(cells) };
		});
	} catch (error) {
		throw new RunError(`${file}: ${(error as CsvError).message}`);
	}
}

/** How the library gives a row when it is asked for the line too. */
interface Parsed {
	readonly record: Readonly<Record<string, string>>;
	readonly info: { readonly lines: number };
}

function summaryOf(problems: readonly string[]): string {
	const more = problems.length - MOST_PROBLEMS;
	return [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}
