import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { accountRows, robotRows } from "@/test/faults/account-rows";
import { rowName } from "@/test/faults/matrix-table";
import { profileRows } from "@/test/faults/profile-rows";
import { expectedResult, type Mode, type Row } from "@/test/faults/rows";

const checkout = resolve(__dirname, "../..");

/** A row of a table of failures in a document. */
interface Situation {
	readonly situation: string;
	readonly seen: string;
	readonly shownBy: string;
}

interface MatrixCell {
	readonly row: Row;
	readonly mode: Mode;
}

/** The rows of each fault matrix, keyed by the prefix that documents write before the name of a row. */
const matrices: Readonly<Record<string, readonly Row[]>> = {
	"": profileRows,
	"Account ": accountRows,
	"Robot ": robotRows,
};
const rowsByName = new Map(
	Object.entries(matrices).flatMap(([kind, rows]) =>
		rows.map((row) => [`${kind}${rowName(row).replace(/ +/, " ")}`, row]),
	),
);

for (const [document, minRows] of [
	["docs/troubleshooting.md", 30],
	["SECURITY.md", 15],
] as const) {
	describe(`the list of failures in ${document}`, () => {
		const situations = readSituations(readFileSync(join(checkout, document), "utf8"));

		it(`has at least ${minRows} rows`, () => assert.ok(situations.length >= minRows));

		for (const { situation, seen, shownBy } of situations) {
			it(`refers to existing tests in the row: ${situation}`, () => {
				const files = [...shownBy.matchAll(/`(test\/[^`]+)`/g)].map(([, file = ""]) => file);
				for (const file of files) assert.ok(existsSync(join(checkout, file)), `${file} does not exist`);
				const cells = readCells(shownBy);
				assert.ok(files.length + cells.length > 0, `the column "shown by" contains no test`);
				assertMatchesMatrix(seen, cells);
			});
		}
	});
}

/** Returns the rows of all tables in a text whose last column is "shown by". */
function readSituations(text: string): readonly Situation[] {
	const tables = text.split(/\n{2,}/).filter((block) => /^\| .* \| shown by \|$/m.test(block));
	const rows = tables.flatMap((table) => table.split("\n").slice(2));
	return rows
		.filter((line) => line.startsWith("|"))
		.map((line) => {
			const [situation = "", seen = "", ...others] = line.slice(1, -1).split(" | ");
			return { situation: situation.trim(), seen, shownBy: others.at(-1) ?? "" };
		});
}

/**
 * Returns the cells of fault matrices to which a table cell refers: `once:` or `always:`, then names of rows in
 * backticks.
 */
function readCells(shownBy: string): readonly MatrixCell[] {
	return [...shownBy.matchAll(/(once|always): ((?:`[^`]+`(?:, )?)+)/g)].flatMap(([, mode = "", names = ""]) =>
		[...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => ({
			row: rowsByName.get(name) ?? assert.fail(`the fault matrix has no row ${name}`),
			mode: mode === "once" ? "once" : "always",
		})),
	);
}

/**
 * Asserts that the expected result of `up` in each cell agrees with the second column of a table. If that column starts
 * with "nothing" or "it is renewed", `up` must succeed. Otherwise `up` must fail, and each error code in the column
 * must be part of a row's name.
 */
function assertMatchesMatrix(seen: string, cells: readonly MatrixCell[]): void {
	const survives = /^(nothing|it is renewed)\b/.test(seen);
	for (const { row, mode } of cells) {
		assert.equal(expectedResult(row[mode], "up"), survives ? "survives" : "fails", rowName(row));
	}
	const codes = seen.match(/\b[4-9]\d{4}\b/g) ?? [];
	for (const code of cells.length > 0 ? codes : []) {
		assert.ok(
			cells.some(({ row }) => row.fault.includes(code)),
			`no cell in the column "shown by" has the code ${code}`,
		);
	}
}
