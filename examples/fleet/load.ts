import { basename } from "node:path";
import { RunError } from "@pulumi/pulumi";
import type { ProfileAttributes } from "pulumi-tim";
import { columns } from "./columns";
import { readCsv } from "./csv";

/** Profiles keyed by desk and UserID. */
export type Desks = Readonly<Record<string, Readonly<Record<string, ProfileAttributes>>>>;

/** A row of the file. `at` is the file name and line of the row: `fleet.csv:17`. */
interface Row {
	readonly at: string;
	readonly account: string;
	readonly desk: string;
	/** The other cells of the row, as pairs of column name and text. */
	readonly cells: readonly (readonly [string, string])[];
}

const MAX_PROBLEMS = 20;

/**
 * Reads a CSV file with the columns `account` and `desk`, and any columns of {@link columns}. An empty cell declares
 * nothing.
 *
 * @throws RunError whose message has one line for each invalid cell, with file name and line number. Pulumi shows the
 * message without a stack trace.
 */
export function loadDesks(path: string): Desks {
	const rows = rowsOf(path);
	const problems: string[] = [];
	const firsts = new Map<string, string>();
	const desks: Record<string, Record<string, ProfileAttributes>> = {};
	for (const row of rows) {
		const { at, account, desk } = row;
		const first = firsts.get(account);
		if (first !== undefined) problems.push(`${at}: account: ${account} is already in ${first}`);
		firsts.set(account, at);
		desks[desk] = { ...desks[desk], [account]: profileOf(row, problems) };
	}
	if (problems.length > 0) throw new RunError(summaryOf(problems));
	return desks;
}

function profileOf({ at, account, desk, cells }: Row, problems: string[]): ProfileAttributes {
	if (!/^[ -~]{1,32}$/.test(account)) problems.push(`${at}: account: must be 1 to 32 characters of printable ASCII`);
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
	try {
		return readCsv(path).map(({ record: { account = "", desk = "", ...cells }, info }) => {
			const unknown = Object.keys(cells).find((name) => !Object.hasOwn(columns, name));
			if (unknown !== undefined)
				throw new Error(`unknown column "${unknown}"; expected one of ${Object.keys(columns).join(", ")}`);
			return { at: `${file}:${info.lines}`, account, desk, cells: Object.entries(cells) };
		});
	} catch (error) {
		throw new RunError(`${file}: ${(error as Error).message}`);
	}
}

function summaryOf(problems: readonly string[]): string {
	const more = problems.length - MAX_PROBLEMS;
	return [...problems.slice(0, MAX_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}
