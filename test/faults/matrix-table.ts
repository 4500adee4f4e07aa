import { type CellReport, listCells } from "./cell";
import type { OperationName } from "./operations";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { CellResult, Mode, Row } from "./rows";

/**
 * The table of cell results in a fault matrix, by row, operation and mode. A cell that failed an assertion is printed
 * as `BAD`.
 */
export interface Matrix {
	add(cell: { readonly row: Row; readonly operation: OperationName; readonly mode: Mode }, shown: CellReport): void;
	/** Formats the matrix for a terminal of 80 columns, with a legend and counts. */
	toString(): string;
}

const symbols: Readonly<Record<CellResult, string>> = { survives: "ok", fails: "err", late: "old", unmet: "." };
const NAME_WIDTH = 31;
const CELL_WIDTH = 7;

/** Creates an empty table for the fault matrix of a resource. */
export function createMatrix<Declared, Driver extends ResourceDriver<Declared>>(
	resource: ResourceUnderTest<Declared, Driver>,
): Matrix {
	const { rows } = resource;
	const operations = resource.operations.map(({ name }) => name);
	const all = rows.flatMap((row) => listCells(resource, row)).length;
	const cells = new Map<string, CellReport>();
	const keyOf = (row: Row, operation: OperationName, mode: Mode) => [rowName(row), operation, mode].join("/");
	const signOf = (row: Row, operation: OperationName, mode: Mode) => {
		const shown = cells.get(keyOf(row, operation, mode));
		return shown === undefined ? "BAD" : symbols[shown.result];
	};
	const pairOf = (row: Row, operation: OperationName) => {
		if (signOf(row, operation, "once") === symbols.unmet) return symbols.unmet;
		const [once, always] = [signOf(row, operation, "once"), signOf(row, operation, "always")];
		return once === always ? once : `${once} ${always}`;
	};
	return {
		add: ({ row, operation, mode }, shown) => void cells.set(keyOf(row, operation, mode), shown),
		toString() {
			const title = `${resource.name}: the service …`.padEnd(NAME_WIDTH - 1);
			const head = formatLine(`${title} `, operations, operations);
			const body = rows.map((row) =>
				formatLine(
					rowName(row),
					operations.map((operation) => pairOf(row, operation)),
					operations,
				),
			);
			return [head, ...body, "", legend, formatCounts([...cells.values()], all)].join("\n");
		},
	};
}

/** Returns the label of a row: its fault place, then its fault. */
export function rowName({ fault, place }: Row): string {
	return `${place.padEnd(7)}${fault}`;
}

const legend = `ok   succeeds, and the result or the state is correct
err  fails with reasons, and the next up completes the work
old  uses a stale or wrong response, and the next up corrects the result
.    unmet: the operation makes no call that the fault matches
Of two results, the first is for a fault that occurs once, the second for a permanent fault.`;

function formatLine(name: string, cells: readonly string[], operations: readonly OperationName[]): string {
	const padded = cells.map((cell, at) => cell.padEnd(Math.max(CELL_WIDTH, (operations[at] ?? "").length + 1)));
	return `${name.padEnd(NAME_WIDTH)}${padded.join("")}`.trimEnd();
}

function formatCounts(shown: readonly CellReport[], all: number): string {
	const count = (ending: CellResult) => shown.filter((cell) => cell.result === ending).length;
	const calls = shown.reduce((sum, cell) => sum + cell.calls, 0);
	const met = `${count("survives")} ok, ${count("fails")} err, ${count("late")} old`;
	return `${shown.length} of ${all} cells as expected: ${met}, ${count("unmet")} unmet; ${calls} calls`;
}
