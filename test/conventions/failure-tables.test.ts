import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { accountRows, robotRows } from "@/test/faults/account-rows";
import { nameOf } from "@/test/faults/matrix-table";
import { profileRows } from "@/test/faults/profile-rows";
import { endingOf, type Mode, type Row } from "@/test/faults/rows";

const checkout = resolve(__dirname, "../..");

/** A row of a table of what happens when something does. */
interface Situation {
	readonly situation: string;
	readonly seen: string;
	readonly shownBy: string;
}

interface Named {
	readonly row: Row;
	readonly mode: Mode;
}

const modes: Readonly<Record<string, Mode>> = { once: "once", "for ever": "always" };

/** The rows of each matrix: a profile's by their names alone, the others below the name of their kind. */
const matrices: Readonly<Record<string, readonly Row[]>> = {
	"": profileRows,
	"Account ": accountRows,
	"Robot ": robotRows,
};
const rowsByName = new Map(
	Object.entries(matrices).flatMap(([kind, rows]) =>
		rows.map((row) => [`${kind}${nameOf(row).replace(/ +/, " ")}`, row]),
	),
);

for (const document of ["README.md", "SECURITY.md"]) {
	describe(`what happens when, in ${document}`, () => {
		const situations = situationsIn(readFileSync(join(checkout, document), "utf8"));

		it("has a table", () => assert.ok(situations.length > 10));

		for (const { situation, seen, shownBy } of situations) {
			it(`names what shows it: ${situation}`, () => {
				const files = [...shownBy.matchAll(/`(test\/[^`]+)`/g)].map(([, file = ""]) => file);
				for (const file of files) assert.ok(existsSync(join(checkout, file)), `no ${file}`);
				const cells = cellsIn(shownBy);
				assert.ok(files.length + cells.length > 0, "nothing shows it");
				assertSaysSo(seen, cells);
			});
		}
	});
}

/** The rows of the one table below the heading. */
function situationsIn(text: string): readonly Situation[] {
	const [, section = ""] = text.split(/^#+ What happens when …$/m);
	const lines = section.split(/^#/m)[0]?.split("\n") ?? [];
	const table = lines.filter((line) => line.startsWith("|")).slice(2);
	return table.map((line) => {
		const [situation = "", seen = "", ...others] = line.slice(1, -1).split(" | ");
		return { situation: situation.trim(), seen, shownBy: others.at(-1) ?? "" };
	});
}

/** The cells that a text names: `once:` or `for ever:`, and rows of the matrix. */
function cellsIn(shownBy: string): readonly Named[] {
	return [...shownBy.matchAll(/(once|for ever): ((?:`[^`]+`(?:, )?)+)/g)].flatMap(([, word = "", names = ""]) =>
		[...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => ({
			row: rowsByName.get(name) ?? assert.fail(`the matrix has no row ${name}`),
			mode: modes[word] ?? assert.fail(word),
		})),
	);
}

/** What a person sees is what an `up` in the cells comes to: nothing where it survives, and the code of their fault. */
function assertSaysSo(seen: string, cells: readonly Named[]): void {
	const survives = /^(nothing|it is renewed)\b/.test(seen);
	for (const { row, mode } of cells) {
		assert.equal(endingOf(row[mode], "up"), survives ? "survives" : "fails", nameOf(row));
	}
	const codes = seen.match(/\b[4-9]\d{4}\b/g) ?? [];
	for (const code of cells.length > 0 ? codes : []) {
		assert.ok(
			cells.some(({ row }) => row.fault.includes(code)),
			`no cell with ${code}`,
		);
	}
}
